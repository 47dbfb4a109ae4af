/** Notices that Redis lost everything: flushed by mistake, or started with another data folder. */
import { randomUUID } from "node:crypto";
import type { RedisClient } from "./redis.ts";

export interface StateWatch {
  close(): void;
}

export interface StateWatchOptions {
  readonly redis: RedisClient;
  /** Called when what was there at the start is gone. */
  readonly onLost: () => void;
  /** Default: 5 s. */
  readonly intervalMs?: number;
}

/** Names this life of the data; no service ever removes it. */
const KEY = "dt:state";

/** Looks for the mark that every deployment leaves in its Redis. Missing, it is set again: what follows is a new life. */
export async function watchState({ redis, onLost, intervalMs = 5000 }: StateWatchOptions): Promise<StateWatch> {
  let life = await mark(redis);

  async function look(): Promise<void> {
    const now = await mark(redis);
    if (now === life) return;
    life = now;
    onLost();
  }

  // An outage says nothing about the data; it is looked at again afterwards.
  const timer = setInterval(() => void look().catch(() => undefined), intervalMs);
  timer.unref();
  return { close: () => clearInterval(timer) };
}

async function mark(redis: RedisClient): Promise<string> {
  await redis.set(KEY, randomUUID(), "NX");
  return (await redis.get(KEY)) ?? "";
}
