/** The wakes that a worker sends: for the sender when there is a reply, for a session that has more to do. */
import { createWaker, type QueueConnection, type QueueLogger } from "@dt/queue";
import type { SessionKey } from "@dt/session";

export interface Wakes {
  readonly wakeReplies: (tenantId: string) => void;
  /** Now, or after a delay. */
  readonly wakeSession: (session: SessionKey, delayMs: number) => void;
  /** Resolves once Redis has them all. */
  readonly wakeSessions: (tenantId: string, sessionIds: readonly string[]) => Promise<void>;
  readonly close: () => Promise<void>;
}

export function createWakes(redis: QueueConnection, logger: QueueLogger): Wakes {
  const replies = createWaker("replies", { redis, logger });
  const inbound = createWaker("inbound", { redis, logger });
  return {
    wakeReplies: (tenantId) => replies.wakeSoon({ tenantId }),
    wakeSession({ tenantId, sessionId }, delayMs) {
      const wake = (): void => inbound.wakeSoon({ tenantId, sessionId });
      if (delayMs > 0) setTimeout(wake, delayMs + 1).unref();
      else wake();
    },
    async wakeSessions(tenantId, sessionIds) {
      await Promise.all(sessionIds.map((sessionId) => inbound.wake({ tenantId, sessionId })));
    },
    async close() {
      await Promise.all([replies.close(), inbound.close()]);
    },
  };
}
