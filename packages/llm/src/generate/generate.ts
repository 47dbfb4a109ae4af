import { ModelError } from "../errors/model-error.ts";
import type { AssistantMessage, Message, ToolMessage } from "../message.ts";
import type { Model, ToolDescription } from "../model.ts";
import { createToolbox, runTool } from "../tools/run-tool.ts";
import type { Tool } from "../tools/tool.ts";
import { askInTurn, type FallbackListener, type ModelReply } from "./ask-in-turn.ts";
import { addUsage, type Usage } from "./usage.ts";

export interface GenerateOptions {
  /** Asked in this order: the next one when the one before cannot answer. */
  models: readonly Model[];
  messages: readonly Message[];
  tools?: readonly Tool[];
  signal?: AbortSignal;
  /**
   * Called with the whole text so far whenever there is more of it. When a model fails in the middle and another
   * takes over, the text becomes shorter once.
   */
  onText?: (textSoFar: string) => void;
  onFallback?: FallbackListener;
  /** Called with what each reply of a model cost, also when it broke off, was thrown away, or nothing comes of it all. */
  onUsage?: (usage: Usage) => void;
  /** How often the model is asked at most; the last time it may not call tools. @default 8 */
  maxSteps?: number;
  /** How long one tool may take. @default 30000 */
  toolTimeoutMs?: number;
}

export interface Generation {
  /** The whole answer; ends with a mark when the model ran out of room. */
  text: string;
  /** The model ran out of room. */
  truncated: boolean;
  usage: Usage;
  /** How often a model was asked. */
  steps: number;
  /** The name of the model that spoke last. */
  model: string;
  /** What to add to the conversation: answers, tool calls and their results, in order. */
  messages: (AssistantMessage | ToolMessage)[];
}

/** Stands at the end of an answer for which the model had no room left. */
export const truncationMark = " […]";

/** What a generation has come to. */
interface Progress {
  texts: string[];
  messages: Generation["messages"];
  usage: Usage;
}

/**
 * Has a conversation answered: asks the model, runs the tools that it calls, one after the other in its order, tells
 * it the results, and so on until it answers without a call. Throws ModelError when no model can answer.
 */
export async function generate(options: GenerateOptions): Promise<Generation> {
  const { tools = [], maxSteps = 8, signal = new AbortController().signal } = options;
  const toolbox = createToolbox(tools);
  const progress: Progress = { texts: [], messages: [], usage: { inputTokens: 0, outputTokens: 0, estimated: false } };
  let { models } = options;
  for (let step = 1; ; step += 1) {
    const isLast = step >= maxSteps;
    const reply = await askNext({ ...options, models, tools: tools.map(toDescription) }, progress, isLast);
    // A model that failed once in this turn is not asked again.
    models = models.slice(reply.modelIndex);
    record(reply, progress, isLast);
    if (reply.toolCalls.length === 0 || isLast) return toGeneration(reply, progress, step, models);
    for (const call of reply.toolCalls) {
      progress.messages.push(await runTool(call, toolbox, { signal, timeoutMs: options.toolTimeoutMs ?? 30_000 }));
    }
  }
}

function askNext(
  options: Omit<GenerateOptions, "tools"> & { tools: readonly ToolDescription[] },
  progress: Progress,
  isLast: boolean,
): Promise<ModelReply> {
  const { models, messages, tools, signal, onText, onFallback, onUsage } = options;
  return askInTurn({
    models,
    request: {
      messages: [...messages, ...progress.messages],
      tools,
      ...(isLast && { toolChoice: "none" as const }),
      ...(signal && { signal }),
    },
    onText: (text) => onText?.(joinTexts([...progress.texts, text])),
    onFallback,
    onUsage,
  });
}

function record({ text, toolCalls, usage }: ModelReply, progress: Progress, isLast: boolean): void {
  progress.texts.push(text);
  progress.usage = addUsage(progress.usage, usage);
  // Calls of the last step are not run; without results they must not stand in the conversation.
  const calls = isLast ? [] : toolCalls;
  progress.messages.push({ role: "assistant", content: text, ...(calls.length > 0 && { toolCalls: calls }) });
}

function toGeneration(reply: ModelReply, progress: Progress, steps: number, models: readonly Model[]): Generation {
  const truncated = reply.reason === "length";
  const text = joinTexts(progress.texts);
  const model = models[0]?.name ?? "";
  // A provider that does not know tool_choice may call tools to the very end.
  if (text === "")
    throw new ModelError("empty_answer", `the model ${model} called tools ${steps} times without an answer`);
  return {
    text: truncated ? `${text}${truncationMark}` : text,
    truncated,
    usage: progress.usage,
    steps,
    model,
    messages: progress.messages,
  };
}

/** What the model says before a tool call and after it are paragraphs of one answer. */
function joinTexts(texts: readonly string[]): string {
  return texts.filter((text) => text.trim() !== "").join("\n\n");
}

function toDescription({ name, description, parameters }: Tool): ToolDescription {
  return { name, description, parameters };
}
