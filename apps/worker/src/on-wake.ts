/** Answers the wake of a session: begins a turn if there is one to begin, and runs it. */
import type { RobotMessage } from "@dt/api";
import type { WakeHandler } from "@dt/queue";
import type { Logger, Tenant } from "@dt/runtime";
import type { Inbox, SessionKey, Turn } from "@dt/session";
import type { TurnResult } from "./turn/end-turn.ts";
import { cardTemplateOf } from "./turn/reply.ts";
import type { TurnRunner } from "./turn/run-turn.ts";

export interface OnWakeOptions {
  readonly inbox: Pick<Inbox<RobotMessage>, "begin" | "withoutCard">;
  readonly runner: TurnRunner;
  readonly tenantOf: (tenantId: string) => Tenant | undefined;
  /** Whether so few API calls are left this month that turns should do without cards. */
  readonly savesCalls: (tenantId: string) => Promise<boolean>;
  readonly onTurn: (result: TurnResult, seconds: number, session: SessionKey) => void;
  readonly logger: Logger;
}

export function createOnWake(options: OnWakeOptions): WakeHandler<"inbound"> {
  const { inbox, runner, tenantOf, savesCalls, onTurn, logger } = options;

  /** In every try from now on. But a card that an earlier try may have opened is taken to its end. */
  async function sparing(turn: Turn<RobotMessage>): Promise<Turn<RobotMessage>> {
    if (turn.cardTemplate !== undefined || turn.withoutCard || !(await savesCalls(turn.tenantId))) return turn;
    try {
      await inbox.withoutCard(turn);
    } catch (error) {
      // Another try may then open a card: that costs calls, and no answer.
      logger.warn({ tenantId: turn.tenantId, error }, "could not keep that a turn does without a card");
    }
    return { ...turn, withoutCard: true };
  }

  return async (session) => {
    const { tenantId } = session;
    const tenant = tenantOf(tenantId);
    if (tenant === undefined) {
      // The mail stays; the sweeper wakes the session once the tenant is back.
      logger.warn({ tenantId }, "a wake for a tenant that is not configured");
      return undefined;
    }
    const { concurrentTurns } = tenant.limits;
    const begun = await inbox.begin(session, { concurrentTurns, cardTemplate: cardTemplateOf(tenant) });
    if (begun.state !== "turn") return undefined;
    const start = performance.now();
    const result = await runner.run(await sparing(begun.turn), tenant);
    onTurn(result, (performance.now() - start) / 1000, session);
    return undefined;
  };
}
