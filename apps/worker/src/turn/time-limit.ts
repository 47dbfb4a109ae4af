export interface TimeLimit extends Disposable {
  /** Aborts when the time is over. */
  readonly signal: AbortSignal;
}

/** Unlike AbortSignal.timeout, it leaves no timer behind once it is disposed of. */
export function limitTime(ms: number): TimeLimit {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), ms);
  return {
    signal: controller.signal,
    [Symbol.dispose]() {
      clearTimeout(timer);
    },
  };
}
