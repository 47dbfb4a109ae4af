import { expect, it } from "vitest";
import { createMetrics } from "./metrics.ts";
import { createTenantGauge } from "./tenant-gauge.ts";

it("a gauge by tenant is read at every scrape, for the tenants of that time that have a value", async () => {
  const metrics = createMetrics("test");
  const values: Record<string, number | undefined> = { acme: 1, globex: undefined };
  let tenants = ["acme", "globex"];
  createTenantGauge(metrics, { name: "x", help: "x", tenantIds: () => tenants, read: async (id) => values[id] });
  const first = await metrics.render();
  expect(first).toContain('x{tenant="acme",service="test"} 1');
  expect(first).not.toContain("globex");
  values["acme"] = 2;
  tenants = ["acme"];
  expect(await metrics.render()).toContain('x{tenant="acme",service="test"} 2');
});
