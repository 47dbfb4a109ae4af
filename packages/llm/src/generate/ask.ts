import { estimateMessageTokens, estimateTokens } from "../context/estimate-tokens.ts";
import { ModelError } from "../errors/model-error.ts";
import type { AssistantMessage, ToolCall } from "../message.ts";
import type { FinishReason, Model, ModelPart, ModelRequest } from "../model.ts";
import type { Usage } from "./usage.ts";

/** One complete reply of one model. */
export interface Reply {
  text: string;
  toolCalls: ToolCall[];
  reason: FinishReason;
  usage: Usage;
}

export interface ReplyListeners {
  /** Given the text so far. */
  onText: (textSoFar: string) => void;
  /** Given what a reply cost, also one that broke off or that nobody will see. */
  onUsage?: ((usage: Usage) => void) | undefined;
}

/** Reads one reply to its end. */
export async function ask(model: Model, request: ModelRequest, listeners: ReplyListeners): Promise<Reply> {
  const { onUsage = () => {} } = listeners;
  const begun: Begun = { text: "", toolCalls: [] };
  const { reason, usage: counted } = await readOrCount();
  const usage = counted === undefined ? estimateUsage(request, begun) : { ...counted, estimated: false };
  onUsage(usage);
  return { ...begun, reason, usage };

  async function readOrCount(): Promise<Finish> {
    try {
      return await read(model, request, begun, listeners);
    } catch (error) {
      // The provider counts what the model had said by then all the same.
      if (begun.text !== "") onUsage(estimateUsage(request, begun));
      throw error;
    }
  }
}

/** What has come of a reply. */
type Begun = Pick<Reply, "text" | "toolCalls">;
type Finish = Extract<ModelPart, { type: "finish" }>;

async function read(model: Model, request: ModelRequest, begun: Begun, { onText }: ReplyListeners): Promise<Finish> {
  for await (const part of model.stream(request)) {
    switch (part.type) {
      case "text-delta":
        begun.text += part.text;
        onText(begun.text);
        break;
      case "tool-call":
        begun.toolCalls.push({ id: part.id, name: part.name, arguments: part.arguments });
        break;
      case "finish":
        return part;
    }
  }
  throw new ModelError("network", `the model ${model.name} broke off its reply`);
}

function estimateUsage(request: ModelRequest, { text, toolCalls }: Begun): Usage {
  const answer: AssistantMessage = { role: "assistant", content: text, toolCalls };
  const conversation = request.messages.reduce((sum, message) => sum + estimateMessageTokens(message), 0);
  const tools = request.tools?.length ? estimateTokens(JSON.stringify(request.tools)) : 0;
  return { inputTokens: conversation + tools, outputTokens: estimateMessageTokens(answer), estimated: true };
}
