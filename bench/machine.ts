/** The machine on which a number was measured. */
import { execFile } from "node:child_process";
import { cpus, loadavg, release, totalmem, type } from "node:os";
import { promisify } from "node:util";
import { Redis } from "ioredis";
import { startRedis } from "../test/redis-server.ts";
import { round } from "./statistics.ts";

export interface Machine {
  readonly cores: number;
  readonly processor: string;
  readonly memoryGiB: number;
  readonly system: string;
  /** Processes that wanted a core in the minute before the run: other work that shows in the numbers. */
  readonly loadBefore: number;
  readonly node: string;
  readonly redis: string;
  /** Commit of the sources; `+` after it: they were changed since. */
  readonly commit: string;
}

export async function describeMachine(): Promise<Machine> {
  const processors = cpus();
  return {
    cores: processors.length,
    processor: processors[0]?.model.trim() ?? "unknown",
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    system: `${type()} ${release()}`,
    loadBefore: round(loadavg()[0] ?? 0, 1),
    node: process.versions.node,
    redis: await redisVersion(),
    commit: await currentCommit(),
  };
}

async function redisVersion(): Promise<string> {
  const server = await startRedis();
  const client = new Redis(server.url);
  try {
    const info = await client.info("server");
    return /^(?:redis|valkey)_version:(\S+)/m.exec(info)?.[1] ?? "unknown";
  } finally {
    client.disconnect();
    await server.stop();
  }
}

async function currentCommit(): Promise<string> {
  const run = promisify(execFile);
  const options = { cwd: import.meta.dirname };
  try {
    const { stdout: commit } = await run("git", ["rev-parse", "--short", "HEAD"], options);
    const { stdout: changes } = await run("git", ["status", "--porcelain", "--untracked-files=no"], options);
    return commit.trim() + (changes.trim() === "" ? "" : "+");
  } catch {
    return "unknown";
  }
}
