/** What a conversation with a model consists of; independent of any provider. */
export type Message = SystemMessage | UserMessage | AssistantMessage | ToolMessage;

export interface SystemMessage {
  role: "system";
  content: string;
}

export interface UserMessage {
  role: "user";
  content: string | UserPart[];
}

export type UserPart =
  | { type: "text"; text: string }
  /** An https address or a data URL (`data:image/png;base64,…`). */
  | { type: "image"; url: string };

export interface AssistantMessage {
  role: "assistant";
  /** Empty when the model only called tools. */
  content: string;
  toolCalls?: ToolCall[];
}

/** A model's wish to have a tool run. */
export interface ToolCall {
  id: string;
  name: string;
  /** JSON as the model wrote it; may be invalid. */
  arguments: string;
}

export interface ToolMessage {
  role: "tool";
  /** The id of the call that this answers. */
  toolCallId: string;
  content: string;
}
