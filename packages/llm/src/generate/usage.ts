/** Tokens of a whole answer. */
export interface Usage {
  inputTokens: number;
  outputTokens: number;
  /** True when a provider gave no count for some step, which was then estimated. */
  estimated: boolean;
}

export function addUsage(sum: Usage, step: Usage): Usage {
  return {
    inputTokens: sum.inputTokens + step.inputTokens,
    outputTokens: sum.outputTokens + step.outputTokens,
    estimated: sum.estimated || step.estimated,
  };
}
