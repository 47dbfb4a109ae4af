/** Makes things happen at times that do not depend on how long they take. */
import { setTimeout as delay } from "node:timers/promises";
import type { Random } from "./random.ts";

export interface Schedule {
  /** Mean time between two events. 0: none at all. */
  readonly everyMs: number;
  readonly random: Random;
  /** Ends it. */
  readonly signal: AbortSignal;
}

/**
 * Calls `act` again and again and does not wait for what it begins. A machine that is too slow gets the events that
 * are overdue at once, so that their number stays that of the seed.
 */
export async function repeatedly({ everyMs, random, signal }: Schedule, act: () => void): Promise<void> {
  if (everyMs === 0) return;
  let due = performance.now();
  while (!signal.aborted) {
    due += random.around(everyMs);
    const waitMs = due - performance.now();
    if (waitMs > 0) await delay(waitMs, undefined, { signal }).catch(() => undefined);
    if (!signal.aborted) act();
  }
}
