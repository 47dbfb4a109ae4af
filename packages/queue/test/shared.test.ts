import { randomUUID } from "node:crypto";
import { closeRedis, connectRedis } from "@dt/session";
import { afterAll, describe, expect, inject, it, onTestFinished, vi } from "vitest";
import { createCallLimiter, createSharedTokenCache } from "../src/index.ts";

const redis = connectRedis(inject("redisUrl"), { mode: "patient" });
afterAll(() => closeRedis(redis));
const { signal } = new AbortController();

describe("the call limiter", () => {
  it("O11 never lets more calls through in a second than allowed, over several limiters", async () => {
    const call = { identity: randomUUID(), operation: "cardStreamingUpdate" };
    const limiters = [1, 2].map(() => createCallLimiter({ redis, perSecond: () => 5 }));
    const start = performance.now();
    const calls = limiters.flatMap((limiter) => Array.from({ length: 6 }, () => limiter.acquire(call, signal)));
    await Promise.all(calls);
    // Twelve calls at five a second begin in three different seconds.
    expect(performance.now() - start).toBeGreaterThan(2000);
  });

  it("O11 lets forty chats that stream at once take turns, over two processes", async () => {
    const call = { identity: randomUUID(), operation: "cardStreamingUpdate" };
    const limiters = [1, 2].map(() => createCallLimiter({ redis, perSecond: () => 20 }));
    const ending = new AbortController();
    const frames: number[] = [];
    const chats = Array.from({ length: 40 }, async (_, chat) => {
      for (;;) {
        await limiters[chat % 2]?.acquire(call, ending.signal);
        frames.push(chat);
      }
    });
    await expect.poll(() => frames.length).toBeGreaterThanOrEqual(80);
    ending.abort();
    await Promise.allSettled(chats);
    const counts = Array.from({ length: 40 }, (_, chat) => frames.slice(0, 80).filter((each) => each === chat).length);
    expect(Math.min(...counts)).toBeGreaterThanOrEqual(1);
    expect(Math.max(...counts)).toBeLessThanOrEqual(3);
  });

  it("O11 keeps no turn for who has left", async () => {
    const call = { identity: randomUUID(), operation: "x" };
    const limiter = createCallLimiter({ redis, perSecond: () => 1 });
    await limiter.acquire(call, signal);
    const leaving = new AbortController();
    const left = [1, 2, 3].map(() => limiter.acquire(call, leaving.signal).catch(() => "left"));
    await expect.poll(() => redis.zcard(`dt:limit:{${call.identity}}:x:waiting`)).toBe(3);
    leaving.abort();
    expect(await Promise.all(left)).toEqual(["left", "left", "left"]);
    await expect.poll(() => redis.zcard(`dt:limit:{${call.identity}}:x:waiting`)).toBe(0);
    const start = performance.now();
    await limiter.acquire(call, signal);
    // In its own turn: with those who left it would have been the fourth.
    expect(performance.now() - start).toBeLessThan(2000);
  });

  it("O11 forgets who died while waiting", async () => {
    const call = { identity: randomUUID(), operation: "x" };
    const key = `dt:limit:{${call.identity}}:x`;
    await redis.zadd(`${key}:waiting`, 1, "of a dead process");
    await redis.zadd(`${key}:asked`, 1, "of a dead process");
    await createCallLimiter({ redis, perSecond: () => 1 }).acquire(call, signal);
    expect(await redis.zcard(`${key}:waiting`)).toBe(0);
  });

  it("waits as long as DingTalk asked, and no longer than the caller wants", async () => {
    const call = { identity: randomUUID(), operation: "x" };
    const limiter = createCallLimiter({ redis, perSecond: () => 5 });
    await limiter.throttled(call, 60_000);
    const impatient = AbortSignal.timeout(30);
    await expect(limiter.acquire(call, impatient)).rejects.toThrow(/abort/i);
    await limiter.acquire({ ...call, operation: "y" }, signal);
    await limiter.throttled(call, Number.POSITIVE_INFINITY);
    expect(await redis.pttl(`dt:limit:{${call.identity}}:x:blocked`)).toBeGreaterThan(590_000);
  });

  it("waits as long as DingTalk asked where the clock of this process is wrong, and also when it then asked for less", async () => {
    const call = { identity: randomUUID(), operation: "x" };
    const limiter = createCallLimiter({ redis, perSecond: () => 5 });
    const clock = vi.spyOn(Date, "now").mockReturnValue(1);
    onTestFinished(() => clock.mockRestore());
    await limiter.throttled(call, 60_000);
    await limiter.throttled(call, 1);
    const impatient = AbortSignal.timeout(30);
    await expect(limiter.acquire(call, impatient)).rejects.toThrow(/abort/i);
  });
});

describe("the token cache", () => {
  const cache = createSharedTokenCache(redis);

  it("keeps a token until it expires, and removes only the one that was rejected", async () => {
    const key = randomUUID();
    const token = { accessToken: "a", expiresAt: Date.now() + 60_000 };
    await cache.set(key, token);
    await cache.remove(key, "older");
    expect(await cache.get(key)).toEqual(token);
    await cache.remove(key, "a");
    expect(await cache.get(key)).toBeUndefined();
  });

  it("S4 keeps the tokens of apps apart", async () => {
    const [a, b] = [randomUUID(), randomUUID()];
    await cache.set(a, { accessToken: "a", expiresAt: Date.now() + 60_000 });
    expect(await cache.get(b)).toBeUndefined();
  });

  it("lets one caller at a time refresh", async () => {
    const key = randomUUID();
    let [running, most] = [0, 0];
    const refresh = () =>
      cache.exclusively(key, async () => {
        most = Math.max(most, ++running);
        await redis.ping();
        running--;
      });
    await Promise.all([refresh(), refresh(), refresh()]);
    expect(most).toBe(1);
  });

  it("does not wait for itself when the answer to its lock was lost, and the lock is asked for again", async () => {
    const set = vi.spyOn(redis, "set");
    onTestFinished(() => set.mockRestore());
    const key = randomUUID();
    // Each call has run before, without its answer.
    set.mockImplementation(async (...args) => {
      await redis.call("set", ...(args as string[]));
      return (await redis.call("set", ...(args as string[]))) as "OK" | null;
    });
    expect(await cache.exclusively(key, async () => "token")).toBe("token");
  });
});
