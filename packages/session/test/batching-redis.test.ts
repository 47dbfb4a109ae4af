import { expect, inject, it, onTestFinished } from "vitest";
import { BatchingRedis } from "../src/redis/batching-redis.ts";

async function connect(): Promise<BatchingRedis> {
  const redis = new BatchingRedis(inject("redisUrl"), { retryStrategy: () => 10 });
  onTestFinished(() => redis.disconnect());
  await redis.ping();
  return redis;
}

it("holds what is sent in one round of the event loop, and sends it at its end", async () => {
  const redis = await connect();
  const calls = [redis.echo("one"), redis.echo("two"), redis.multi().echo("three").exec()];
  expect(redis.stream.writableCorked).toBe(1);
  expect(await Promise.all(calls)).toEqual(["one", "two", [[null, "three"]]]);
  expect(redis.stream.writableCorked).toBe(0);
});

it("goes on after the connection was lost with commands held", async () => {
  const redis = await connect();
  const lost = redis.echo("one");
  redis.stream.destroy();
  expect(await lost).toBe("one");
  expect(await redis.echo("two")).toBe("two");
  expect(redis.stream.writableCorked).toBe(0);
});
