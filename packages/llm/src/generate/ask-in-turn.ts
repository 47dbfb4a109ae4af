import { ModelError } from "../errors/model-error.ts";
import type { Model, ModelRequest } from "../model.ts";
import { ask, type Reply, type ReplyListeners } from "./ask.ts";

/** Told when a model could not answer and the next one is asked. */
export type FallbackListener = (event: { from: string; to: string; error: ModelError }) => void;

export interface AskInTurnOptions extends ReplyListeners {
  /** In the order in which they are asked; at least one. */
  models: readonly Model[];
  request: ModelRequest;
  onFallback?: FallbackListener | undefined;
}

/** A reply, and who gave it. */
export interface ModelReply extends Reply {
  /** Its place in the list. */
  modelIndex: number;
}

/**
 * Asks one model after the other until one answers. What a failed one had begun to say is thrown away: its text is
 * replaced, and its tool calls were never run. When none answers, the error that is worth a retry is thrown.
 */
export async function askInTurn({ models, request, onFallback, ...listeners }: AskInTurnOptions): Promise<ModelReply> {
  const errors: ModelError[] = [];
  for (const [modelIndex, model] of models.entries()) {
    try {
      return { ...(await askForContent(model, request, listeners)), modelIndex };
    } catch (error) {
      if (!(error instanceof ModelError) || !mayAskAnother(error)) throw error;
      errors.push(error);
      const next = models[modelIndex + 1];
      if (next !== undefined) onFallback?.({ from: model.name, to: next.name, error });
    }
    listeners.onText("");
  }
  throw errors.find((error) => error.retryable) ?? errors[0] ?? new Error("no model was given: pass at least one");
}

/** A refusal of the content is an answer: asking elsewhere would go around the rules that the operator chose. */
function mayAskAnother({ code }: ModelError): boolean {
  return code !== "aborted" && code !== "content_refused";
}

/** An empty reply is usually chance: the model is asked once more. */
async function askForContent(model: Model, request: ModelRequest, listeners: ReplyListeners): Promise<Reply> {
  const first = await askOnce(model, request, listeners);
  if (hasContent(first)) return first;
  const second = await askOnce(model, request, listeners);
  if (hasContent(second)) return second;
  throw new ModelError("empty_answer", `the model ${model.name} gave an empty answer twice (${second.reason})`);
}

async function askOnce(model: Model, request: ModelRequest, listeners: ReplyListeners): Promise<Reply> {
  const reply = await ask(model, request, listeners);
  if (reply.reason !== "content-filter") return reply;
  throw new ModelError("content_refused", `the model ${model.name} stopped its answer by its content rules`);
}

function hasContent({ text, toolCalls }: Reply): boolean {
  return text.trim() !== "" || toolCalls.length > 0;
}
