import type { CallbackKind } from "@dt/api/callback";
import type { Metrics } from "@dt/runtime";
import type { AcceptOptions } from "./accept.ts";

export interface IngesterMetrics extends Pick<AcceptOptions, "onAccepted"> {
  /** A callback was answered. */
  readonly onCallback: (about: { readonly kind: CallbackKind; readonly status: number }) => void;
}

export interface IngesterMetricsOptions {
  /** Every tenant, and whether its pushes can come in at this moment. */
  readonly connected: () => Iterable<readonly [tenantId: string, connected: boolean]>;
}

/** What an ingester counts. */
export function createIngesterMetrics(metrics: Metrics, { connected }: IngesterMetricsOptions): IngesterMetrics {
  const pushes = metrics.counter({
    name: "dt_pushes_total",
    help: "Pushes by what became of them",
    labels: ["tenant", "result"],
  });
  const callbacks = metrics.counter({
    name: "dt_callbacks_total",
    help: "Requests to the callback port by how they were answered",
    labels: ["kind", "status"],
  });
  metrics.gauge({
    name: "dt_connected",
    help: "1 while the tenant's pushes can come in: its Stream connection is open, or it receives by callback",
    labels: ["tenant"],
    collect: (gauge) => {
      for (const [tenant, isConnected] of connected()) gauge.set(isConnected ? 1 : 0, { tenant });
    },
  });
  return {
    onAccepted: (tenant, result) => pushes.increment({ tenant, result }),
    onCallback: ({ kind, status }) => callbacks.increment({ kind, status: String(status) }),
  };
}
