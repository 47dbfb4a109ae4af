/** The second third of a plain BullMQ pipeline: takes each message and puts a reply into the queue `replies`. */
import { Queue, Worker } from "bullmq";
import { connectPlain, type PlainArgument, type PlainMessage, plainConcurrency, plainJob } from "../load/plain.ts";
import { serveCalls } from "../process/remote.ts";

const { redisUrl } = JSON.parse(process.argv[2] ?? "{}") as PlainArgument;
const replies = new Queue<PlainMessage>("replies", { connection: connectPlain(redisUrl) });
const worker = new Worker<PlainMessage>(
  "inbound",
  async ({ data }) => void (await replies.add("reply", data, plainJob)),
  {
    connection: connectPlain(redisUrl),
    concurrency: plainConcurrency,
  },
);
await Promise.all([replies.waitUntilReady(), worker.waitUntilReady()]);
serveCalls({});
