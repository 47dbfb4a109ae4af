/** Time for this folder's tests: it passes when everybody waits, and then at once. */
import { setImmediate as everythingElse } from "node:timers/promises";

interface Waiting {
  readonly at: number;
  readonly wake: () => void;
}

export function createVirtualTime() {
  let now = 0;
  const waiting: Waiting[] = [];

  /** Stands in for `setTimeout` of `node:timers/promises`. */
  async function wait(ms: number, _value?: unknown, { signal }: { signal?: AbortSignal } = {}): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    signal?.addEventListener("abort", () => reject(signal.reason as Error), { once: true });
    waiting.push({ at: now + ms, wake: resolve });
    await promise;
  }

  /** Lets time pass until the work is done; `at` is called at its time. */
  async function pass(work: Promise<unknown>, events: readonly { at: number; act: () => void }[] = []): Promise<void> {
    const state = { done: false };
    const over = work.finally(() => {
      state.done = true;
    });
    for (const { at, act } of events) waiting.push({ at: now + at, wake: act });
    while (!state.done) {
      waiting.sort((one, other) => one.at - other.at);
      const next = waiting.shift();
      if (next !== undefined) now = Math.max(now, next.at);
      next?.wake();
      await everythingElse();
    }
    await over;
  }

  return { wait, pass, now: () => now };
}
