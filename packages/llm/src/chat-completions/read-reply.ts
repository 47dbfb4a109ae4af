import { ModelError } from "../errors/model-error.ts";
import type { FinishReason, ModelPart, ProviderUsage } from "../model.ts";
import { toFinishReason } from "./finish-reason.ts";
import { toProviderUsage } from "./provider-usage.ts";
import { createToolCallAssembler, type ToolCallDelta } from "./tool-call-assembler.ts";

/** A chunk as providers really send it: any field may be missing. */
export interface Chunk {
  choices?: { delta?: Delta | null; finish_reason?: string | null }[] | null;
  usage?: unknown;
}

interface Delta {
  content?: unknown;
  /** OpenAI puts a refusal here instead of into the content. */
  refusal?: string | null;
  tool_calls?: ToolCallDelta[] | null;
}

/**
 * Turns the chunks of a streamed chat completion, which come some at a time, into parts. Thoughts (`reasoning_content`)
 * and fields that nobody knows are passed over. A stream that ends without saying why is a reply that was cut off,
 * and throws.
 */
export async function* readReply(chunks: AsyncIterable<readonly Chunk[]>, subject: string): AsyncGenerator<ModelPart> {
  const toolCalls = createToolCallAssembler();
  let reason: FinishReason | undefined;
  let usage: ProviderUsage | undefined;
  for await (const some of chunks) {
    for (const { choices, usage: counted } of some) {
      usage = toProviderUsage(counted) ?? usage;
      // The chunk with the usage has no choices, and comes after the one with the reason.
      const choice = choices?.[0];
      const text = textOf(choice?.delta);
      if (text !== "") yield { type: "text-delta", text };
      for (const delta of choice?.delta?.tool_calls ?? []) toolCalls.add(delta);
      if (choice?.finish_reason) reason = toFinishReason(choice.finish_reason);
    }
  }
  if (reason === undefined && usage === undefined) throw new ModelError("network", `${subject} broke off its reply`);
  const calls = toolCalls.finish();
  for (const call of calls) yield { type: "tool-call", ...call };
  // Some providers call tools and say "stop".
  const isToolCall = calls.length > 0 && reason !== "content-filter" && reason !== "length";
  yield { type: "finish", reason: isToolCall ? "tool-calls" : (reason ?? "unknown"), ...(usage && { usage }) };
}

function textOf(delta: Delta | null | undefined): string {
  if (typeof delta?.content === "string" && delta.content !== "") return delta.content;
  return delta?.refusal ?? "";
}
