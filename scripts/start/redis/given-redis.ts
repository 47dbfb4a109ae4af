/** The Redis that REDIS_URL names: only asked whether it answers. */
import { hideSecretsInText } from "@dt/runtime";
import { exitCodes, Problem } from "../../shared/problem.ts";
import { reasonOf } from "../model-check.ts";
import { askRedis } from "./connection.ts";

const limitMs = 5_000;

/**
 * Sentinel and Cluster addresses are left to the services, which know their forms.
 * @throws Problem (`redis`) when it cannot be reached or refuses us.
 */
export async function checkGivenRedis(url: string): Promise<void> {
  if (!/^rediss?:/.test(url)) return;
  try {
    await askRedis(url, limitMs, (redis) => redis.ping());
  } catch (error) {
    throw new Problem(exitCodes.redis, `The Redis at ${hideSecretsInText(url)} ${describe(error)}.`, { cause: error });
  }
}

function describe(error: unknown): string {
  const message = error instanceof Error ? error.message : "";
  if (message.startsWith("NOAUTH")) return "needs a password; write it into REDIS_URL as redis://:password@host:port";
  if (message.startsWith("WRONGPASS") || message.includes("invalid password")) {
    return "refuses the name or password in REDIS_URL; correct them";
  }
  return `cannot be reached (${reasonOf(error)}); start it, correct REDIS_URL, or leave REDIS_URL out for a private one`;
}
