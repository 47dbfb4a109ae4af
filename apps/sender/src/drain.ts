/** Takes a tenant's parts as fast as its limit allows and sends them side by side, one per lane. */
import { setImmediate as nextRound } from "node:timers/promises";
import type { WakeHandler, WakeResult } from "@dt/queue";
import type { Logger, Tenant } from "@dt/runtime";
import type { Delivery, Outbox, Outcome, ReplyContent, Take } from "@dt/session";
import { afterFailure, beforeSend } from "./outcome.ts";

export interface DrainOptions {
  readonly outbox: Outbox<ReplyContent>;
  readonly tenantOf: (tenantId: string) => Tenant | undefined;
  /** Sends a part, and tells what DingTalk calls it; a failure is thrown. */
  readonly send: (delivery: Delivery<ReplyContent>, tenant: Tenant) => Promise<string | undefined>;
  readonly wakeReplies: (tenantId: string) => void;
  /** Aborts when nothing new may be taken. */
  readonly stopping: AbortSignal;
  /** Parts sent at the same time by this process. */
  readonly concurrency: number;
  readonly onSettled: (outcome: Outcome, delivery: Delivery<ReplyContent>, seconds: number) => void;
  readonly logger: Logger;
}

export interface Drain {
  readonly onWake: WakeHandler<"replies">;
  /** Waits for what is being sent. */
  close(): Promise<void>;
}

/** No wake waits longer for the limit, and a lane that is due later than this is found by the sweeper. */
const LONGEST_NAP_MS = 2000;
const FAILED_TAKE_PAUSE_MS = 1000;
/** Places within the limit come free one after the other; they are used a few at a time. */
const SHORTEST_NAP_MS = 25;
/** A tenant whose sends hang leaves so much of the process to the others. */
const TENANT_SHARE = 0.5;
/** A take is promised places before it is known whether there is mail for them: so many that others can take meanwhile. */
const TAKE_SHARE = 0.1;

export function createDrain(options: DrainOptions): Drain {
  const { outbox, tenantOf, wakeReplies, stopping, concurrency, logger } = options;
  const sending = new Map<Promise<void>, string>();
  /** Places of takes that are on their way. */
  let promised = 0;
  let moreRoom = Promise.withResolvers<void>();
  const perTenant = Math.ceil(concurrency * TENANT_SHARE);
  const perTake = Math.ceil(concurrency * TAKE_SHARE);

  function room(tenantId: string): number {
    let own = 0;
    for (const other of sending.values()) if (other === tenantId) own++;
    return Math.min(concurrency - sending.size - promised, perTenant - own, perTake);
  }

  function makeRoom(): void {
    moreRoom.resolve();
    moreRoom = Promise.withResolvers();
  }

  const draining = new Set<string>();

  /** Two at once would each count the room for themselves. */
  async function onWake({ tenantId }: { tenantId: string }): Promise<WakeResult | undefined> {
    if (draining.has(tenantId)) return undefined;
    draining.add(tenantId);
    try {
      return await drainTenant(tenantId);
    } finally {
      draining.delete(tenantId);
    }
  }

  async function drainTenant(tenantId: string): Promise<WakeResult | undefined> {
    for (;;) {
      const tenant = tenantOf(tenantId);
      if (tenant === undefined || stopping.aborted) return undefined;
      const limit = room(tenantId);
      if (limit <= 0) {
        await moreRoom.promise;
        // What else ended in this round of the event loop is followed by the same take.
        await nextRound();
        continue;
      }
      promised += limit;
      const { deliveries, limitMs, dueMs } = await take(tenant, limit);
      promised -= limit;
      for (const delivery of deliveries) start(delivery, tenant);
      if (deliveries.length < limit) makeRoom();
      if (limitMs > 0) return { againMs: Math.max(SHORTEST_NAP_MS, Math.min(limitMs, LONGEST_NAP_MS)) };
      if (deliveries.length < limit) {
        comeBack(tenantId, dueMs);
        return undefined;
      }
    }
  }

  const comingBack = new Map<string, { readonly at: number; readonly timer: NodeJS.Timeout }>();

  /** For a lane that waits. The wake itself must not wait for it: it would swallow those of new replies meanwhile. */
  function comeBack(tenantId: string, dueMs: number | undefined): void {
    if (dueMs === undefined || dueMs > LONGEST_NAP_MS || stopping.aborted) return;
    const at = performance.now() + dueMs;
    const before = comingBack.get(tenantId);
    if (before !== undefined && before.at <= at) return;
    clearTimeout(before?.timer);
    const wake = (): void => {
      comingBack.delete(tenantId);
      wakeReplies(tenantId);
    };
    comingBack.set(tenantId, { at, timer: setTimeout(wake, dueMs) });
  }

  /** What keeps parts from being taken, such as too few replicas or a node that is replaced, ends without us. */
  async function take(tenant: Tenant, limit: number): Promise<Take<ReplyContent>> {
    try {
      return await outbox.take(tenant.id, { limit, perSecond: rateOf(tenant) });
    } catch (error) {
      const reason = error instanceof Error ? error.message : "unknown";
      logger.warn({ tenantId: tenant.id, reason }, "could not take parts to send");
      return { deliveries: [], limitMs: FAILED_TAKE_PAUSE_MS, dueMs: undefined };
    }
  }

  /** The wake does not wait for a send: other lanes go on meanwhile. */
  function start(delivery: Delivery<ReplyContent>, tenant: Tenant): void {
    const run = sendOne(delivery, tenant)
      .catch((error: unknown) => {
        // The lease ends, and the part is taken again with its outcome unknown.
        logger.error({ tenantId: tenant.id, part: delivery.part.id, error }, "could not record a delivery");
      })
      .finally(() => {
        sending.delete(run);
        makeRoom();
      });
    sending.set(run, tenant.id);
  }

  async function sendOne(delivery: Delivery<ReplyContent>, tenant: Tenant): Promise<void> {
    const startedAt = performance.now();
    const outcome = beforeSend(delivery, tenant.limits.unknownOutcome) ?? (await attempt(delivery, tenant));
    const { settled, more } = await outbox.settle(delivery, outcome);
    options.onSettled(outcome, delivery, (performance.now() - startedAt) / 1000);
    if (!settled) logger.warn({ tenantId: tenant.id, part: delivery.part.id }, "a delivery was taken over");
    if (more) wakeReplies(tenant.id);
  }

  async function attempt(delivery: Delivery<ReplyContent>, tenant: Tenant): Promise<Outcome> {
    try {
      const receipt = await options.send(delivery, tenant);
      return { state: "sent", ...(receipt === undefined ? {} : { receipt }) };
    } catch (error) {
      const outcome = afterFailure(error, delivery);
      const { attempts, part } = delivery;
      const fields = { tenantId: tenant.id, part: part.id, attempts, outcome: outcome.state, error };
      if (outcome.state === "dead") logger.error(fields, "a reply is given up");
      else logger.warn(fields, "a send failed");
      return outcome;
    }
  }

  return {
    onWake,
    async close() {
      for (const { timer } of comingBack.values()) clearTimeout(timer);
      comingBack.clear();
      await Promise.all(sending.keys());
    },
  };
}

function rateOf({ limits }: Tenant): number {
  return Math.max(1, Math.floor(limits.sendPerSecond));
}
