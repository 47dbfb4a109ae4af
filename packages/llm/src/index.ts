export type { FallbackListener } from "./ask-in-turn.ts";
export { createModel, type ModelOptions } from "./create-model.ts";
export { cutMiddle } from "./cut-middle.ts";
export { estimateMessageTokens, estimateTokens } from "./estimate-tokens.ts";
export { type FitOptions, fitContext } from "./fit-context.ts";
export { type GenerateOptions, type Generation, generate, truncationMark } from "./generate.ts";
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
export { ModelError, type ModelErrorCode, type ModelErrorDetails } from "./model-error.ts";
export type { Tool, ToolArguments, ToolContext, ToolResult } from "./tool.ts";
export type { Usage } from "./usage.ts";
