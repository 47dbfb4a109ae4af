/** All measurements, in the order in which they run. */
import { measureAcknowledgement } from "./measure/acknowledgement.ts";
import { measureAddedTime } from "./measure/added-time.ts";
import { measureFairness } from "./measure/fairness.ts";
import type { Measurement } from "./measure/measurement.ts";
import { measureMemory } from "./measure/memory.ts";
import { measureOfficialSdk } from "./measure/official-sdk.ts";
import { measureProfile } from "./measure/profile.ts";
import { measureRedis } from "./measure/redis.ts";
import { measureThroughput } from "./measure/throughput.ts";

export const measurements = {
  throughput: measureThroughput,
  acknowledgement: measureAcknowledgement,
  "added-time": measureAddedTime,
  fairness: measureFairness,
  redis: measureRedis,
  memory: measureMemory,
  profile: measureProfile,
  "official-sdk": measureOfficialSdk,
} as const satisfies Record<string, Measurement<unknown>>;

export type MeasurementName = keyof typeof measurements;

export const measurementNames = Object.keys(measurements) as MeasurementName[];

/** What was measured, by name. */
export type Results = {
  readonly [Name in MeasurementName]?: Awaited<ReturnType<(typeof measurements)[Name]>>;
};
