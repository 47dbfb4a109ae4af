import { closeRedis, connectRedis, type RedisClient, redisReady } from "@dt/session";
import { afterEach, expect, it } from "vitest";
import { type RedisServer, startRedis } from "../redis-server.ts";

let server: RedisServer;
let redis: RedisClient;

afterEach(async () => {
  await closeRedis(redis);
  await server.stop();
});

it.each(["fail-fast", "patient"] as const)("a %s connection waits for a Redis that starts later", async (mode) => {
  server = await startRedis();
  await server.kill();
  redis = connectRedis(server.url, { mode });
  const refusals: Error[] = [];
  redis.on("error", (error: Error) => refusals.push(error));
  const ready = redisReady(redis);
  await expect.poll(() => refusals.length).toBeGreaterThan(1);
  await server.restart();
  await ready;
  expect(await redis.ping()).toBe("PONG");
});

it("a wait for Redis ends when it is aborted", async () => {
  server = await startRedis();
  await server.kill();
  redis = connectRedis(server.url, { mode: "patient" });
  const stop = new AbortController();
  const ready = redisReady(redis, stop.signal);
  stop.abort(new Error("stopping"));
  await expect(ready).rejects.toThrow("stopping");
});
