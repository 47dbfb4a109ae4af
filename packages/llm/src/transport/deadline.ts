/** Why a call had to end before its time. */
export type EndReason = "aborted" | "timeout" | "stalled";

export interface DeadlineOptions {
  signal?: AbortSignal | undefined;
  /** For the whole call. */
  timeoutMs: number;
  /** For a single wait that `expectMore` announced. */
  idleTimeoutMs: number;
}

/** The time limits of one call, as one signal. */
export interface Deadline extends Disposable {
  readonly signal: AbortSignal;
  /** Set once the call has to end. */
  readonly reason: EndReason | undefined;
  /** From now on the idle limit runs. */
  expectMore(): void;
  /** A sign of life came: the idle limit stops, so that a slow reader is not taken for a stalled stream. */
  gotMore(): void;
  /** The promise, or a rejection as soon as the call has to end: a connection that ignores the signal cannot hold it. */
  race<Value>(promise: Promise<Value>): Promise<Value>;
  /** The call is over in good order: the signal stays quiet, so that the connection can be kept. */
  finish(): void;
}

export function createDeadline({ signal, timeoutMs, idleTimeoutMs }: DeadlineOptions): Deadline {
  const controller = new AbortController();
  const { promise: ended, reject } = Promise.withResolvers<never>();
  // Nobody may be racing at the moment it ends.
  ended.catch(() => {});
  let reason: EndReason | undefined;
  let idleTimer: NodeJS.Timeout | undefined;
  let isFinished = false;
  const end = (why: EndReason) => {
    reason ??= why;
    controller.abort();
    reject(new Error(`the call ended: ${why}`));
  };
  const onAbort = () => end("aborted");
  const timer = setTimeout(() => end("timeout"), timeoutMs);
  signal?.addEventListener("abort", onAbort, { once: true });
  if (signal?.aborted) onAbort();
  return {
    signal: controller.signal,
    get reason() {
      return reason;
    },
    expectMore() {
      idleTimer = setTimeout(() => end("stalled"), idleTimeoutMs);
    },
    gotMore: () => clearTimeout(idleTimer),
    race(promise) {
      const raced = Promise.race([promise, ended]);
      if (reason === undefined) return raced;
      // It has ended already: a promise that is fulfilled as well would win.
      raced.catch(() => {});
      return ended;
    },
    finish() {
      isFinished = true;
    },
    [Symbol.dispose]() {
      clearTimeout(timer);
      clearTimeout(idleTimer);
      signal?.removeEventListener("abort", onAbort);
      // Whatever is still open belongs to a call that is over.
      if (!isFinished) controller.abort();
    },
  };
}
