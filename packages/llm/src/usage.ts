import type { ProviderUsage } from "./model.ts";

/** Tokens of a whole answer. */
export interface Usage {
  inputTokens: number;
  outputTokens: number;
  /** True when a provider gave no count for some step, which was then estimated. */
  estimated: boolean;
}

/** Reads a provider's count; undefined when it is missing or not made of numbers. */
export function toProviderUsage(usage: unknown): ProviderUsage | undefined {
  if (typeof usage !== "object" || usage === null) return undefined;
  const { prompt_tokens: inputTokens, completion_tokens: outputTokens } = usage as Record<string, unknown>;
  if (typeof inputTokens !== "number" || typeof outputTokens !== "number") return undefined;
  return { inputTokens, outputTokens };
}

export function addUsage(sum: Usage, step: Usage): Usage {
  return {
    inputTokens: sum.inputTokens + step.inputTokens,
    outputTokens: sum.outputTokens + step.outputTokens,
    estimated: sum.estimated || step.estimated,
  };
}
