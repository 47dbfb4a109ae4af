/**
 * The catalog of wakes. A wake is a job that says "look at this mailbox"; it carries keys, never a message. Order,
 * identity and state live in the mailboxes (@dt/session): a wake that is lost, doubled or late changes nothing.
 */
import type { JobsOptions } from "bullmq";

export interface WakePayloads {
  /** Something waits in a session's inbox. */
  readonly inbound: { readonly tenantId: string; readonly sessionId: string };
  /** Something waits in a tenant's outbox. */
  readonly replies: { readonly tenantId: string };
}

export type WakeName = keyof WakePayloads;

/** All of BullMQ's keys share one slot of a Redis Cluster. */
export const PREFIX = "{dt}";

/** One wake per mailbox: a second one while the first is active is kept and runs after it. */
export function wakeKey(payload: WakePayloads[WakeName]): string {
  return "sessionId" in payload ? `${payload.tenantId} ${payload.sessionId}` : payload.tenantId;
}

/** The same options from every producer: an add without `keepLastIfActive` would be dropped while a wake is active. */
export function wakeOptions(key: string): JobsOptions {
  return {
    deduplication: { id: key, keepLastIfActive: true },
    // A wake does not fail: handlers park their mailbox and return. This is for what nobody foresaw, and does not grow:
    // one that waits swallows those that come meanwhile.
    attempts: 1_000_000,
    backoff: { type: "fixed", delay: 2000, jitter: 0.5 },
    removeOnComplete: true,
    removeOnFail: { count: 1000 },
  };
}
