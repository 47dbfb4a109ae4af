import type { Metrics } from "./metrics.ts";

export interface TenantGaugeOptions {
  readonly name: string;
  readonly help: string;
  readonly tenantIds: () => readonly string[];
  /** The value of one tenant; undefined: it has none now, and the last one stays. */
  readonly read: (tenantId: string) => Promise<number | undefined>;
}

/** A gauge with one value for each tenant, labelled `tenant` and read at every scrape. */
export function createTenantGauge(metrics: Metrics, { name, help, tenantIds, read }: TenantGaugeOptions): void {
  metrics.gauge({
    name,
    help,
    labels: ["tenant"],
    async collect(gauge) {
      for (const tenant of tenantIds()) {
        const value = await read(tenant);
        if (value !== undefined) gauge.set(value, { tenant });
      }
    },
  });
}
