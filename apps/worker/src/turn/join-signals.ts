export interface JoinedSignals extends Disposable {
  readonly signal: AbortSignal;
}

/**
 * One signal that aborts with the first of several, until it is disposed of. Every turn needs some, and
 * AbortSignal.any takes twenty times as long.
 */
export function joinSignals(...signals: readonly AbortSignal[]): JoinedSignals {
  const controller = new AbortController();
  const abort = (): void => controller.abort();
  for (const signal of signals) {
    if (signal.aborted) abort();
    else signal.addEventListener("abort", abort);
  }
  return {
    signal: controller.signal,
    [Symbol.dispose]() {
      for (const signal of signals) signal.removeEventListener("abort", abort);
    },
  };
}
