/** The last third of a plain BullMQ pipeline: takes each reply and reports its number. */
import { Worker } from "bullmq";
import { numbersIn } from "../load/ledger.ts";
import { connectPlain, type PlainArgument, type PlainMessage, plainConcurrency } from "../load/plain.ts";
import { serveCalls } from "../process/remote.ts";

const reportEveryMs = 5;

const { redisUrl } = JSON.parse(process.argv[2] ?? "{}") as PlainArgument;
let numbers: number[] = [];
const worker = new Worker<PlainMessage>("replies", async ({ data }) => void numbers.push(...numbersIn(data.text)), {
  connection: connectPlain(redisUrl),
  concurrency: plainConcurrency,
});
await worker.waitUntilReady();
const channel = serveCalls({});
setInterval(() => {
  if (numbers.length === 0) return;
  channel.notify(numbers);
  numbers = [];
}, reportEveryMs);
