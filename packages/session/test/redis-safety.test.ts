import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Redis } from "ioredis";
import { describe, expect, inject, it, onTestFinished } from "vitest";
import { checkRedisSafety, closeRedis, connectRedis } from "../src/index.ts";
import { useRedis } from "./fixture.ts";

const redis = useRedis();

/** A connection to a Redis of its own with these settings; both end with the test. */
async function startRedisWith(settings: readonly string[]): Promise<Redis> {
  const folder = await mkdtemp(join(tmpdir(), "dt-safety-"));
  const path = join(folder, "redis.sock");
  const server = spawn("redis-server", ["--port", "0", "--unixsocket", path, "--dir", folder, ...settings], {
    stdio: "ignore",
  });
  const client = new Redis({ path, retryStrategy: () => 20 });
  // Until the server listens.
  client.on("error", () => undefined);
  onTestFinished(async () => {
    client.disconnect();
    const ended = once(server, "exit");
    server.kill("SIGKILL");
    await ended;
    await rm(folder, { recursive: true });
  });
  return client;
}

/** A connection as a user that may do everything but these commands. */
async function connectWithout(...commands: readonly string[]) {
  const name = `user-${randomUUID()}`;
  await redis.call("ACL", "SETUSER", name, "on", ">pw", "~*", "&*", "+@all", ...commands.map((each) => `-${each}`));
  const url = new URL(inject("redisUrl"));
  const client = connectRedis(`redis://${name}:pw@${url.host}`, { mode: "patient" });
  onTestFinished(async () => {
    await closeRedis(client);
    await redis.call("ACL", "DELUSER", name);
  });
  return client;
}

describe("the safety of a Redis", () => {
  it("is fine with an append-only file and without eviction", async () => {
    expect(await checkRedisSafety(redis)).toEqual([]);
  });

  it("names every setting that can lose messages", async () => {
    const unsafe = await startRedisWith(["--appendonly", "no", "--maxmemory-policy", "allkeys-lru"]);
    expect(await checkRedisSafety(unsafe)).toEqual([
      expect.stringContaining("allkeys-lru"),
      expect.stringContaining("appendonly yes"),
    ]);
  });

  it("names a file that nobody brings to the disk", async () => {
    const unsafe = await startRedisWith(["--appendonly", "yes", "--appendfsync", "no"]);
    expect(await checkRedisSafety(unsafe)).toEqual([expect.stringContaining("appendfsync everysec or always")]);
  });

  it("is known from INFO where CONFIG is not allowed, and the other way round", async () => {
    expect(await checkRedisSafety(await connectWithout("config"))).toEqual([]);
    expect(await checkRedisSafety(await connectWithout("info"))).toEqual([]);
  });

  it("is for the operator to check where neither is allowed", async () => {
    expect(await checkRedisSafety(await connectWithout("config", "info"))).toEqual([
      expect.stringContaining("maxmemory-policy"),
      expect.stringContaining("appendonly"),
    ]);
  });
});
