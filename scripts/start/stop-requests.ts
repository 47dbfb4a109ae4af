/** Requests to stop: Ctrl-C, SIGTERM, a closed terminal, or output that nobody reads any more. */

export interface StopRequests extends Disposable {
  /** Aborts with the first request. */
  readonly first: AbortSignal;
  /** Aborts with a second one: now at once. */
  readonly second: AbortSignal;
}

/**
 * npm passes on the Ctrl-C that the terminal has already delivered to every process: requests so close together are
 * one.
 */
const togetherMs = 800;
/** How soon the end of npm is noticed. */
const lookMs = 500;
const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

export interface StopOptions {
  /** @default stdout and stderr */
  readonly outputs?: readonly NodeJS.WritableStream[];
  /** Also stop when the process that started this one is gone, as npm is after `kill -9`. @default false */
  readonly withParent?: boolean;
}

/** Listens from now on; signals and broken pipes no longer end this process by themselves. */
export function listenForStop(options: StopOptions = {}): StopRequests {
  const { outputs = [process.stdout, process.stderr], withParent = false } = options;
  const first = new AbortController();
  const second = new AbortController();
  let firstAt = 0;
  const onSignal = (): void => {
    if (!first.signal.aborted) {
      firstAt = performance.now();
      first.abort();
    } else if (performance.now() - firstAt > togetherMs) {
      second.abort();
    }
  };
  // After `npm start | head` each further write fails as well; it is one request, whatever comes after it.
  const onLoss = (): void => {
    if (!first.signal.aborted) onSignal();
  };
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (withParent && process.ppid !== parent) onLoss();
  }, lookMs).unref();
  for (const signal of signals) process.on(signal, onSignal);
  for (const output of outputs) output.on("error", onLoss);
  return {
    first: first.signal,
    second: second.signal,
    [Symbol.dispose]() {
      clearInterval(timer);
      for (const signal of signals) process.off(signal, onSignal);
      for (const output of outputs) output.off("error", onLoss);
    },
  };
}
