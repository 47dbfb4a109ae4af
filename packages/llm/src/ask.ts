import { estimateMessageTokens, estimateTokens } from "./estimate-tokens.ts";
import type { AssistantMessage, ToolCall } from "./message.ts";
import type { FinishReason, Model, ModelRequest, ProviderUsage } from "./model.ts";
import { ModelError } from "./model-error.ts";
import type { Usage } from "./usage.ts";

/** One complete reply of one model. */
export interface Reply {
  text: string;
  toolCalls: ToolCall[];
  reason: FinishReason;
  usage: Usage;
}

/** Reads one reply to its end. `onText` is given the text so far. */
export async function ask(model: Model, request: ModelRequest, onText: (textSoFar: string) => void): Promise<Reply> {
  let text = "";
  const toolCalls: ToolCall[] = [];
  for await (const part of model.stream(request)) {
    switch (part.type) {
      case "text-delta":
        text += part.text;
        onText(text);
        break;
      case "tool-call":
        toolCalls.push({ id: part.id, name: part.name, arguments: part.arguments });
        break;
      case "finish":
        return { text, toolCalls, reason: part.reason, usage: toUsage(part.usage, request, { text, toolCalls }) };
    }
  }
  throw new ModelError("network", `the model ${model.name} broke off its reply`);
}

function toUsage(
  counted: ProviderUsage | undefined,
  request: ModelRequest,
  reply: Pick<Reply, "text" | "toolCalls">,
): Usage {
  if (counted !== undefined) return { ...counted, estimated: false };
  const answer: AssistantMessage = { role: "assistant", content: reply.text, toolCalls: reply.toolCalls };
  const conversation = request.messages.reduce((sum, message) => sum + estimateMessageTokens(message), 0);
  const tools = request.tools?.length ? estimateTokens(JSON.stringify(request.tools)) : 0;
  return { inputTokens: conversation + tools, outputTokens: estimateMessageTokens(answer), estimated: true };
}
