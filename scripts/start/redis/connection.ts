/** Short conversations with a Redis server. */
import { Redis } from "ioredis";

/** Connects, asks, and closes. Gives up after the limit; never tries again by itself. */
export async function askRedis<Answer>(
  url: string,
  limitMs: number,
  question: (redis: Redis) => Promise<Answer>,
): Promise<Answer> {
  const redis = new Redis(url, {
    lazyConnect: true,
    connectTimeout: limitMs,
    commandTimeout: limitMs,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
    // A server that is still loading its data is asked all the same.
    enableReadyCheck: false,
  });
  let reason: unknown;
  redis.on("error", (error) => {
    reason = error;
  });
  try {
    await redis.connect();
    return await question(redis);
  } catch (error) {
    // ioredis says only that the connection is closed; the event before it says why.
    throw reason ?? error;
  } finally {
    redis.disconnect();
  }
}
