/** Answers the wake of a session: begins a turn if there is one to begin, and runs it. */
import type { RobotMessage } from "@dt/api";
import type { WakeHandler } from "@dt/queue";
import type { Logger, Tenant } from "@dt/runtime";
import type { Inbox, SessionKey } from "@dt/session";
import type { TurnResult, TurnRunner } from "./run-turn.ts";

export interface OnWakeOptions {
  readonly inbox: Pick<Inbox<RobotMessage>, "begin">;
  readonly runner: TurnRunner;
  readonly tenantOf: (tenantId: string) => Tenant | undefined;
  readonly onTurn: (result: TurnResult, seconds: number, session: SessionKey) => void;
  readonly logger: Logger;
}

export function createOnWake({ inbox, runner, tenantOf, onTurn, logger }: OnWakeOptions): WakeHandler<"inbound"> {
  return async (session) => {
    const { tenantId } = session;
    const tenant = tenantOf(tenantId);
    if (tenant === undefined) {
      // The mail stays; the sweeper wakes the session once the tenant is back.
      logger.warn({ tenantId }, "a wake for a tenant that is not configured");
      return undefined;
    }
    const begun = await inbox.begin(session, { concurrentTurns: tenant.limits.concurrentTurns });
    if (begun.state !== "turn") return undefined;
    const start = performance.now();
    const result = await runner.run(begun.turn, tenant);
    onTurn(result, (performance.now() - start) / 1000, session);
    return undefined;
  };
}
