import { closeRedis, connectRedis, type RedisClient, type StateWatch, watchState } from "@dt/session";
import { afterEach, expect, it } from "vitest";
import { type RedisServer, startRedis } from "../redis-server.ts";

let server: RedisServer;
let redis: RedisClient;
let watches: StateWatch[] = [];

afterEach(async () => {
  for (const watch of watches) watch.close();
  watches = [];
  await closeRedis(redis);
  await server.stop();
});

it("says that the data is gone, once, and in every process", async () => {
  server = await startRedis();
  redis = connectRedis(server.url, { mode: "patient" });
  const lost: string[] = [];
  for (const name of ["worker", "sender"]) {
    watches.push(await watchState({ redis, onLost: () => lost.push(name), intervalMs: 5 }));
  }
  await redis.flushall();
  await expect.poll(() => lost.toSorted()).toEqual(["sender", "worker"]);
});

it("says nothing when Redis was away and comes back with its data", async () => {
  server = await startRedis();
  redis = connectRedis(server.url, { mode: "patient" });
  const lost: string[] = [];
  watches.push(await watchState({ redis, onLost: () => lost.push("worker"), intervalMs: 5 }));
  await server.restart();
  // It has looked since: the key was read again.
  await redis.ping();
  const before = Number(/cmdstat_set:calls=(\d+)/.exec(await redis.info("commandstats"))?.[1] ?? 0);
  await expect
    .poll(async () => Number(/cmdstat_set:calls=(\d+)/.exec(await redis.info("commandstats"))?.[1] ?? 0))
    .toBeGreaterThan(before + 1);
  expect(lost).toEqual([]);
});
