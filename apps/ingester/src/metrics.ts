import type { CallbackKind } from "@dt/api/callback";
import type { Metrics } from "@dt/runtime";
import type { AcceptOptions } from "./accept.ts";

export interface IngesterMetrics extends Pick<AcceptOptions, "onAccepted"> {
  /** A callback was answered. */
  readonly onCallback: (about: { readonly kind: CallbackKind; readonly status: number }) => void;
}

/** What an ingester counts. */
export function createIngesterMetrics(metrics: Metrics): IngesterMetrics {
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
  return {
    onAccepted: (tenant, result) => pushes.increment({ tenant, result }),
    onCallback: ({ kind, status }) => callbacks.increment({ kind, status: String(status) }),
  };
}
