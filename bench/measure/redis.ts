/** What a message costs Redis, under full load and at a quiet pace, and what of it stays. */
import { openServices, type ServicesStage } from "../stage/services.ts";
import { round } from "../statistics.ts";
import type { Measurement } from "./measurement.ts";
import { type RedisPerMessage, readRedisCounters, redisPerMessage } from "./redis-counters.ts";
import { assertSound, saturate } from "./saturate.ts";

export interface RedisCost {
  readonly atMost: RedisPerMessage;
  readonly quiet: RedisPerMessage;
  readonly quietPerSecond: number;
  /** Memory that is taken by each message once it is answered: history, trace, id. */
  readonly keptBytesPerMessage: number;
}

const quietPerSecond = 100;

export const measureRedis: Measurement<RedisCost> = async ({ effort, signal, step }) => {
  const stage = await step("starting the services", () => openServices({ sessions: effort.sessions }));
  try {
    const before = await readRedisCounters(stage.redis.url);
    const { redis: atMost, check } = await step("what Redis does under full load", () =>
      saturate(stage, effort, signal),
    );
    assertSound("dt", check, true);
    const after = await readRedisCounters(stage.redis.url);
    if (atMost === undefined) throw new Error("the services have a Redis");
    return {
      atMost,
      quiet: await step(`what Redis does at ${quietPerSecond} messages a second`, () =>
        quiet(stage, effort.steadySeconds),
      ),
      quietPerSecond,
      keptBytesPerMessage: round((after.memoryBytes - before.memoryBytes) / check.answered),
    };
  } finally {
    await stage.close();
  }
};

async function quiet({ load, redis }: ServicesStage, seconds: number): Promise<RedisPerMessage> {
  const before = await readRedisCounters(redis.url);
  await load.call("steady", { perSecond: quietPerSecond, seconds });
  return redisPerMessage(before, await readRedisCounters(redis.url), quietPerSecond * seconds);
}
