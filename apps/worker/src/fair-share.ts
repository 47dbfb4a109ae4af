/** Keeps one tenant from taking all turns of a worker: the others' sessions need not wait behind its flood. */
import type { WakeHandler } from "@dt/queue";
import type { Inbox, SessionKey } from "@dt/session";

/** With several tenants, the share of a worker that one may take: two that flood leave room for a third. */
const SHARE = 0.4;

export interface FairShareOptions {
  /** Turns that this worker runs at the same time. */
  readonly concurrency: number;
  readonly tenantIds: () => readonly string[];
  /** The tenant's limit over all processes; undefined where there is none. */
  readonly concurrentTurnsOf: (tenantId: string) => number | undefined;
  readonly inbox: Pick<Inbox, "due">;
  readonly wakeSession: (session: SessionKey, delayMs: number) => void;
}

/**
 * The handler, for as many sessions of a tenant at a time as its share has room for. Wakes that are turned away are
 * gone; when one of the tenant's turns here ends, the mailboxes know which sessions wait longest.
 */
export function shareFairly(handle: WakeHandler<"inbound">, options: FairShareOptions): WakeHandler<"inbound"> {
  const { concurrency, tenantIds, concurrentTurnsOf, inbox, wakeSession } = options;
  const running = new Map<string, number>();
  const turnedAway = new Set<string>();

  function room(tenantId: string): number {
    const most = tenantIds().length > 1 ? Math.ceil(concurrency * SHARE) : concurrency;
    return most - (running.get(tenantId) ?? 0);
  }

  function add(tenantId: string, by: number): void {
    const count = (running.get(tenantId) ?? 0) + by;
    if (count > 0) running.set(tenantId, count);
    else running.delete(tenantId);
  }

  async function wakeNext(tenantId: string): Promise<void> {
    // Of a tenant that was removed nobody can begin a turn; the sweeper wakes its sessions when it is back.
    if (!tenantIds().includes(tenantId)) {
      turnedAway.delete(tenantId);
      return;
    }
    const limit = room(tenantId);
    // Its share became smaller when other tenants came.
    if (limit <= 0) return;
    // Beyond the tenant's own limit they would be turned away, end up here again, and wake each other without end.
    const concurrentTurns = concurrentTurnsOf(tenantId);
    const { sessionIds } = await inbox.due(tenantId, { graceMs: 0, limit, concurrentTurns });
    // Until nobody waits any more: a wake for each place that comes free keeps all of them taken.
    if (sessionIds.length < limit) turnedAway.delete(tenantId);
    for (const sessionId of sessionIds) wakeSession({ tenantId, sessionId }, 0);
  }

  return async (session, ...rest) => {
    const { tenantId } = session;
    if (room(tenantId) <= 0) {
      turnedAway.add(tenantId);
      return undefined;
    }
    add(tenantId, 1);
    try {
      return await handle(session, ...rest);
    } finally {
      add(tenantId, -1);
      if (turnedAway.has(tenantId)) await wakeNext(tenantId);
    }
  };
}
