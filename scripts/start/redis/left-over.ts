/** A private Redis that a crash left running. */
import { setTimeout as sleep } from "node:timers/promises";
import type { Redis } from "ioredis";
import { isPortFree } from "../../shared/ports.ts";
import { exitCodes, Problem } from "../../shared/problem.ts";
import { ask } from "../../shared/programs.ts";
import { askRedis } from "./connection.ts";
import type { ServerFile } from "./server-file.ts";

const answerLimitMs = 2_000;
const endLimitMs = 15_000;

/**
 * A server that outlived its keeper is told to write everything and end: two on the same data would ruin it.
 * It is recognised by the password that only the file of this folder holds; no other server is touched.
 */
export async function endLeftOver(server: ServerFile): Promise<void> {
  if (server.container !== undefined) await ask("docker", ["stop", server.container], { limitMs: 20_000 });
  if (!(await isOurs(server))) return;
  // The server closes the connection instead of answering.
  await askOurs(server, endLimitMs, (redis) => redis.shutdown("NOSAVE")).catch(() => {});
  await waitForEnd(server);
}

async function isOurs(server: ServerFile): Promise<boolean> {
  try {
    const answer = await askOurs(server, answerLimitMs, (redis) => redis.config("GET", "dir"));
    return Array.isArray(answer) && answer[1] === server.folder;
  } catch {
    return false;
  }
}

/** The password is given by a command: a server that has none refuses it, and is not ours. */
function askOurs<Answer>(server: ServerFile, limitMs: number, question: (redis: Redis) => Promise<Answer>) {
  return askRedis(`redis://127.0.0.1:${server.port}`, limitMs, async (redis) => {
    await redis.auth(server.password);
    return await question(redis);
  });
}

async function waitForEnd(server: ServerFile): Promise<void> {
  const deadline = performance.now() + endLimitMs;
  while (!(await isPortFree(server.port))) {
    if (performance.now() > deadline) {
      throw new Problem(
        exitCodes.redis,
        `A Redis of an earlier start still runs on port ${server.port}; end it first.`,
      );
    }
    await sleep(50);
  }
}
