import { describe, expect, it } from "vitest";
import { startLocalDingTalk } from "../../test/local-dingtalk.ts";
import { createClient } from "../index.ts";
import { type CallQuota, keepToQuota } from "./quota.ts";

type Server = Awaited<ReturnType<typeof startLocalDingTalk>>;

/** A quota that notes what it is told. */
function fakeQuota(isUsedUp = false) {
  const told: string[] = [];
  const quota: CallQuota = {
    isUsedUp: () => isUsedUp,
    used: () => void told.push("used"),
    refused: () => void told.push("refused"),
  };
  return { quota, told };
}

function clientOf({ url }: Server, quota: CallQuota) {
  const hosts = { apiUrl: url, oapiUrl: url };
  const credentials = { appKey: "dingapp", appSecret: "secret" };
  return createClient({ ...hosts, credentials, maxAttempts: 1, ...keepToQuota(quota) });
}

const send = (client: ReturnType<typeof clientOf>) =>
  client.robot.sendToUsers({ userIds: ["u1"], message: { kind: "text", text: "Hi" } });

describe("a client that keeps to a quota", () => {
  it("O16 counts what DingTalk counts: a send, not the token for it nor a look at a person", async () => {
    const { quota, told } = fakeQuota();
    const server = await startLocalDingTalk(() => ({ body: { errcode: 0, result: {}, processQueryKey: "k" } }));
    const client = clientOf(server, quota);
    await client.call("getUser", { userid: "u1" }).catch(() => undefined);
    expect(told).toEqual([]);
    await send(client);
    expect(told).toEqual(["used"]);
  });

  it("O16 counts a call that failed, but not one that was refused for its pace", async () => {
    const { quota, told } = fakeQuota();
    let code = "group.disbanded";
    const server = await startLocalDingTalk(() => ({ status: 400, body: { code, message: "no" } }));
    await expect(send(clientOf(server, quota))).rejects.toMatchObject({ code: "refused" });
    code = "send.too.fast";
    await expect(send(clientOf(server, quota))).rejects.toMatchObject({ code: "rate_limited" });
    expect(told).toEqual(["used"]);
  });

  it("O16 counts a call that may have arrived although nobody heard the answer, and not one that never left", async () => {
    const { quota, told } = fakeQuota();
    const server = await startLocalDingTalk(() => "reset");
    await expect(send(clientOf(server, quota))).rejects.toMatchObject({ code: "network", outcome: "unknown" });
    expect(told).toEqual(["used"]);
    const { onCall } = keepToQuota(quota);
    onCall({ identity: "app", operation: "robotSendOTO", result: "aborted", outcome: "not_sent", durationMs: 1 });
    expect(told).toEqual(["used"]);
  });

  it("O16 tells that DingTalk refuses for the month, and not that an operation's own quota is over", async () => {
    const { quota, told } = fakeQuota();
    let code = "integrated.qps.exceed";
    const server = await startLocalDingTalk(() => ({ status: 403, body: { code, message: "no" } }));
    await expect(send(clientOf(server, quota))).rejects.toMatchObject({ code: "quota_exceeded" });
    expect(told).toEqual([]);
    code = "Forbidden.AccessDenied.ApiCountLimitForOrg";
    await expect(send(clientOf(server, quota))).rejects.toMatchObject({ code: "quota_exceeded" });
    expect(told).toEqual(["refused"]);
  });

  it("O16 sends nothing that counts when no call is left, and everything that does not", async () => {
    const { quota, told } = fakeQuota(true);
    const server = await startLocalDingTalk(() => ({ body: { errcode: 0 } }));
    const client = clientOf(server, quota);
    await expect(send(client)).rejects.toMatchObject({ code: "quota_exceeded", outcome: "not_sent", retryable: false });
    expect(server.received).toEqual([]);
    await client.robot.replySession(`${server.url}/robot/sendBySession?session=s`, { kind: "text", text: "Hi" });
    expect(server.received.map(({ path }) => path.split("?")[0])).toEqual(["/robot/sendBySession"]);
    expect(told).toEqual([]);
  });

  it("keeps to its pace as well", async () => {
    const { quota } = fakeQuota();
    const paced: string[] = [];
    const limiter = { acquire: async ({ operation }: { operation: string }) => void paced.push(operation) };
    const { limiter: both } = keepToQuota(quota, limiter);
    await both.acquire({ identity: "app", operation: "robotSendOTO" }, new AbortController().signal);
    expect(paced).toEqual(["robotSendOTO"]);
  });
});
