/** The parts of OpenAI's chat completions that are read and written here. */
export interface ModelRequest {
  readonly model: string;
  readonly messages: readonly ModelMessage[];
  readonly stream?: boolean;
  readonly stream_options?: { readonly include_usage?: boolean };
  readonly tools?: readonly ModelTool[];
  readonly tool_choice?: unknown;
  readonly max_tokens?: number;
  readonly max_completion_tokens?: number;
}

export interface ModelMessage {
  readonly role: "system" | "developer" | "user" | "assistant" | "tool";
  readonly content?: string | readonly ContentPart[] | null;
  readonly name?: string;
  readonly tool_calls?: readonly {
    readonly id: string;
    readonly type: "function";
    readonly function: { readonly name: string; readonly arguments: string };
  }[];
  readonly tool_call_id?: string;
}

export type ContentPart =
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "image_url"; readonly image_url: { readonly url: string } };

export interface ModelTool {
  readonly type: "function";
  readonly function: {
    readonly name: string;
    readonly description?: string;
    readonly parameters?: { readonly properties?: Readonly<Record<string, { readonly type?: string }>> };
  };
}

/** What a model answers. */
export interface ModelAnswer {
  readonly text?: string;
  readonly toolCalls?: readonly { readonly name: string; readonly arguments: unknown }[];
  /** Default `stop`, or `tool_calls`. */
  readonly finishReason?: "stop" | "length" | "tool_calls" | "content_filter";
  /** Time to the first piece, in milliseconds. */
  readonly firstTokenMs?: number;
  /** Time between pieces, in milliseconds. */
  readonly tokenMs?: number;
}

/** The plain text of a message. */
export function textOf({ content }: ModelMessage): string {
  if (typeof content === "string") return content;
  const parts = content ?? [];
  return parts.map((part) => (part.type === "text" ? part.text : "")).join("");
}

/** The addresses of the images in a message. */
export function imagesOf({ content }: ModelMessage): string[] {
  if (typeof content === "string" || !content) return [];
  return content.flatMap((part) => (part.type === "image_url" ? [part.image_url.url] : []));
}
