import type { DeadLetters, RedisClient } from "@dt/session";
import type { Context } from "../command/context.ts";
import type { Input } from "../command/input.ts";
import type { Answer } from "../output/answer.ts";
import { withTenant } from "./with-redis.ts";

export interface OpenLetters {
  readonly letters: DeadLetters;
  readonly tenant: string;
  readonly redis: RedisClient;
}

/** Runs with the dead letters of the bot that is meant. */
export function withLetters(
  context: Context,
  input: Input,
  use: (opened: OpenLetters) => Promise<Answer>,
): Promise<Answer> {
  return withTenant(context, input, async (redis, tenant) => {
    const { createDeadLetters } = await import("@dt/session");
    return use({ letters: createDeadLetters(redis), tenant, redis });
  });
}
