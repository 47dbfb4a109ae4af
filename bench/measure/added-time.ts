/** What everything but the model adds to the time in which a person is answered. */
import { openServices } from "../stage/services.ts";
import { median, round, type Summary, summarise } from "../statistics.ts";
import type { Measurement } from "./measurement.ts";

export interface AddedTime extends Summary {
  readonly perSecond: number;
  /** What the model took, in the middle. */
  readonly modelMs: number;
}

const perSecond = 50;
const modelMs = 200;
const warmUpSeconds = 5;

export const measureAddedTime: Measurement<AddedTime> = async ({ effort, step }) => {
  const stage = await step("starting the services", () =>
    openServices({ sessions: effort.sessions, stopwatch: true, modelMs }),
  );
  try {
    return await step(`time added at ${perSecond} messages a second`, async () => {
      await stage.load.call("steady", { perSecond, seconds: warmUpSeconds });
      const { added, model } = await stage.load.call("steady", { perSecond, seconds: effort.steadySeconds });
      return { perSecond, modelMs: round(median(model), 1), ...summarise(added) };
    });
  } finally {
    await stage.close();
  }
};
