import { expect, inject, it, onTestFinished, vi } from "vitest";
import { closeRedis, connectRedis, countUsage, readUsage, redisReady, USAGE_DAYS } from "../src/index.ts";
import { newSession, useRedis } from "./fixture.ts";

const redis = useRedis();
const nothing = { apiCalls: 0, turns: 0, replies: 0, inputTokens: 0, outputTokens: 0, estimatedTokens: 0 };

function itIs(time: string): void {
  vi.useFakeTimers({ toFake: ["Date"], now: Date.parse(time) });
  onTestFinished(() => void vi.useRealTimers());
}

it("usage is added up by day and by month", async () => {
  const { tenantId } = newSession();
  itIs("2026-07-31T12:00:00Z");
  await countUsage(redis, tenantId, { turns: 1, inputTokens: 100, outputTokens: 20 });
  await countUsage(redis, tenantId, { turns: 1, inputTokens: 50, outputTokens: 5, estimatedTokens: 55 });
  itIs("2026-08-01T12:00:00Z");
  await countUsage(redis, tenantId, { apiCalls: 3, replies: 1 });

  const july = { ...nothing, turns: 2, inputTokens: 150, outputTokens: 25, estimatedTokens: 55 };
  const august = { ...nothing, apiCalls: 3, replies: 1 };
  expect(await readUsage(redis, tenantId, { from: "2026-07-30", to: "2026-08-01" })).toEqual({
    days: [
      { day: "2026-07-30", ...nothing },
      { day: "2026-07-31", ...july },
      { day: "2026-08-01", ...august },
    ],
    months: [
      { month: "2026-07", ...july },
      { month: "2026-08", ...august },
    ],
  });
});

it("what many add at the same time is written together, and all of it counts", async () => {
  const { tenantId } = newSession();
  itIs("2026-07-31T12:00:00Z");
  const pipeline = vi.spyOn(redis, "pipeline");
  onTestFinished(() => pipeline.mockRestore());
  await Promise.all(Array.from({ length: 100 }, () => countUsage(redis, tenantId, { replies: 1 })));
  await countUsage(redis, tenantId, { replies: 1 });
  expect(pipeline).toHaveBeenCalledTimes(2);
  const { days } = await readUsage(redis, tenantId, { from: "2026-07-31", to: "2026-07-31" });
  expect(days).toEqual([{ day: "2026-07-31", ...nothing, replies: 101 }]);
});

it("what was added last is written before the connection is closed", async () => {
  const { tenantId } = newSession();
  itIs("2026-07-31T12:00:00Z");
  const ending = connectRedis(inject("redisUrl"), { mode: "patient" });
  await redisReady(ending);
  void countUsage(ending, tenantId, { replies: 1 });
  await closeRedis(ending);
  const { days } = await readUsage(redis, tenantId, { from: "2026-07-31", to: "2026-07-31" });
  expect(days).toEqual([{ day: "2026-07-31", ...nothing, replies: 1 }]);
});

it("the usage of a tenant is not that of another", async () => {
  const [mine, other] = [newSession().tenantId, newSession().tenantId];
  itIs("2026-07-31T12:00:00Z");
  await countUsage(redis, mine, { turns: 1 });
  const { days } = await readUsage(redis, other, { from: "2026-07-31", to: "2026-07-31" });
  expect(days).toEqual([{ day: "2026-07-31", ...nothing }]);
});

it("usage is kept for more than a year, and not for ever", async () => {
  const { tenantId } = newSession();
  itIs("2026-07-31T12:00:00Z");
  await countUsage(redis, tenantId, { turns: 1 });
  const seconds = await redis.ttl(`dt:{${tenantId}}:usage:2026-07-31`);
  expect(seconds).toBeGreaterThan((USAGE_DAYS - 1) * 86_400);
  expect(seconds).toBeLessThanOrEqual(USAGE_DAYS * 86_400);
});

it("nothing used leaves nothing behind", async () => {
  const { tenantId } = newSession();
  expect(await countUsage(redis, tenantId, { turns: 0 })).toBe(true);
  expect(await redis.keys(`dt:{${tenantId}}:usage:*`)).toEqual([]);
});

it("usage that Redis cannot count is said, and fails nothing", async () => {
  const { tenantId } = newSession();
  itIs("2026-07-31T12:00:00Z");
  await redis.set(`dt:{${tenantId}}:usage:2026-07-31`, "no hash");
  expect(await countUsage(redis, tenantId, { turns: 1 })).toBe(false);

  const away = connectRedis("redis://127.0.0.1:1", { mode: "fail-fast" });
  onTestFinished(() => away.disconnect());
  expect(await countUsage(away, tenantId, { turns: 1 })).toBe(false);
});

it.each([
  ["2026-7-1", "2026-07-31", "is not a day"],
  ["2026-02-30", "2026-03-01", "is not a day"],
  ["2026-07-31", "2026-07-30", "the first day is after the last one"],
  ["2024-01-01", "2026-01-01", "at most 400 days"],
])("usage from %s to %s is refused", async (from, to, message) => {
  await expect(readUsage(redis, newSession().tenantId, { from, to })).rejects.toThrow(message);
});
