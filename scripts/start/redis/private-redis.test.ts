import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Redis } from "ioredis";
import { expect, onTestFinished, test, vi } from "vitest";
import { freePort } from "../../shared/ports.ts";
import { superviseService } from "../supervisor.ts";
import { thisMachine } from "./machine.ts";
import { containerName, dockerArguments, type PrivateRedis, preparePrivateRedis } from "./private-redis.ts";

async function dataFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "dt redis "));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return join(folder, "redis");
}

async function prepare(folder: string): Promise<PrivateRedis> {
  const server = await thisMachine.findServer();
  if (server === undefined) throw new Error("these tests need a redis-server");
  return preparePrivateRedis({ kind: "program", ...server }, folder, process.env);
}

async function startRedis(folder: string, line: (line: string) => void = () => {}) {
  const { url, child } = await prepare(folder);
  const keeper = superviseService(child, { line, restart: () => {} });
  onTestFinished(() => keeper.stop(5_000));
  await keeper.ready;
  const redis = new Redis(url, { retryStrategy: () => 50 });
  redis.on("error", () => {});
  onTestFinished(() => redis.disconnect());
  return { url, keeper, redis };
}

async function pidOf(redis: Redis): Promise<number> {
  return Number(/process_id:(\d+)/.exec(await redis.info("server"))?.[1]);
}

test("what one start wrote the next one finds", async () => {
  const folder = await dataFolder();
  const first = await startRedis(folder);
  await first.redis.set("conversation", "kept");
  await first.keeper.stop(10_000);
  const second = await startRedis(folder);
  expect(await second.redis.get("conversation")).toBe("kept");
});

test("nobody gets in without the password, which only this user can read", async () => {
  const folder = await dataFolder();
  const { url } = await startRedis(folder);
  const stranger = new Redis(Number(new URL(url).port), { retryStrategy: () => null });
  stranger.on("error", () => {});
  onTestFinished(() => stranger.disconnect());
  await expect(stranger.get("anything")).rejects.toThrow("NOAUTH");
  expect((await stat(join(folder, "redis.conf"))).mode & 0o077).toBe(0);
  expect((await stat(join(folder, "server.json"))).mode & 0o077).toBe(0);
});

test("a server that was killed comes back on the same port with its data", async () => {
  const { redis } = await startRedis(await dataFolder());
  await redis.set("conversation", "kept");
  const pid = await pidOf(redis);
  process.kill(pid, "SIGKILL");
  await vi.waitFor(async () => expect(await pidOf(redis)).not.toBe(pid), { timeout: 20_000, interval: 100 });
  expect(await redis.get("conversation")).toBe("kept");
});

test("a server that a crash left running is ended before its data is used again", async () => {
  const folder = await dataFolder();
  const { child } = await prepare(folder);
  const left = await startLeftOver(folder);
  const again = await startRedis(folder);
  expect(child.args).toEqual([join(folder, "server.json")]);
  expect(left.exitCode).toBe(0);
  expect(await again.redis.ping()).toBe("PONG");
});

/** The server alone, as it is when both launcher and keeper were killed. */
async function startLeftOver(folder: string) {
  const { command, args } = JSON.parse(await readFile(join(folder, "server.json"), "utf8"));
  const left = spawn(command, args, { stdio: ["ignore", "pipe", "ignore"] });
  for await (const text of left.stdout) if (String(text).includes("Ready to accept")) break;
  left.stdout.resume();
  return left;
}

test("a keeper that was killed is replaced, and so is the server that it left", async () => {
  const keepers: number[] = [];
  const { redis } = await startRedis(await dataFolder(), (line) => {
    if (line.includes('"ready"')) keepers.push((JSON.parse(line) as { pid: number }).pid);
  });
  await redis.set("conversation", "kept");
  const pid = await pidOf(redis);
  process.kill(keepers[0] as number, "SIGKILL");
  await vi.waitFor(() => expect(keepers).toHaveLength(2), { timeout: 20_000, interval: 50 });
  expect(await redis.get("conversation")).toBe("kept");
  expect(await pidOf(redis)).not.toBe(pid);
});

test("a stranger's server on the port of an earlier start is left alone", async () => {
  const folder = await dataFolder();
  await prepare(folder);
  const { port } = JSON.parse(await readFile(join(folder, "server.json"), "utf8"));
  const strangersFolder = await mkdtemp(join(tmpdir(), "dt-stranger-"));
  onTestFinished(() => rm(strangersFolder, { recursive: true, force: true }));
  const stranger = spawn("redis-server", ["--port", String(port), "--dir", strangersFolder], { stdio: "ignore" });
  onTestFinished(async () => {
    stranger.kill("SIGKILL");
    await once(stranger, "exit");
  });
  const redis = new Redis(port, { retryStrategy: () => 50 });
  redis.on("error", () => {});
  onTestFinished(() => redis.disconnect());
  await redis.ping();
  const ours = await startRedis(folder);
  expect(await ours.redis.ping()).toBe("PONG");
  expect(await redis.ping()).toBe("PONG");
});

test("a container listens on this machine only and belongs to the data folder", async () => {
  const port = await freePort();
  const args = dockerArguments({ container: containerName("/a"), image: "redis:7-alpine", port, folder: "/a" });
  expect(args).toContain(`--publish=127.0.0.1:${port}:6379`);
  expect(args).toContain('--mount=type=bind,"source=/a",target=/data');
  expect(containerName("/a")).not.toBe(containerName("/b"));
});
