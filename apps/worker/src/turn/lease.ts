/** Keeps a session while a turn runs, and says when it is lost. */
import type { Inbox, Turn } from "@dt/session";

/** A third of the lease, so that two renewals may fail before it is over. */
const RENEW_MS = 5000;

export interface Lease {
  /** Aborts when another worker may have the session. */
  readonly lost: AbortSignal;
  [Symbol.dispose](): void;
}

export function keepLease(inbox: Inbox, turn: Turn): Lease {
  const controller = new AbortController();
  const timer = setInterval(() => {
    inbox.renew(turn).then(
      (renewed) => renewed || controller.abort(),
      // Redis is away: nobody else can begin a turn either, and the commit decides.
      () => undefined,
    );
  }, RENEW_MS);
  return {
    lost: controller.signal,
    [Symbol.dispose]() {
      clearInterval(timer);
    },
  };
}
