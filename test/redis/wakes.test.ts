import { randomUUID } from "node:crypto";
import { setImmediate as nextRound } from "node:timers/promises";
import { consumeWakes, createWaker, type WakeHandler } from "@dt/queue";
import { closeRedis, connectRedis } from "@dt/session";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type RedisServer, startRedis } from "../redis-server.ts";

// A server of its own: these consumers would take the wakes of other tests.
let server: RedisServer;
beforeAll(async () => {
  server = await startRedis();
});
afterAll(() => server.stop());

const silent = { debug() {}, info() {}, warn() {}, error() {} };
const closers: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

function open() {
  const redis = connectRedis(server.url, { mode: "patient" });
  closers.push(() => closeRedis(redis));
  const waker = createWaker("inbound", { redis, logger: silent });
  closers.push(() => waker.close());
  const consume = (handler: WakeHandler<"inbound">) => {
    const consumer = consumeWakes("inbound", handler, { redis, logger: silent, concurrency: 10 });
    closers.push(() => consumer.close());
    return consumer;
  };
  return { waker, consume };
}

const newMailbox = () => ({ tenantId: `t-${randomUUID()}`, sessionId: "dingtalk_private_u1" });

describe("wakes", () => {
  it("reach a handler with the keys of their mailbox", async () => {
    const { waker, consume } = open();
    const mailbox = newMailbox();
    const seen: object[] = [];
    consume(async (payload) => {
      seen.push(payload);
    });
    await waker.wake(mailbox);
    await expect.poll(() => seen).toEqual([mailbox]);
  });

  it("that nobody waits for and Redis does not take are told once, not one by one", async () => {
    const redis = connectRedis(server.url, { mode: "patient" });
    const lines: object[] = [];
    const logger = { ...silent, warn: (fields: object) => void lines.push(fields) };
    const waker = createWaker("inbound", { redis, logger, timeoutMs: 10 });
    await redis.quit();
    for (let count = 0; count < 5; count++) {
      waker.wakeSoon(newMailbox());
      await expect(waker.wake(newMailbox())).rejects.toBeInstanceOf(Error);
    }
    expect(lines).toEqual([{ queue: "inbound", reason: expect.any(String), errors: 1 }]);
    redis.disconnect();
  });

  it("for one mailbox never run side by side; one that comes while it is active runs after it", async () => {
    const { waker, consume } = open();
    const mailbox = newMailbox();
    const release = Promise.withResolvers<void>();
    let [running, most, runs] = [0, 0, 0];
    consume(async () => {
      most = Math.max(most, ++running);
      if (++runs === 1) await release.promise;
      running--;
    });
    await waker.wake(mailbox);
    await expect.poll(() => runs).toBe(1);
    for (let i = 0; i < 5; i++) await waker.wake(mailbox);
    release.resolve();
    await expect.poll(() => runs).toBe(2);
    await waker.wake(mailbox);
    await expect.poll(() => runs).toBe(3);
    expect(most).toBe(1);
  });

  it("come again when the handler asks for it", async () => {
    const { waker, consume } = open();
    let runs = 0;
    consume(async () => (++runs === 1 ? { againMs: 20 } : undefined));
    await waker.wake(newMailbox());
    await expect.poll(() => runs).toBe(2);
  });

  it("come again when the handler failed", async () => {
    const { waker, consume } = open();
    let runs = 0;
    consume(async () => {
      if (++runs === 1) throw new Error("once");
    });
    await waker.wake(newMailbox());
    await expect.poll(() => runs, { timeout: 5000 }).toBe(2);
  });

  it("are sent in few batches when many come at once", async () => {
    const { waker, consume } = open();
    const woken = new Set<string>();
    consume(async ({ sessionId }) => {
      woken.add(sessionId);
    });
    const tenantId = `t-${randomUUID()}`;
    const sessions = Array.from({ length: 200 }, (_, i) => `dingtalk_private_u${i}`);
    await Promise.all(sessions.map((sessionId) => waker.wake({ tenantId, sessionId })));
    await expect.poll(() => woken.size).toBe(200);
  });
});

describe("an overdue mailbox", () => {
  it("is looked at at once, although its wake is held by a process that does not come to an end", async () => {
    const [dead, alive] = [open(), open()];
    const mailbox = newMailbox();
    const held = Promise.withResolvers<void>();
    const reached = Promise.withResolvers<void>();
    dead.consume(async () => {
      reached.resolve();
      await held.promise;
    });
    await dead.waker.wake(mailbox);
    await reached.promise;
    const seen: object[] = [];
    const consumer = alive.consume(async (payload) => {
      seen.push(payload);
    });
    await alive.waker.wake(mailbox);
    expect(seen).toEqual([]);
    expect(consumer.offer(mailbox)).toBe(true);
    expect(seen).toEqual([mailbox]);
    held.resolve();
  });

  it("is looked at again for as long as the handler wants that, and not twice at a time", async () => {
    const { consume } = open();
    let [running, most, runs] = [0, 0, 0];
    const consumer = consume(async () => {
      most = Math.max(most, ++running);
      await nextRound();
      running--;
      return ++runs < 5 ? { againMs: 5 } : undefined;
    });
    const mailbox = newMailbox();
    expect([consumer.offer(mailbox), consumer.offer(mailbox)]).toEqual([true, true]);
    await expect.poll(() => runs).toBe(5);
    await consumer.close();
    expect({ runs, most }).toEqual({ runs: 5, most: 1 });
  });

  it("is left alone at the end of the process, whatever the handler wants", async () => {
    const { consume } = open();
    let runs = 0;
    const consumer = consume(async () => {
      runs++;
      return { againMs: 3_600_000 };
    });
    consumer.offer(newMailbox());
    await expect.poll(() => runs).toBe(1);
    await consumer.close();
    expect(runs).toBe(1);
  });

  it("waits while the process answers as many wakes as it may, and after it began to close", async () => {
    const { consume } = open();
    const release = Promise.withResolvers<void>();
    const consumer = consume(() => release.promise.then(() => undefined));
    const offers = Array.from({ length: 12 }, () => consumer.offer(newMailbox()));
    expect(offers.filter((taken) => taken)).toHaveLength(10);
    release.resolve();
    await expect.poll(() => consumer.offer(newMailbox())).toBe(true);
    const closed = consumer.close();
    expect(consumer.offer(newMailbox())).toBe(false);
    await closed;
  });

  it("harms nobody when its handler fails", async () => {
    const { consume } = open();
    let runs = 0;
    const consumer = consume(() => Promise.reject(new Error(`run ${++runs}`)));
    expect(consumer.offer(newMailbox())).toBe(true);
    await consumer.close();
    expect(runs).toBe(1);
  });
});
