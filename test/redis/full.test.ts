import { closeRedis, connectRedis, createInbox, createOutbox, type Part } from "@dt/session";
import { expect, it, onTestFinished } from "vitest";
import { startRedis } from "../redis-server.ts";

const session = { tenantId: "acme", sessionId: "dingtalk_private_u1" };

it.each([
  ["sent", { state: "sent" }],
  ["refused for now", { state: "retry", delayMs: 0 }],
] as const)("a full Redis takes down that a part was %s: it is not sent again without a need", async (_, outcome) => {
  const server = await startRedis();
  onTestFinished(() => server.stop());
  const redis = connectRedis(server.url, { mode: "fail-fast" });
  onTestFinished(() => closeRedis(redis));
  await expect.poll(() => redis.status).toBe("ready");
  const inbox = createInbox(redis);
  await inbox.append(session, { id: "m1", robotCode: "ding", sentAt: 1, content: "hello" });
  const begun = await inbox.begin(session);
  if (begun.state !== "turn") throw new Error("there is a turn to begin");
  const { turn } = begun;
  const about = { turnId: turn.id, messages: 1, messageIds: ["m1"], outcome: "answered", content: "hi" } as const;
  const part: Part = { id: `${turn.id}/1`, ...about };
  await inbox.commit(turn, { answered: 1, outcome: "answered", history: [], parts: [part] });
  const outbox = createOutbox(redis);
  const { deliveries } = await outbox.take(session.tenantId, { limit: 1, perSecond: 10 });
  await redis.config("SET", "maxmemory", 1);
  await expect(redis.set("dt:any", "x")).rejects.toThrow("OOM");
  expect(await outbox.settle(deliveries[0] as never, outcome)).toMatchObject({ settled: true });
});
