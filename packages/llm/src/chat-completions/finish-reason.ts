import type { FinishReason } from "../model.ts";

/** The provider's word for why it stopped. Words that nobody documented become `unknown`. */
export function toFinishReason(word: string): FinishReason {
  switch (word) {
    case "stop":
    case "length":
      return word;
    case "tool_calls":
    case "function_call":
      return "tool-calls";
    case "content_filter":
    // Zhipu's word for the same.
    case "sensitive":
      return "content-filter";
    default:
      return "unknown";
  }
}
