/** Questions to single servers, and waiting for them to come into a state. */
import { setTimeout as delay } from "node:timers/promises";
import { Redis } from "ioredis";
import type { RedisServer } from "../redis-server.ts";

const LIMIT_MS = 30_000;

/** Asks one server something, over a connection of its own. */
export async function ask<Answer>({ url }: RedisServer, question: (redis: Redis) => Promise<Answer>): Promise<Answer> {
  const redis = new Redis(url, { commandTimeout: 1000, retryStrategy: () => null, maxRetriesPerRequest: 0 });
  redis.on("error", () => {});
  try {
    return await question(redis);
  } finally {
    redis.disconnect();
  }
}

/** Resolves when the condition holds. @throws Error after 30 s */
export async function until(condition: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + LIMIT_MS;
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error("Redis did not come into the wanted state");
    await delay(50);
  }
}
