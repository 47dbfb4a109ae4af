import { silentLogger } from "@dt/runtime";
import type { RedisClient } from "@dt/session";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createMemoryGuard, RedisFullError, usedShare } from "./memory-guard.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A guard over a Redis with a limit of 1000 bytes, of which `used` are taken; an error stands for an outage. */
function setUp() {
  const said: string[] = [];
  const redis = {
    used: 0 as number | Error,
    asked: 0,
    async info(): Promise<string> {
      redis.asked++;
      if (redis.used instanceof Error) throw redis.used;
      return `# Memory\r\nused_memory:${redis.used}\r\nmaxmemory:1000\r\n`;
    },
  };
  const guard = createMemoryGuard(redis as unknown as RedisClient, {
    ...silentLogger,
    error: (_fields, message) => void said.push(message),
    warn: (_fields, message) => void said.push(message),
  });
  const after = async (used: number | Error): Promise<boolean> => {
    redis.used = used;
    await vi.advanceTimersByTimeAsync(1000);
    return guard.full;
  };
  return { guard, after, said, redis };
}

describe("the memory guard", () => {
  it("lets messages in until four fifths of the memory are used, and again when there is room", async () => {
    const { guard, after } = setUp();
    expect(() => guard.check()).not.toThrow();
    expect(await after(800)).toBe(false);
    expect(await after(801)).toBe(true);
    expect(() => guard.check()).toThrow(RedisFullError);
    expect(() => guard.check()).toThrow(/80 %.*Raise maxmemory/);
    expect(await after(700)).toBe(false);
    expect(() => guard.check()).not.toThrow();
  });

  it("says each change once", async () => {
    const { after, said } = setUp();
    for (const used of [900, 900, 950, 100, 100]) await after(used);
    expect(said).toEqual(["Redis is nearly full: not accepting messages", "Redis has room again: accepting messages"]);
  });

  it("stays as it was while Redis is away", async () => {
    const { after } = setUp();
    await after(900);
    expect(await after(new Error("away"))).toBe(true);
    expect(await after(100)).toBe(false);
    expect(await after(new Error("away"))).toBe(false);
  });

  it("asks no more once it is closed", async () => {
    const { guard, after, redis } = setUp();
    await after(100);
    guard.close();
    await after(900);
    expect(redis.asked).toBe(1);
  });
});

describe("the used share", () => {
  it("is read from what Redis says about its memory", () => {
    expect(usedShare("# Memory\r\nused_memory:800\r\nused_memory_human:800B\r\nmaxmemory:1000\r\n")).toBe(0.8);
  });

  it("is none without a limit", () => {
    expect(usedShare("used_memory:800\r\nmaxmemory:0\r\n")).toBe(0);
    expect(usedShare("")).toBe(0);
  });
});
