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
const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** Listens from now on; signals and broken pipes no longer end this process by themselves. */
export function listenForStop(
  outputs: readonly NodeJS.WritableStream[] = [process.stdout, process.stderr],
): StopRequests {
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
  const onBrokenOutput = (): void => {
    if (!first.signal.aborted) onSignal();
  };
  for (const signal of signals) process.on(signal, onSignal);
  for (const output of outputs) output.on("error", onBrokenOutput);
  return {
    first: first.signal,
    second: second.signal,
    [Symbol.dispose]() {
      for (const signal of signals) process.off(signal, onSignal);
      for (const output of outputs) output.off("error", onBrokenOutput);
    },
  };
}
