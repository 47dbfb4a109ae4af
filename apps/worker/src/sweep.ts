/** What a worker's sweeper does for a tenant: wakes sessions whose wake was lost, and tells people who wait long. */
import type { RobotMessage } from "@dt/api";
import type { Inbox, SessionKey } from "@dt/session";
import type { QueueNotices } from "./queue-notices.ts";
import type { Wakes } from "./wakes.ts";

/** A wake is taken for lost when it is late by this. */
const GRACE_MS = 1000;
const LIMIT = 500;
/** Nobody answers a wake that is late by this: whoever has it died or is stopped, and the queue has not noticed yet. */
const STUCK_MS = 5000;
/** Looked at by one process in one sweep; there are others, and the next one. */
const STUCK_LIMIT = 10;

export interface SweepOptions {
  readonly inbox: Inbox<RobotMessage>;
  readonly wakes: Pick<Wakes, "wakeSessions">;
  readonly tellWaiting: QueueNotices;
  /** Looks at a session here and now; false when there is no room for it. */
  readonly offer: (session: SessionKey) => boolean;
  /** The tenant's limit; absent for a tenant that is not configured. */
  readonly concurrentTurns: number | undefined;
}

/** Returns how many sessions were woken. */
export async function sweep(tenantId: string, options: SweepOptions): Promise<number> {
  const { inbox, wakes, tellWaiting, offer, concurrentTurns } = options;
  // Wakes beyond the tenant's limit would only be turned away again.
  const { sessionIds, oldestMs } = await inbox.due(tenantId, { graceMs: GRACE_MS, limit: LIMIT, concurrentTurns });
  await wakes.wakeSessions(tenantId, sessionIds);
  if (oldestMs > STUCK_MS) await lookAtStuck(tenantId, { inbox, offer });
  await tellWaiting(tenantId);
  return sessionIds.length;
}

async function lookAtStuck(tenantId: string, { inbox, offer }: Pick<SweepOptions, "inbox" | "offer">): Promise<void> {
  const { sessionIds } = await inbox.due(tenantId, { graceMs: STUCK_MS, limit: STUCK_LIMIT });
  for (const sessionId of sessionIds) if (!offer({ tenantId, sessionId })) return;
}
