import type OpenAI from "openai";
import type { AssistantMessage, Message, UserMessage, UserPart } from "../message.ts";
import type { ToolDescription } from "../model.ts";
import { toWireName } from "../tools/tool-name.ts";

type ChatMessage = OpenAI.Chat.Completions.ChatCompletionMessageParam;
type ChatPart = OpenAI.Chat.Completions.ChatCompletionContentPart;
type ChatTool = OpenAI.Chat.Completions.ChatCompletionFunctionTool;

/** Our messages in the provider's form. Without `images`, a picture becomes a word that says that there was one. */
export function toChatMessages(messages: readonly Message[], options: { images: boolean }): ChatMessage[] {
  return messages.map((message) => toChatMessage(message, options.images));
}

function toChatMessage(message: Message, images: boolean): ChatMessage {
  switch (message.role) {
    case "system":
      return { role: "system", content: message.content };
    case "user":
      return { role: "user", content: toUserContent(message, images) };
    case "assistant":
      return toAssistantMessage(message);
    case "tool":
      return { role: "tool", tool_call_id: message.toolCallId, content: message.content };
    default:
      return message satisfies never;
  }
}

/** Text alone is sent as text: many providers know lists of parts only for models with images. */
function toUserContent({ content }: UserMessage, images: boolean): string | ChatPart[] {
  if (typeof content === "string") return content;
  if (images && content.some((part) => part.type === "image")) return content.map(toChatPart);
  return content.map((part) => (part.type === "text" ? part.text : "[image]")).join("\n");
}

function toChatPart(part: UserPart): ChatPart {
  if (part.type === "text") return { type: "text", text: part.text };
  return { type: "image_url", image_url: { url: part.url } };
}

function toAssistantMessage({ content, toolCalls = [] }: AssistantMessage): ChatMessage {
  if (toolCalls.length === 0) return { role: "assistant", content };
  return {
    role: "assistant",
    content: content === "" ? null : content,
    tool_calls: toolCalls.map((call) => ({
      id: call.id,
      type: "function",
      function: { name: toWireName(call.name), arguments: call.arguments },
    })),
  };
}

/** Tools in the provider's form. */
export function toChatTools(tools: readonly ToolDescription[]): ChatTool[] {
  return tools.map(({ name, description, parameters }) => ({
    type: "function",
    function: { name: toWireName(name), description, parameters },
  }));
}
