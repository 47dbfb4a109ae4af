/** docs/performance.md, as a whole: nothing in it is written by hand. */

import type { Run } from "./run.ts";
import { toMarkdown } from "./table.ts";
import { toTables } from "./tables.ts";

const introduction = `What dt does on one machine, measured by \`npm run bench -- --write\`, which writes this page. Services, Redis and a
simulator of DingTalk and of the model share the machine: its cores are what everybody waits for. Compare what stands in
one table; other work on the machine shows in all numbers, least in the processor time for one message.

- **plain BullMQ pipeline**: two queues, three processes (producer, worker, sender), nothing done to a message. It stores
  no conversation, answers nobody, and knows no order.
- **bot in one process**: the stock \`dingtalk-stream\` SDK and the \`openai\` package; it acknowledges, asks the model,
  answers by the session webhook. It stores nothing: what it holds is lost when it stops.
- **dt**: ingester, worker and sender, one process each, with \`DT_TURN_MESSAGES\` \`all\` and \`one\`.

Redis has its append-only file on (\`everysec\`) everywhere. Every message is numbered, and a run in which one is lost or
answered twice, or by dt out of order, gives no numbers.`;

export function toPerformancePage(run: Run): string {
  const { at, machine, results } = run;
  const { cores, processor, memoryGiB, system, loadBefore, node, redis, commit } = machine;
  const place = [
    `Measured ${at.slice(0, 10)} at ${commit} on ${cores} cores (${processor}), ${memoryGiB} GiB of memory, ${system},`,
    `Node ${node}, Redis ${redis}. Load average of the minute before: ${loadBefore}; whatever is above 0 is other work.`,
  ].join("\n");
  return `${["# Performance", place, introduction, ...toTables(results, cores).map(toMarkdown)].join("\n\n")}\n`;
}
