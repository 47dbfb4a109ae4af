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

it("I16 a server that hangs is taken for dead, once, and the call is answered by what comes next", async () => {
  server = await startRedis();
  redis = connectRedis(server.url, { mode: "patient", silenceMs: 200 });
  let closed = 0;
  redis.on("close", () => closed++);
  await redis.ping();
  process.kill(server.pid, "SIGSTOP");
  const answer = redis.ping();
  await expect.poll(() => closed).toBe(1);
  process.kill(server.pid, "SIGCONT");
  expect(await answer).toBe("PONG");
});

it("I16 the time limit of a connection that was lost does not end the next one", async () => {
  server = await startRedis();
  redis = connectRedis(server.url, { mode: "patient", silenceMs: 3000 });
  let closed = 0;
  redis.on("close", () => closed++);
  await redis.ping();
  const blocked = redis.blpop("nothing", 2);
  await server.restart();
  // Sent again to the new server, where it blocks for less than the limit; then the old limit has passed.
  expect(await blocked).toBeNull();
  expect(await redis.blpop("nothing", 2)).toBeNull();
  expect(closed).toBe(1);
});

it("an outage is told at its beginning, once in a while, and at its end, not at every attempt", async () => {
  server = await startRedis();
  await server.kill();
  const lines: string[] = [];
  const logger = { warn: (_: object, message: string) => void lines.push(message) };
  redis = connectRedis(server.url, { mode: "fail-fast", logger, reminderMs: 900 });
  let attempts = 0;
  redis.on("error", () => attempts++);
  await expect.poll(() => lines).toEqual(["redis unreachable", "redis unreachable"]);
  expect(attempts).toBeGreaterThan(3);
  await server.restart();
  await expect.poll(() => lines.at(-1)).toBe("redis reachable again");
});
