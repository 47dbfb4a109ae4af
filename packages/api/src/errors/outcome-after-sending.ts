import type { Outcome } from "./error-details.ts";

/** The outcome of a call that left and was not answered clearly: a read has no effect either way. */
export function outcomeAfterSending({ effect }: { readonly effect: string }): Outcome {
  return effect === "read" ? "not_sent" : "unknown";
}
