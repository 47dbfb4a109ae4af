import type { Message } from "./message.ts";

/** One model at one provider: messages in, parts out. */
export interface Model {
  /** The provider's name of the model. */
  readonly name: string;
  /**
   * Asks the model. The parts end with exactly one `finish`; whatever goes wrong before that is thrown as ModelError.
   * Leaving the iteration early cancels the request.
   */
  stream(request: ModelRequest): AsyncIterable<ModelPart>;
}

export interface ModelRequest {
  messages: readonly Message[];
  tools?: readonly ToolDescription[];
  /** `none`: the tools are described, because earlier messages used them, but may not be called. @default "auto" */
  toolChoice?: "auto" | "none";
  signal?: AbortSignal;
}

/** What a model needs to know about a tool. */
export interface ToolDescription {
  name: string;
  description: string;
  /** JSON Schema of an object. */
  parameters: Readonly<Record<string, unknown>>;
}

export type ModelPart =
  | { type: "text-delta"; text: string }
  | { type: "tool-call"; id: string; name: string; arguments: string }
  | { type: "finish"; reason: FinishReason; usage?: ProviderUsage };

export type FinishReason = "stop" | "length" | "tool-calls" | "content-filter" | "unknown";

/** Tokens as the provider counted them. */
export interface ProviderUsage {
  inputTokens: number;
  outputTokens: number;
}
