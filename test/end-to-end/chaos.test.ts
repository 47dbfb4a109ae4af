import { randomInt } from "node:crypto";
import { expect, inject, it, onTestFailed } from "vitest";
import { readOptions } from "../../chaos/options.ts";
import { runChaos } from "../../chaos/run.ts";

/** Runs like `pnpm chaos`, so short that they can be part of every test run. */
const short = "--sessions 60 --rate 20 --kill-every 4 --stop-every 15 --redis-every 12";

it.for([
  { title: "a seed that is always the same", seconds: 25, seed: 7 },
  { title: "another seed in every run", seconds: 15, seed: randomInt(2 ** 31) },
])(
  "loses nothing, answers once and in order, and mixes nothing up while everything is killed: $title",
  { timeout: 300_000 },
  async ({ seconds, seed }) => {
    const flags = `--seconds ${seconds} --seed ${seed} ${short}`;
    const options = readOptions(flags.split(" "));
    if (options === "help") throw new Error("these are no options of a run");
    const story: string[] = [];
    onTestFailed(() => {
      process.stderr.write(`${[...story, `again with: npm run chaos -- ${flags}`].join("\n")}\n`);
    });
    const collectIn = inject("exposureFolder");
    const result = await runChaos(options, { report: (text) => story.push(text), collectIn });
    story.push(`logs: ${String(result.logs)}`, ...result.suspects);
    const { lost, acknowledgedUnstored, duplicatedCards, outOfOrder, leaks, balanced, exposed, good } = result;
    expect({ lost, acknowledgedUnstored, duplicatedCards, outOfOrder, leaks, balanced, exposed, good }).toEqual({
      lost: 0,
      acknowledgedUnstored: 0,
      duplicatedCards: 0,
      outOfOrder: 0,
      leaks: 0,
      balanced: true,
      exposed: [],
      good: true,
    });
  },
);
