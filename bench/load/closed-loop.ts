/** Keeps so many messages in flight: as much as can be done, and nothing grows without bound. */
import { setTimeout as delay } from "node:timers/promises";
import type { Check, Ledger } from "./ledger.ts";

export interface ClosedLoopOptions {
  readonly sessions: number;
  /** Messages without an answer at any time. */
  readonly inFlight: number;
}

/** Where a run stands, by the clock of the process that loads. */
export interface Progress {
  readonly answered: number;
  readonly atMs: number;
}

/** Every process that produces load answers these. */
export type LoadMethods = {
  begin: (options: ClosedLoopOptions) => void;
  progress: () => Progress;
  /** Asks nothing more and waits for the answers that are still out. */
  end: () => Promise<Check>;
};

/** Answers that have not come by then will not come. */
const drainLimitMs = 30_000;
/** An answer that is given twice may come a little later. */
const afterwardsMs = 300;

export interface ClosedLoop {
  readonly methods: LoadMethods;
  /** Call it after answers were entered into the ledger. */
  refill(): void;
}

export function createClosedLoop(
  ledger: Ledger,
  send: (session: number, number: number) => void,
  nextSession: (sessions: number) => () => number,
): ClosedLoop {
  let wanted = 0;
  let next = nextSession(1);
  let planned = false;

  function fill(): void {
    planned = false;
    while (ledger.waiting < wanted) {
      const session = next();
      send(session, ledger.ask(session));
    }
  }

  /** Once per round of the event loop, after all that came in it. */
  function refill(): void {
    if (planned || wanted === 0) return;
    planned = true;
    setImmediate(fill);
  }

  return {
    refill,
    methods: {
      begin({ sessions, inFlight }) {
        next = nextSession(sessions);
        wanted = inFlight;
        refill();
      },
      progress: () => ({ answered: ledger.answered, atMs: performance.now() }),
      async end() {
        wanted = 0;
        const deadline = performance.now() + drainLimitMs;
        while (ledger.waiting > 0 && performance.now() < deadline) await delay(10);
        await delay(afterwardsMs);
        return ledger.check();
      },
    },
  };
}
