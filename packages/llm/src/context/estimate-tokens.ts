import type { Message } from "../message.ts";

/** Role and separators of a message. */
const tokensPerMessage = 4;
/** Between the 85 that OpenAI counts for a small picture and the 1 500 and more for a large one. */
const tokensPerImage = 1_000;

/**
 * Estimates the tokens of a text without a tokenizer, on the high side: ASCII at 0.3 per character (English is near
 * 0.25, code and numbers near 0.35), Chinese, Japanese and Korean at 1 (current tokenizers need 0.6 to 1.1),
 * emoji and rare characters at 2, other scripts at 0.5.
 */
export function estimateTokens(text: string): number {
  let tokens = 0;
  for (let index = 0; index < text.length; index += 1) tokens += weightOf(text.charCodeAt(index));
  return Math.ceil(tokens);
}

function weightOf(unit: number): number {
  if (unit < 0x80) return 0.3;
  // Half of a surrogate pair.
  if (unit >= 0xd800 && unit <= 0xdfff) return 1;
  // From CJK radicals through kana, ideographs and Hangul; then compatibility ideographs and full-width forms.
  if ((unit >= 0x2e80 && unit <= 0xd7ff) || (unit >= 0xf900 && unit <= 0xffef)) return 1;
  return 0.5;
}

/** Estimates the tokens of a message with all its parts and tool calls. */
export function estimateMessageTokens(message: Message): number {
  return tokensPerMessage + contentTokens(message) + toolCallTokens(message);
}

function contentTokens({ content }: Message): number {
  if (typeof content === "string") return estimateTokens(content);
  return content.reduce((sum, part) => sum + (part.type === "text" ? estimateTokens(part.text) : tokensPerImage), 0);
}

function toolCallTokens(message: Message): number {
  if (message.role !== "assistant") return 0;
  return (message.toolCalls ?? []).reduce(
    (sum, call) => sum + tokensPerMessage + estimateTokens(call.name) + estimateTokens(call.arguments),
    0,
  );
}
