/** How soon a push is acknowledged, that is: stored. */
import { openServices } from "../stage/services.ts";
import { type Summary, summarise } from "../statistics.ts";
import type { Measurement } from "./measurement.ts";

export interface Acknowledgement extends Summary {
  readonly perSecond: number;
}

const paces = [100, 500] as const;
const warmUpSeconds = 3;

export const measureAcknowledgement: Measurement<Acknowledgement[]> = async ({ effort, step }) => {
  const stage = await step("starting the services", () => openServices({ sessions: effort.sessions, stopwatch: true }));
  try {
    const results: Acknowledgement[] = [];
    for (const perSecond of paces) {
      const times = await step(`acknowledgements at ${perSecond} messages a second`, async () => {
        await stage.load.call("steady", { perSecond, seconds: warmUpSeconds });
        return await stage.load.call("steady", { perSecond, seconds: effort.steadySeconds });
      });
      results.push({ perSecond, ...summarise(times.acknowledged) });
    }
    return results;
  } finally {
    await stage.close();
  }
};
