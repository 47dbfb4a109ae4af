/** The first third of a plain BullMQ pipeline: puts messages into the queue `inbound`. */
import { randomUUID } from "node:crypto";
import { Queue } from "bullmq";
import { createClosedLoop } from "../load/closed-loop.ts";
import { Ledger, questionText } from "../load/ledger.ts";
import { connectPlain, type PlainArgument, type PlainMessage, plainJob } from "../load/plain.ts";
import { skewedSessions } from "../load/sessions.ts";
import { serveCalls } from "../process/remote.ts";

const { redisUrl } = JSON.parse(process.argv[2] ?? "{}") as PlainArgument;
const queue = new Queue<PlainMessage>("inbound", { connection: connectPlain(redisUrl) });
await queue.waitUntilReady();
const ledger = new Ledger();
const loop = createClosedLoop(
  ledger,
  (session, number) => {
    const message = { id: randomUUID(), userId: `person${session}`, text: questionText(number) };
    queue.add("message", message, plainJob).catch((error: unknown) => {
      throw error;
    });
  },
  skewedSessions,
);
const channel = serveCalls(loop.methods);
channel.onNotice((numbers) => {
  for (const number of numbers as number[]) ledger.answer(number);
  loop.refill();
});
