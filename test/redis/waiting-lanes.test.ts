/** Senders whose tenant has a lane that waits: drain, wakes and outbox together, without a sweeper. */
import { consumeWakes, createWaker } from "@dt/queue";
import { silentLogger } from "@dt/runtime";
import { closeRedis, connectRedis, createInbox, createOutbox, type ReplyContent, redisReady } from "@dt/session";
import { expect, it, onTestFinished } from "vitest";
import { createDrain } from "../../apps/sender/src/drain.ts";
import { makeDelivery, makeTenant } from "../../apps/sender/src/testing.ts";
import { startRedis } from "../redis-server.ts";

const tenantId = "acme";
const RETRY_MS = 1900;

/** A sender on a server of its own: it would take the wakes of other tests. */
async function startSender() {
  const server = await startRedis();
  onTestFinished(() => server.stop());
  const redis = connectRedis(server.url, { mode: "patient" });
  onTestFinished(() => closeRedis(redis));
  await redisReady(redis);
  const inbox = createInbox(redis);
  const outbox = createOutbox<ReplyContent>(redis);
  const waker = createWaker("replies", { redis, logger: silentLogger });
  const sent: string[] = [];
  const drain = createDrain({
    outbox,
    tenantOf: () => ({ ...makeTenant({ sendPerSecond: 100 }), id: tenantId }),
    async send({ sessionId }) {
      sent.push(sessionId);
      return undefined;
    },
    wakeReplies: () => void waker.wake({ tenantId }),
    stopping: new AbortController().signal,
    concurrency: 10,
    onSettled: () => {},
    logger: silentLogger,
  });
  onTestFinished(() => drain.close());
  async function reply(sessionId: string): Promise<void> {
    await inbox.append({ tenantId, sessionId }, { id: "m1", robotCode: "r", sentAt: 1, content: {} });
    const begun = await inbox.begin({ tenantId, sessionId });
    if (begun.state !== "turn") throw new Error(`expected a turn, got ${begun.state}`);
    const { part } = makeDelivery();
    await inbox.commit(begun.turn, { answered: 1, outcome: "answered", history: [], parts: [part] });
  }
  /** What a handler asked for, each time that it was woken. */
  const answered: unknown[] = [];
  const listen = (): void => {
    const handle: typeof drain.onWake = async (payload) => {
      const result = await drain.onWake(payload);
      answered.push(result);
      return result;
    };
    const consumer = consumeWakes("replies", handle, { redis, logger: silentLogger, concurrency: 10 });
    onTestFinished(async () => {
      await consumer.close();
      await waker.close();
    });
  };
  return { outbox, sent, answered, listen, reply, wake: () => waker.wake({ tenantId }) };
}

it("a lane that waits for its next attempt holds up no reply of another lane, and is not forgotten", async () => {
  const { outbox, sent, answered, listen, reply, wake } = await startSender();
  await reply("waiting");
  const { deliveries } = await outbox.take(tenantId, { limit: 1, perSecond: 100 });
  const startedAt = performance.now();
  for (const delivery of deliveries) await outbox.settle(delivery, { state: "retry", delayMs: RETRY_MS });
  listen();
  await wake();
  await expect.poll(() => answered.length).toBe(1);
  await reply("new");
  await wake();
  await expect.poll(() => sent).toEqual(["new"]);
  expect(performance.now() - startedAt).toBeLessThan(RETRY_MS);
  await expect.poll(() => sent).toEqual(["new", "waiting"]);
});
