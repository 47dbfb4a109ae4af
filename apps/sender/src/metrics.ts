import type { Metrics } from "@dt/runtime";
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
  metrics.gauge({
    name: "dt_outbox_overdue_seconds",
    help: "How long the oldest due reply has been waiting, in seconds",
    labels: ["tenant"],
    async collect(gauge) {
      for (const tenant of tenantIds()) {
        const { oldestMs } = await outbox.due(tenant, { graceMs: 0, limit: 1 });
        gauge.set(oldestMs / 1000, { tenant });
      }
    },
  });
  metrics.gauge({
    name: "dt_api_quota_share",
    help: "Share of the month's API calls that is used: 1 when none is left, 0 where there is no limit",
    labels: ["tenant"],
    async collect(gauge) {
      for (const tenant of tenantIds()) {
        gauge.set((await quotaOf(tenant)?.share()) ?? 0, { tenant });
      }
    },
  });
  return {
    onSettled(outcome, { tenantId }, duration) {
      deliveries.increment({ tenant: tenantId, outcome: outcome.state });
      seconds.observe(duration);
    },
  };
}
