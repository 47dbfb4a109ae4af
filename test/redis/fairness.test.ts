/** A tenant that floods, beside a quiet one: through the queue, the outboxes and a sender's places, with a real Redis. */
import { setTimeout as delay } from "node:timers/promises";
import { consumeWakes, createWaker } from "@dt/queue";
import { silentLogger } from "@dt/runtime";
import { closeRedis, connectRedis, createOutbox, type RedisClient, type ReplyContent } from "@dt/session";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createDrain } from "../../apps/sender/src/drain.ts";
import { makeDelivery, makeTenant } from "../../apps/sender/src/testing.ts";
import { type RedisServer, startRedis } from "../redis-server.ts";

const FLOOD = 10_000;
const CONCURRENCY = 50;
const SEND_MS = 5;

let server: RedisServer;
let redis: RedisClient;
beforeAll(async () => {
  server = await startRedis();
  redis = connectRedis(server.url, { mode: "patient" });
});
afterAll(async () => {
  await closeRedis(redis);
  await server.stop();
});

/** Puts a reply into so many lanes of a tenant, as commits do. */
async function reply(tenantId: string, lanes: number): Promise<void> {
  const { part } = makeDelivery();
  const commands = redis.pipeline();
  for (let lane = 0; lane < lanes; lane++) {
    commands.rpush(`dt:{${tenantId}}:s:lane-${lane}:lane`, JSON.stringify(part));
    commands.zadd(`dt:{${tenantId}}:outbox`, "NX", Date.now(), `lane-${lane}`);
  }
  await commands.exec();
}

/** A sender that notes for which tenant it sends; each send takes a while. */
function startSender(sent: string[]) {
  const waker = createWaker("replies", { redis, logger: silentLogger });
  const stop = new AbortController();
  const drain = createDrain({
    outbox: createOutbox<ReplyContent>(redis),
    // As good as no limit: what protects the others is not that DingTalk's is reached.
    tenantOf: (id) => ({ ...makeTenant({ sendPerSecond: 1_000_000 }), id }),
    async send(_delivery, { id }) {
      sent.push(id);
      await delay(SEND_MS);
    },
    wakeReplies: (tenantId) => void waker.wake({ tenantId }),
    stopping: stop.signal,
    concurrency: CONCURRENCY,
    onSettled: () => {},
    logger: silentLogger,
  });
  const consumer = consumeWakes("replies", drain.onWake, { redis, logger: silentLogger, concurrency: CONCURRENCY });
  return {
    wake: (tenantId: string) => waker.wake({ tenantId }),
    async close() {
      stop.abort();
      await consumer.close();
      await drain.close();
      await waker.close();
    },
  };
}

it("a quiet tenant's reply goes out before a hundred more of ten thousand that another one has waiting", async () => {
  const sent: string[] = [];
  const sender = startSender(sent);
  await reply("noisy", FLOOD);
  await sender.wake("noisy");
  const overtaken: number[] = [];
  for (let round = 1; round <= 5; round++) {
    await expect.poll(() => sent.length, { interval: 1 }).toBeGreaterThan(round * 1000);
    const before = sent.length;
    await reply("quiet", 1);
    await sender.wake("quiet");
    await expect.poll(() => sent.lastIndexOf("quiet"), { interval: 1 }).toBeGreaterThanOrEqual(before);
    overtaken.push(sent.lastIndexOf("quiet") - before);
  }
  expect(sent.length).toBeLessThan(FLOOD);
  expect(Math.max(...overtaken)).toBeLessThan(2 * CONCURRENCY);
  await sender.close();
});
