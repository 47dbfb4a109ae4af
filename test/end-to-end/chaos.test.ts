import { expect, it, onTestFailed } from "vitest";
import { readOptions } from "../../chaos/options.ts";
import { runChaos } from "../../chaos/run.ts";

/** A run like `pnpm chaos`, so short that it can be part of every test run. */
const short = ["--seconds", "25", "--sessions", "60", "--rate", "20", "--kill-every", "4", "--stop-every", "15"];

it("loses nothing, answers once and in order, and mixes nothing up while everything is killed", async () => {
  const options = readOptions([...short, "--redis-every", "12", "--seed", "7"]);
  if (options === "help") throw new Error("these are no options of a run");
  const story: string[] = [];
  const result = await runChaos(options, (text) => story.push(text));
  const { lost, acknowledgedUnstored, duplicatedCards, outOfOrder, leaks, balanced, good } = result;
  onTestFailed(() => {
    process.stderr.write(`${[...story, `logs: ${String(result.logs)}`].join("\n")}\n`);
  });
  expect({ lost, acknowledgedUnstored, duplicatedCards, outOfOrder, leaks, balanced, good }).toEqual({
    lost: 0,
    acknowledgedUnstored: 0,
    duplicatedCards: 0,
    outOfOrder: 0,
    leaks: 0,
    balanced: true,
    good: true,
  });
}, 300_000);
