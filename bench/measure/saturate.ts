/** One round of as much as can be done: warm-up, measured time, drain, check. */
import { setTimeout as delay } from "node:timers/promises";
import type { Progress } from "../load/closed-loop.ts";
import type { Check } from "../load/ledger.ts";
import { usageOf } from "../process/usage.ts";
import type { Stage } from "../stage/stage.ts";
import { round } from "../statistics.ts";
import type { Effort } from "./measurement.ts";
import { type RedisPerMessage, readRedisCounters, redisPerMessage } from "./redis-counters.ts";

export type SaturateOptions = Pick<
  Effort,
  "sessions" | "inFlight" | "warmUpSeconds" | "warmUpMessages" | "roundSeconds"
>;

export interface Saturation {
  readonly messagesPerSecond: number;
  /** CPU time of each process for one message; absent where the system does not tell. */
  readonly cpuMicroseconds: Readonly<Record<string, number>>;
  readonly redis: RedisPerMessage | undefined;
  readonly check: Check;
}

const warmUpLimitMs = 60_000;

interface Reading {
  readonly progress: Progress;
  readonly cpuMs: Readonly<Record<string, number>>;
  readonly redis: Awaited<ReturnType<typeof readRedisCounters>> | undefined;
}

export async function saturate(stage: Stage, options: SaturateOptions, signal: AbortSignal): Promise<Saturation> {
  const { sessions, inFlight, roundSeconds } = options;
  await stage.load.call("begin", { sessions, inFlight });
  await warmUp(stage, options, signal);
  const before = await read(stage);
  await delay(roundSeconds * 1000, undefined, { signal });
  const after = await read(stage);
  const check = await stage.load.call("end");
  const messages = after.progress.answered - before.progress.answered;
  if (messages === 0) throw new Error("nothing was answered in the measured time");
  const elapsedMs = after.progress.atMs - before.progress.atMs;
  return {
    messagesPerSecond: round(messages / (elapsedMs / 1000)),
    cpuMicroseconds: Object.fromEntries(
      Object.entries(after.cpuMs).map(([name, ms]) => [
        name,
        round(((ms - (before.cpuMs[name] ?? 0)) * 1000) / messages),
      ]),
    ),
    redis: before.redis && after.redis && redisPerMessage(before.redis, after.redis, messages),
    check,
  };
}

async function warmUp(
  { load }: Stage,
  { warmUpSeconds, warmUpMessages }: SaturateOptions,
  signal: AbortSignal,
): Promise<void> {
  await delay(warmUpSeconds * 1000, undefined, { signal });
  const deadline = performance.now() + warmUpLimitMs;
  while ((await load.call("progress")).answered < warmUpMessages) {
    if (performance.now() > deadline)
      throw new Error(`fewer than ${warmUpMessages} answers in ${warmUpLimitMs / 1000} s`);
    await delay(50);
  }
}

async function read(stage: Stage): Promise<Reading> {
  const [progress, redis, ...usages] = await Promise.all([
    stage.load.call("progress"),
    stage.redis && readRedisCounters(stage.redis.url),
    ...Object.entries(stage.pids).map(async ([name, pid]) => [name, (await usageOf(pid)).cpuMs] as const),
  ]);
  const known = usages.flatMap(([name, cpuMs]) => (cpuMs === undefined ? [] : [[name, cpuMs] as const]));
  return { progress, redis, cpuMs: Object.fromEntries(known) };
}

/** @throws Error when a message was lost or answered twice, or where order is promised, out of order */
export function assertSound(name: string, { missing, doubled, unordered }: Check, ordered: boolean): void {
  if (missing === 0 && doubled === 0 && (!ordered || unordered === 0)) return;
  throw new Error(
    `${name}: ${missing} messages without an answer, ${doubled} answered twice, ${unordered} out of order; its numbers would mean nothing`,
  );
}
