import type { Metrics } from "@dt/runtime";
import type { AcceptOptions } from "./accept.ts";

/** What an ingester counts. */
export function createIngesterMetrics(metrics: Metrics): Pick<AcceptOptions, "onAccepted"> {
  const pushes = metrics.counter({
    name: "dt_pushes_total",
    help: "Pushes by what became of them",
    labels: ["tenant", "result"],
  });
  return { onAccepted: (tenant, result) => pushes.increment({ tenant, result }) };
}
