export { createModel, type ModelOptions } from "./chat-completions/create-model.ts";
export { cutMiddle } from "./context/cut-middle.ts";
export { estimateTokens } from "./context/estimate-tokens.ts";
export { type FitOptions, fitContext } from "./context/fit-context.ts";
export { ModelError, type ModelErrorCode, type ModelErrorDetails } from "./errors/model-error.ts";
export type { FallbackListener } from "./generate/ask-in-turn.ts";
export { type GenerateOptions, type Generation, generate, truncationMark } from "./generate/generate.ts";
export type { Usage } from "./generate/usage.ts";
export type {
  AssistantMessage,
  Message,
  SystemMessage,
  ToolCall,
  ToolMessage,
  UserMessage,
  UserPart,
} from "./message.ts";
export type { FinishReason, Model, ModelPart, ModelRequest, ProviderUsage, ToolDescription } from "./model.ts";
export type { Tool, ToolArguments, ToolContext, ToolResult } from "./tools/tool.ts";
