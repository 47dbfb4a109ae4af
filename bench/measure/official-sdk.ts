/** What @dt/api costs beside DingTalk's official SDK: to import it, and to make a call. */
import { type CallRates, measureCallRate } from "../../packages/api/bench/call-rate.ts";
import { type ImportComparisons, measureImportCost } from "../../packages/api/bench/import-cost.ts";
import { openSimulator } from "../stage/simulator.ts";
import type { Effort, Measurement } from "./measurement.ts";

export interface OfficialSdkComparison {
  readonly imports: ImportComparisons;
  readonly importRounds: number;
  readonly calls: CallRates;
}

/** An import takes a tenth of a second, so many of them can be afforded. */
const importsPerRound = 5;

export const measureOfficialSdk: Measurement<OfficialSdkComparison> = async ({ effort, signal, step }) => {
  const importRounds = effort.rounds * importsPerRound;
  const imports = await step("importing @dt/api and DingTalk's SDK", () =>
    measureImportCost({ rounds: importRounds, signal }),
  );
  const calls = await step("calls by @dt/api and by DingTalk's SDK", () => measureCalls(effort, signal));
  return { imports, importRounds, calls };
};

async function measureCalls(effort: Effort, signal: AbortSignal): Promise<CallRates> {
  const simulator = await openSimulator({ sessions: 1 });
  try {
    const { rounds, warmUpSeconds, roundSeconds } = effort;
    return await measureCallRate({ target: simulator.ready, rounds, warmUpSeconds, seconds: roundSeconds / 2, signal });
  } finally {
    await simulator.stop();
  }
}
