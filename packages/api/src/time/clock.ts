import { setTimeout as delay } from "node:timers/promises";

/** Time, replaceable for tests and for a virtual clock. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Resolves after `ms`; rejects with the signal's reason when that comes first. */
  wait(ms: number, signal?: AbortSignal): Promise<void>;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  wait: (ms, signal) => delay(ms, undefined, signal === undefined ? {} : { signal }),
};
