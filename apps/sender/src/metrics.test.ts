import { createMetrics } from "@dt/runtime";
import { expect, it } from "vitest";
import { createSenderMetrics } from "./metrics.ts";
import { makeDelivery } from "./testing.ts";

it("S9 the metrics of a sender count by tenant and outcome, never by session, and tell the oldest part", async () => {
  const metrics = createMetrics("sender");
  const { onSettled } = createSenderMetrics(metrics, {
    tenantIds: () => ["acme", "globex"],
    outbox: { due: async () => ({ oldestMs: 2500, sessionIds: ["dingtalk_private_u1"] }) },
    quotaOf: (tenantId) => ({ share: async () => (tenantId === "acme" ? 0.93 : undefined) }),
  });
  onSettled({ state: "sent" }, makeDelivery(), 0.25);
  onSettled({ state: "retry", delayMs: 1 }, makeDelivery(), 0.25);
  const text = await metrics.render();
  expect(text).toContain('dt_deliveries_total{tenant="acme",outcome="sent",service="sender"} 1');
  expect(text).toContain('dt_deliveries_total{tenant="acme",outcome="retry",service="sender"} 1');
  expect(text).toContain('dt_delivery_seconds_sum{service="sender"} 0.5');
  expect(text).toContain('dt_outbox_overdue_seconds{tenant="acme",service="sender"} 2.5');
  expect(text).toContain('dt_api_quota_share{tenant="acme",service="sender"} 0.93');
  expect(text).toContain('dt_api_quota_share{tenant="globex",service="sender"} 0');
  expect(text).not.toContain("dingtalk_private");
});
