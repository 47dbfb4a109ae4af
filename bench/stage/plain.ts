/** The plain pipeline: two BullMQ queues, three processes, nothing done to a message. */
import { startRedis } from "../../test/redis-server.ts";
import type { LoadMethods } from "../load/closed-loop.ts";
import type { PlainArgument } from "../load/plain.ts";
import { startProgram } from "../process/program.ts";
import type { Stage } from "./stage.ts";

export async function openPlainPipeline(): Promise<Stage> {
  await using stack = new AsyncDisposableStack();
  const redis = stack.adopt(await startRedis(), (server) => server.stop());
  const argument: PlainArgument = { redisUrl: redis.url };
  const sender = stack.adopt(await startProgram("plain-sender", argument), (program) => program.stop());
  const worker = stack.adopt(await startProgram("plain-worker", argument), (program) => program.stop());
  const load = stack.adopt(await startProgram<LoadMethods>("plain-producer", argument), (program) => program.stop());
  sender.onNotice((numbers) => load.notify(numbers));
  const closing = stack.move();
  return {
    load,
    redis,
    pids: { redis: redis.pid, producer: load.pid, worker: worker.pid, sender: sender.pid },
    close: () => closing.disposeAsync(),
  };
}
