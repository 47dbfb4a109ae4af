/** Heals lost wakes: finds mailboxes with mail that nobody looks at, and wakes them. */
import type { QueueLogger } from "./connection.ts";
import { reportErrors } from "./report-errors.ts";
import { withinTime } from "./within-time.ts";

export interface SweeperOptions {
  readonly tenantIds: () => readonly string[];
  /** Wakes what is overdue in a tenant's mailboxes; returns how many wakes that took. */
  readonly sweep: (tenantId: string) => Promise<number>;
  readonly logger: QueueLogger;
  /** Default: 1 s. Up to a tenth is added at random, so that processes do not sweep in step. */
  readonly intervalMs?: number;
}

export interface Sweeper {
  close(): Promise<void>;
}

/** A tenant whose node of Redis does not answer holds up the others no longer than this, and only once. */
const PATIENCE_MS = 100;

export function startSweeper({ tenantIds, sweep, logger, intervalMs = 1000 }: SweeperOptions): Sweeper {
  const stopping = new AbortController();
  const reportError = reportErrors(logger, "sweep failed");
  let timer: NodeJS.Timeout | undefined;
  let round: Promise<void> = Promise.resolve();
  const underWay = new Set<string>();

  async function sweepOne(tenantId: string): Promise<void> {
    underWay.add(tenantId);
    try {
      const woken = await sweep(tenantId);
      if (woken > 0) logger.debug({ tenantId, woken }, "swept");
    } catch (error) {
      reportError(error, { tenantId });
    } finally {
      underWay.delete(tenantId);
    }
  }

  async function sweepAll(): Promise<void> {
    for (const tenantId of tenantIds()) {
      if (stopping.signal.aborted) return;
      if (!underWay.has(tenantId)) await withinTime(sweepOne(tenantId), PATIENCE_MS);
    }
  }

  function schedule(): void {
    if (stopping.signal.aborted) return;
    timer = setTimeout(
      () => {
        round = sweepAll().finally(schedule);
      },
      intervalMs * (1 + Math.random() / 10),
    );
  }

  schedule();
  return {
    async close() {
      stopping.abort();
      clearTimeout(timer);
      await round;
    },
  };
}
