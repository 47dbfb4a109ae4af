/** One run: people talk while things break; then everything may finish, and is judged. */
import { setTimeout as delay } from "node:timers/promises";
import { gather, talk, watchModel } from "./crowd.ts";
import { type Mischief, makeMischief } from "./mischief.ts";
import type { ChaosOptions } from "./options.ts";
import { createRandom } from "./random.ts";
import { openStage, type Stage } from "./stage.ts";
import { judge, readAccounts, type Verdict } from "./verdict.ts";

/** The longest that anything may take to finish once nothing breaks any more: leases, backoff, parked lanes. */
const FINISH_MS = 180_000;

export interface ChaosResult extends Verdict {
  readonly seed: number;
  readonly mischief: Mischief;
}

export async function runChaos(options: ChaosOptions, report: (text: string) => void): Promise<ChaosResult> {
  const stage = await openStage(options);
  try {
    const talkers = gather(stage, options);
    const sightings = watchModel(stage.simulator, createRandom(options.seed + 1));
    const signal = AbortSignal.timeout(options.seconds * 1000);
    const { messagesPerSecond } = options;
    const [mischief] = await Promise.all([
      makeMischief(stage, { options, signal, report, random: createRandom(options.seed) }),
      talk(stage.simulator, talkers, { random: createRandom(options.seed + 2), messagesPerSecond, signal }),
    ]);
    report("nothing breaks any more; waiting for the rest");
    await finish(stage);
    return { seed: options.seed, mischief, ...(await judge(stage, talkers, sightings)) };
  } finally {
    await stage.close();
  }
}

/** Waits until no push is unanswered and no message in flight, or the time is over. */
async function finish(stage: Stage): Promise<void> {
  const deadline = performance.now() + FINISH_MS;
  while (performance.now() < deadline) {
    const accounts = Object.values(await readAccounts(stage));
    const inFlight = accounts.reduce((sum, { waiting, delivering }) => sum + waiting + delivering, 0);
    if (inFlight === 0 && stage.simulator.waitingPushes() === 0) return;
    await delay(200);
  }
}
