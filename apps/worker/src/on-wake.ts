/** Answers the wake of a session: begins a turn if there is one to begin, and runs it. */
import type { RobotMessage } from "@dt/api";
import type { WakeHandler } from "@dt/queue";
import type { Logger, Tenant } from "@dt/runtime";
import type { Inbox, SessionKey } from "@dt/session";
import type { TurnResult, TurnRunner } from "./run-turn.ts";
import type { Slots } from "./slots.ts";

export interface OnWakeOptions {
  readonly inbox: Inbox<RobotMessage>;
  readonly runner: TurnRunner;
  readonly slots: Slots;
  readonly tenantOf: (tenantId: string) => Tenant | undefined;
  readonly wakeSession: (session: SessionKey, delayMs: number) => void;
  readonly onTurn: (result: TurnResult, seconds: number, session: SessionKey) => void;
  readonly logger: Logger;
}

export function createOnWake(options: OnWakeOptions): WakeHandler<"inbound"> {
  const { inbox, runner, slots, tenantOf, wakeSession, onTurn, logger } = options;

  async function work(session: SessionKey, tenant: Tenant): Promise<void> {
    const begun = await inbox.begin(session);
    if (begun.state !== "turn") return;
    const start = performance.now();
    const result = await runner.run(begun.turn, tenant);
    onTurn(result, (performance.now() - start) / 1000, session);
  }

  /** Wakes that were turned away are gone; the mailboxes know which sessions they were for. */
  async function wakeNext(tenantId: string): Promise<void> {
    const { sessionIds } = await inbox.due(tenantId, { graceMs: 0, limit: 2 });
    for (const sessionId of sessionIds) wakeSession({ tenantId, sessionId }, 0);
  }

  return async (session) => {
    const { tenantId } = session;
    const tenant = tenantOf(tenantId);
    if (tenant === undefined) {
      // The mail stays; the sweeper wakes the session once the tenant is back.
      logger.warn({ tenantId }, "a wake for a tenant that is not configured");
      return undefined;
    }
    if (!slots.enter(tenantId, tenant.limits.concurrentTurns)) return undefined;
    try {
      await work(session, tenant);
    } finally {
      if (slots.leave(tenantId)) await wakeNext(tenantId);
    }
    return undefined;
  };
}
