import { createTenantGauge, type Metrics } from "@dt/runtime";
import type { Delivery, Outbox, Outcome, TenantQuota } from "@dt/session";

export interface SenderMetricsOptions {
  readonly tenantIds: () => readonly string[];
  readonly outbox: Pick<Outbox, "due">;
  readonly quotaOf: (tenantId: string) => Pick<TenantQuota, "share"> | undefined;
}

/** What a sender counts. */
export function createSenderMetrics(
  metrics: Metrics,
  { tenantIds, outbox, quotaOf }: SenderMetricsOptions,
): { onSettled: (outcome: Outcome, delivery: Delivery, seconds: number) => void } {
  const deliveries = metrics.counter({
    name: "dt_deliveries_total",
    help: "Sends of reply parts by what became of them",
    labels: ["tenant", "outcome"],
  });
  const seconds = metrics.histogram({
    name: "dt_delivery_seconds",
    help: "Time from taking a part to recording its outcome, in seconds",
  });
  createTenantGauge(metrics, {
    name: "dt_outbox_overdue_seconds",
    help: "How long the oldest due reply has been waiting, in seconds",
    tenantIds,
    read: async (tenantId) => (await outbox.due(tenantId, { graceMs: 0, limit: 1 })).oldestMs / 1000,
  });
  createTenantGauge(metrics, {
    name: "dt_api_quota_share",
    help: "Share of the month's API calls that is used: 1 when none is left, 0 where there is no limit",
    tenantIds,
    read: async (tenantId) => (await quotaOf(tenantId)?.share()) ?? 0,
  });
  return {
    onSettled(outcome, { tenantId }, duration) {
      deliveries.increment({ tenant: tenantId, outcome: outcome.state });
      seconds.observe(duration);
    },
  };
}
