import {
  checkLayout,
  claimLayout,
  closeRedis,
  connectRedis,
  NewerLayoutError,
  type RedisClient,
  watchLayout,
} from "@dt/session";
import { afterEach, beforeEach, expect, it } from "vitest";
import { type RedisServer, startRedis } from "../redis-server.ts";

let server: RedisServer;
let redis: RedisClient;
const closers: (() => void)[] = [];

beforeEach(async () => {
  server = await startRedis();
  redis = connectRedis(server.url, { mode: "patient" });
});

afterEach(async () => {
  for (const close of closers.splice(0)) close();
  await closeRedis(redis);
  await server.stop();
});

/** A release that writes this layout runs; returns what it said about newer ones. */
async function run(own: number): Promise<NewerLayoutError[]> {
  const said: NewerLayoutError[] = [];
  const watch = await watchLayout({ redis, own, intervalMs: 5, onNewer: (error) => said.push(error) });
  closers.push(() => watch.close());
  return said;
}

it("O14 a release goes on with its own data, that of an older one, and none at all", async () => {
  await claimLayout(redis, 1);
  await claimLayout(redis, 1);
  await claimLayout(redis, 2);
  expect(await redis.get("dt:layout")).toBe("2");
});

it("O14 a release does not start on data of a newer one, and leaves the number alone", async () => {
  await claimLayout(redis, 3);
  await expect(run(2)).rejects.toThrow(/layout 3, and this release of dt knows layouts up to 2.*Start the newer/s);
  expect(await redis.get("dt:layout")).toBe("3");
});

it("O14 a visitor of another release reads what it knows, and claims nothing", async () => {
  await checkLayout(redis);
  expect(await redis.exists("dt:layout")).toBe(0);
  await claimLayout(redis, 999);
  await expect(checkLayout(redis)).rejects.toThrow(NewerLayoutError);
});

it("O14 a release that runs notices, once, that a newer one was started beside it", async () => {
  const [older, newer] = [await run(1), await run(2)];
  await expect.poll(() => older.length).toBe(1);
  expect(older[0]).toBeInstanceOf(NewerLayoutError);
  expect(newer).toEqual([]);
});

it("O14 a release claims data that was emptied again, and says nothing while Redis is away", async () => {
  const said = await run(1);
  await server.restart();
  await redis.flushall();
  await expect.poll(() => redis.get("dt:layout")).toBe("1");
  expect(said).toEqual([]);
});
