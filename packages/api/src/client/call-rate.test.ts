import { expect, it } from "vitest";
import { measureCallRate } from "../../bench/call-rate.ts";
import { startLocalDingTalk } from "../../test/local-dingtalk.ts";

it("the benchmark has this package and DingTalk's official SDK send the same", async () => {
  const server = await startLocalDingTalk(() => ({ body: { processQueryKey: "k" } }));
  const target = { apiUrl: server.url, appKey: "dingapp", appSecret: "secret", openConversationId: "cid" };
  const rates = await measureCallRate({ target, rounds: 1, warmUpSeconds: 0, seconds: 0.2, inFlight: 2 });
  expect(Math.min(rates.api.callsPerSecond, rates.sdk.callsPerSecond)).toBeGreaterThan(0);
  const first = server.received[0];
  const last = server.received.at(-1);
  expect(first?.headers["user-agent"]).toBeUndefined();
  expect(last?.headers["user-agent"]).toContain("AlibabaCloud");
  expect(last?.path).toBe(first?.path);
  expect(JSON.parse(last?.text ?? "")).toEqual(first?.body);
  expect(last?.headers["x-acs-dingtalk-access-token"]).toBe("token-2");
});
