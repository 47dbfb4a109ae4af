import { Cluster } from "ioredis";
import type { RedisClient } from "./redis.ts";

const counters = new WeakMap<RedisClient, { losses: number }>();

/**
 * How often a connection of the client was lost so far. A patient client makes calls again that had no answer: one that was
 * made before a loss and is answered after it may have run twice.
 */
export function lossesOf(redis: RedisClient): () => number {
  const counter = counters.get(redis) ?? { losses: 0 };
  if (!counters.has(redis)) {
    counters.set(redis, counter);
    // A cluster has a connection to each of its nodes, and drops one that is lost.
    redis.on(redis instanceof Cluster ? "-node" : "close", () => counter.losses++);
  }
  return () => counter.losses;
}
