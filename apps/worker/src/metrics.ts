import { createTenantGauge, type Metrics } from "@dt/runtime";
import type { Accounts, Inbox, SessionKey } from "@dt/session";
import type { TurnResult } from "./turn/end-turn.ts";

export interface WorkerMetricsOptions {
  readonly tenantIds: () => readonly string[];
  readonly inbox: Pick<Inbox, "due">;
  readonly accounts: Pick<Accounts, "account">;
  /** The share of today's tokens that a tenant has used; undefined where there is no limit. */
  readonly tokensUsed: (tenantId: string) => Promise<number | undefined>;
}

/** What a worker counts; the tenants' accounts are read at every scrape. */
export function createWorkerMetrics(
  metrics: Metrics,
  { tenantIds, inbox, accounts, tokensUsed }: WorkerMetricsOptions,
): { onTurn: (result: TurnResult, seconds: number, session: SessionKey) => void } {
  const turns = metrics.counter({
    name: "dt_turns_total",
    help: "Turns by how they ended",
    labels: ["tenant", "result"],
  });
  const duration = metrics.histogram({
    name: "dt_turn_seconds",
    help: "Time from begin to commit of a turn, in seconds",
  });
  createTenantGauge(metrics, {
    name: "dt_inbox_overdue_seconds",
    help: "How long the oldest message that nobody works on has been waiting, in seconds",
    tenantIds,
    read: async (tenantId) => (await inbox.due(tenantId, { graceMs: 0, limit: 1 })).oldestMs / 1000,
  });
  metrics.gauge({
    name: "dt_messages",
    help: "The tenant's account: received = answered + refused + dead + waiting + delivering",
    labels: ["tenant", "state"],
    async collect(gauge) {
      for (const tenant of tenantIds()) {
        const { balanced, ...states } = await accounts.account(tenant);
        for (const [state, value] of Object.entries(states)) gauge.set(value, { tenant, state });
        gauge.set(balanced ? 1 : 0, { tenant, state: "balanced" });
      }
    },
  });
  createTenantGauge(metrics, {
    name: "dt_tokens_used_ratio",
    help: "The share of the tokens of the day that is used, 1 when messages are refused; only tenants with a limit",
    tenantIds,
    read: tokensUsed,
  });
  return {
    onTurn(result, seconds, { tenantId }) {
      turns.increment({ tenant: tenantId, result });
      duration.observe(seconds);
    },
  };
}
