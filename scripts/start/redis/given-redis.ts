/** The Redis that REDIS_URL names: only asked whether it answers. */
import { once } from "node:events";
import { hideSecretsInText } from "@dt/runtime";
import { connectRedis } from "@dt/session";
import { exitCodes, Problem } from "../../shared/problem.ts";
import { reasonOf } from "../model-check.ts";

const limitMs = 5_000;

/** @throws Problem (`redis`) when it cannot be reached or refuses us. */
export async function checkGivenRedis(url: string): Promise<void> {
  try {
    await reach(url);
  } catch (error) {
    throw new Problem(exitCodes.redis, `The Redis at ${hideSecretsInText(url)} ${describe(error)}.`, { cause: error });
  }
}

/** Resolves when the connection is usable; rejects with the first thing that goes wrong. */
async function reach(url: string): Promise<void> {
  const client = connectRedis(url, { mode: "fail-fast", name: "dt-start" });
  // An error after the first must not end this process.
  client.on("error", () => {});
  try {
    // Rejects when an "error" comes before "ready".
    await once(client, "ready", { signal: AbortSignal.timeout(limitMs) });
  } finally {
    client.disconnect();
  }
}

function describe(error: unknown): string {
  const message = error instanceof Error ? error.message : "";
  if (error instanceof TypeError) return `is not understood: ${message}`;
  if (message.startsWith("NOAUTH")) return "needs a password; write it into REDIS_URL as redis://:password@host:port";
  if (message.startsWith("WRONGPASS") || message.includes("invalid password")) {
    return "refuses the name or password in REDIS_URL; correct them";
  }
  return `cannot be reached (${reasonOf(error)}); start it, correct REDIS_URL, or leave REDIS_URL out for a private one`;
}
