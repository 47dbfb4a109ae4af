/** What Redis did, by its own counters. */
import { Redis } from "ioredis";

export interface RedisCounters {
  /** All commands, those inside scripts included. */
  readonly commands: number;
  readonly scripts: number;
  readonly bytesIn: number;
  readonly bytesOut: number;
  readonly cpuMs: number;
  readonly memoryBytes: number;
  /** Calls by command. */
  readonly calls: Readonly<Record<string, number>>;
}

export async function readRedisCounters(url: string): Promise<RedisCounters> {
  const redis = new Redis(url);
  try {
    const sections = ["commandstats", "stats", "cpu", "memory"].map((section) => redis.info(section));
    return parseCounters((await Promise.all(sections)).join("\n"));
  } finally {
    redis.disconnect();
  }
}

const scriptCommands = ["eval", "evalsha", "fcall"];

/** Reads the answer of `INFO`. */
export function parseCounters(info: string): RedisCounters {
  const calls = Object.fromEntries(
    Array.from(info.matchAll(/^cmdstat_([^:]+):calls=(\d+)/gm), ([, name = "", count]) => [name, Number(count)]),
  );
  const field = (name: string): number => Number(new RegExp(`^${name}:([\\d.]+)`, "m").exec(info)?.[1] ?? 0);
  return {
    commands: Object.values(calls).reduce((sum, count) => sum + count, 0),
    scripts: scriptCommands.reduce((sum, name) => sum + (calls[name] ?? 0), 0),
    bytesIn: field("total_net_input_bytes"),
    bytesOut: field("total_net_output_bytes"),
    cpuMs: (field("used_cpu_user") + field("used_cpu_sys")) * 1000,
    memoryBytes: field("used_memory"),
    calls,
  };
}

/** What Redis did between two readings, for each of so many messages. */
export interface RedisPerMessage {
  readonly commands: number;
  readonly scripts: number;
  readonly bytesIn: number;
  readonly bytesOut: number;
  readonly cpuMicroseconds: number;
  /** The most frequent commands. */
  readonly calls: Readonly<Record<string, number>>;
}

const callsShown = 12;

export function redisPerMessage(before: RedisCounters, after: RedisCounters, messages: number): RedisPerMessage {
  const each = (end: number, begin: number, digits = 1): number => {
    return Math.round(((end - begin) / messages) * 10 ** digits) / 10 ** digits;
  };
  const calls = Object.entries(after.calls)
    .map(([name, count]) => [name, each(count, before.calls[name] ?? 0)] as const)
    .toSorted(([, left], [, right]) => right - left)
    .slice(0, callsShown);
  return {
    commands: each(after.commands, before.commands),
    scripts: each(after.scripts, before.scripts),
    bytesIn: each(after.bytesIn, before.bytesIn, 0),
    bytesOut: each(after.bytesOut, before.bytesOut, 0),
    cpuMicroseconds: each(after.cpuMs * 1000, before.cpuMs * 1000, 0),
    calls: Object.fromEntries(calls),
  };
}
