/** One run: people talk while things break; then everything may finish, and is judged. */
import { setTimeout as delay } from "node:timers/promises";
import { complaints, scan } from "../test/exposure/scan.ts";
import { createRandom } from "./chance/random.ts";
import { createMischief, type Mischief } from "./mischief/mischief.ts";
import type { ChaosOptions } from "./options.ts";
import { keepLogs } from "./report/keep-logs.ts";
import { describeProgress } from "./report/progress.ts";
import { gather, type Talker, talk } from "./stage/crowd.ts";
import { openStage, type Stage } from "./stage/stage.ts";
import { collectEvidence, readAccounts } from "./verdict/evidence.ts";
import { judge, type Verdict } from "./verdict/verdict.ts";
import { watchModel } from "./verdict/witness.ts";

/** The longest that anything may take to finish once nothing breaks any more: leases, backoff, parked lanes. */
const FINISH_MS = 180_000;
const PROGRESS_MS = 15_000;

export interface ChaosResult extends Verdict {
  readonly seed: number;
  readonly mischief: Mischief;
  /** How long it took from the last message until everything was over. */
  readonly finishedAfterMs: number;
  /** What came out of what is confidential, or was not looked at: sentences. */
  readonly exposed: readonly string[];
  /** Where the services' logs are, if they were kept. */
  readonly logs: string | undefined;
}

export interface RunOptions {
  /** Is told what happens. */
  readonly report: (text: string) => void;
  /** A folder for what services print, publish and put into jobs; it is looked through and stays. */
  readonly collectIn: string;
}

export async function runChaos(options: ChaosOptions, { report, collectIn }: RunOptions): Promise<ChaosResult> {
  const stage = await openStage(options, collectIn);
  try {
    const result = await runOn(stage, options, report);
    await stage.collection.finish(stage.services);
    const exposed = complaints(await scan(stage.collection.folder), { complete: true });
    const good = result.good && exposed.length === 0;
    const logs = good && !options.keepLogs ? undefined : await keepLogs(stage.services, { ...result, good, exposed });
    return { ...result, good, exposed, logs };
  } catch (error) {
    report(`logs of the services: ${await keepLogs(stage.services, { error: String(error) })}`);
    throw error;
  } finally {
    await stage.close();
  }
}

type Outcome = Omit<ChaosResult, "exposed" | "logs">;

async function runOn(stage: Stage, options: ChaosOptions, report: (text: string) => void): Promise<Outcome> {
  const { seed, seconds, messagesPerSecond } = options;
  const random = createRandom(seed);
  const talkers = gather(stage, options);
  const sightings = watchModel(stage.simulator, random.stream("model"));
  const signal = AbortSignal.timeout(seconds * 1000);
  const mischief = createMischief(stage, { options, signal, report, random: random.stream("mischief") });
  const show = async (): Promise<void> => report(await describeProgress(stage, talkers, mischief.done));
  const timer = setInterval(() => void show().catch(() => undefined), PROGRESS_MS);
  try {
    await Promise.all([
      mischief.run(),
      talk(stage.simulator, talkers, { random: random.stream("crowd"), messagesPerSecond, signal }),
    ]);
    report("nothing breaks any more; waiting for the rest");
    const finishedAfterMs = await finish(stage, talkers);
    const verdict = judge(await collectEvidence(stage, talkers, sightings));
    return { seed, mischief: mischief.done, finishedAfterMs, ...verdict };
  } finally {
    clearInterval(timer);
  }
}

/** Waits until every message is stored and none is in flight, or the time is over; returns how long that took. */
async function finish(stage: Stage, talkers: readonly Talker[]): Promise<number> {
  const start = performance.now();
  const said = talkers.reduce((sum, talker) => sum + talker.said.length, 0);
  while (performance.now() < start + FINISH_MS) {
    const accounts = Object.values(await readAccounts(stage));
    const received = accounts.reduce((sum, account) => sum + account.received, 0);
    const inFlight = accounts.reduce((sum, { waiting, delivering }) => sum + waiting + delivering, 0);
    if (received >= said && inFlight === 0 && stage.simulator.waitingPushes() === 0) break;
    await delay(200);
  }
  return Math.round(performance.now() - start);
}
