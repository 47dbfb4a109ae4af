import type { ProviderUsage } from "../model.ts";

/** Reads a provider's count; undefined when it is missing or not made of numbers. */
export function toProviderUsage(usage: unknown): ProviderUsage | undefined {
  if (typeof usage !== "object" || usage === null) return undefined;
  const { prompt_tokens: inputTokens, completion_tokens: outputTokens } = usage as Record<string, unknown>;
  if (typeof inputTokens !== "number" || typeof outputTokens !== "number") return undefined;
  return { inputTokens, outputTokens };
}
