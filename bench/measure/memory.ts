/** How much memory each service takes: without work, and after it has served many conversations. */
import { setTimeout as delay } from "node:timers/promises";
import { usageOf } from "../process/usage.ts";
import { openServices, type ServiceName, type ServicesStage, serviceNames } from "../stage/services.ts";
import { round } from "../statistics.ts";
import type { Measurement } from "./measurement.ts";
import { readRedisCounters } from "./redis-counters.ts";

/** Resident memory in MiB. */
export interface Memory {
  readonly idle: Readonly<Record<ServiceName, number>>;
  readonly afterwards: Readonly<Record<ServiceName, number>>;
  readonly sessions: number;
  /** What Redis keeps of a conversation of one message, in bytes. */
  readonly redisBytesPerSession: number;
}

/** After the start, and after the last answer, so long is waited. */
const restMs = 3000;
const inFlight = 200;
const mebibyte = 2 ** 20;

export const measureMemory: Measurement<Memory> = async ({ effort, signal, step }) => {
  const { manySessions: sessions } = effort;
  const stage = await step("starting the services", () => openServices({ sessions }));
  try {
    const idle = await step("memory without work", () => readMemory(stage, signal));
    const before = await readRedisCounters(stage.redis.url);
    const afterwards = await step(`memory with ${sessions} conversations`, async () => {
      await stage.load.call("visitAll", inFlight);
      return await readMemory(stage, signal);
    });
    const after = await readRedisCounters(stage.redis.url);
    const redisBytesPerSession = round((after.memoryBytes - before.memoryBytes) / sessions);
    return { idle, afterwards, sessions, redisBytesPerSession };
  } finally {
    await stage.close();
  }
};

async function readMemory({ pids }: ServicesStage, signal: AbortSignal): Promise<Record<ServiceName, number>> {
  await delay(restMs, undefined, { signal });
  const read = async (name: ServiceName): Promise<number> => {
    return round((await usageOf(pids[name] ?? 0)).bytes / mebibyte, 1);
  };
  const [ingester, worker, sender] = await Promise.all(serviceNames.map(read));
  return { ingester: ingester ?? 0, worker: worker ?? 0, sender: sender ?? 0 };
}
