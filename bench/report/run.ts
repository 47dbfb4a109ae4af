import type { Machine } from "../machine.ts";
import type { Effort } from "../measure/measurement.ts";
import type { Results } from "../measurements.ts";

/** One run of the benchmark: what is printed as JSON. */
export interface Run {
  /** ISO 8601 */
  readonly at: string;
  readonly machine: Machine;
  readonly effort: Effort;
  readonly results: Results;
}
