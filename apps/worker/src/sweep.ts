/** What a worker's sweeper does for a tenant: wakes sessions whose wake was lost, and tells people who wait long. */
import type { RobotMessage } from "@dt/api";
import type { Logger } from "@dt/runtime";
import type { Inbox } from "@dt/session";
import { tellWaiting } from "./queue-notices.ts";
import type { Wakes } from "./wakes.ts";

/** A wake is taken for lost when it is late by this. */
const GRACE_MS = 1000;
const LIMIT = 500;

export interface SweepOptions {
  readonly inbox: Inbox<RobotMessage>;
  readonly wakes: Pick<Wakes, "wakeSessions" | "wakeReplies">;
  readonly logger: Logger;
}

/** Returns how many sessions were woken. */
export async function sweep(tenantId: string, { inbox, wakes, logger }: SweepOptions): Promise<number> {
  const { sessionIds } = await inbox.due(tenantId, { graceMs: GRACE_MS, limit: LIMIT });
  await wakes.wakeSessions(tenantId, sessionIds);
  await tellWaiting(tenantId, { inbox, wakeReplies: wakes.wakeReplies, logger });
  return sessionIds.length;
}
