import { ModelFailure } from "./failure.ts";
import type { ModelMessage, ModelRequest } from "./types.ts";

const roles = new Set(["system", "developer", "user", "assistant", "tool"]);

const knownFields = new Set([
  ..."audio frequency_penalty function_call functions logit_bias logprobs max_completion_tokens max_tokens".split(" "),
  ..."messages metadata modalities model n parallel_tool_calls prediction presence_penalty reasoning_effort".split(" "),
  ..."prompt_cache_key response_format safety_identifier seed service_tier stop store stream stream_options".split(" "),
  ..."temperature tool_choice tools top_logprobs top_p user verbosity web_search_options".split(" "),
]);

/** Checks a chat completion request as strictly as OpenAI does. Throws a {@link ModelFailure}. */
export function readModelRequest(body: Buffer): ModelRequest {
  const request = parse(body);
  const unknown = Object.keys(request).find((field) => !knownFields.has(field));
  if (unknown) throw invalid(`Unrecognized request argument supplied: ${unknown}`, null);
  if (typeof request.model !== "string" || request.model === "")
    throw invalid("you must provide a model parameter", "model");
  const messages = request.messages;
  if (!Array.isArray(messages) || messages.length === 0) {
    throw invalid("Invalid 'messages': empty array. Expected an array with minimum length 1.", "messages");
  }
  messages.forEach(checkMessage);
  checkToolOrder(messages as ModelMessage[]);
  return request as unknown as ModelRequest;
}

function parse(body: Buffer): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(body.toString());
    if (typeof value === "object" && value !== null) return value as Record<string, unknown>;
  } catch {
    // The same answer as for JSON that is no object.
  }
  throw invalid("We could not parse the JSON body of your request.", null);
}

function checkMessage(message: unknown, index: number): void {
  const { role, content, tool_calls } = (message ?? {}) as Partial<Record<string, unknown>>;
  if (typeof role !== "string" || !roles.has(role)) {
    throw invalid(`Invalid value: '${String(role)}'.`, `messages[${index}].role`);
  }
  const hasContent = typeof content === "string" || (Array.isArray(content) && content.length > 0);
  const mayLack = role === "assistant" && Array.isArray(tool_calls);
  if (!hasContent && !mayLack) {
    throw invalid("Invalid value for 'content': expected a string or an array.", `messages[${index}].content`);
  }
}

/** Every tool call is answered right after it, and only tool calls are. */
function checkToolOrder(messages: readonly ModelMessage[]): void {
  let open = new Set<string>();
  messages.forEach((message, index) => {
    const param = `messages[${index}].role`;
    if (message.role === "tool") {
      const isExpected = open.delete(message.tool_call_id ?? "");
      if (isExpected) return;
      throw invalid("messages with role 'tool' must be a response to a preceding message with 'tool_calls'.", param);
    }
    if (open.size > 0) throw unansweredTools(open, param);
    open = new Set(message.tool_calls?.map(({ id }) => id));
  });
  if (open.size > 0) throw unansweredTools(open, "messages");
}

function unansweredTools(ids: ReadonlySet<string>, param: string): ModelFailure {
  const text =
    "An assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'.";
  return invalid(`${text} The following did not have response messages: ${[...ids].join(", ")}`, param);
}

function invalid(message: string, param: string | null): ModelFailure {
  return new ModelFailure(400, null, message, param);
}
