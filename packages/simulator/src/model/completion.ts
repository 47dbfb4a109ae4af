import type { ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { type Reply, resetConnection } from "../http/exchange.ts";
import type { CutEffect } from "../http/serve.ts";
import { errorBody } from "./failure.ts";
import { countTokens, toPieces } from "./tokens.ts";
import { type ModelAnswer, type ModelRequest, textOf } from "./types.ts";

interface Usage {
  readonly prompt_tokens: number;
  readonly completion_tokens: number;
  readonly total_tokens: number;
}

export interface Completion {
  readonly id: string;
  /** Seconds. */
  readonly created: number;
  readonly model: string;
  readonly answer: ModelAnswer;
  readonly finishReason: string;
  readonly usage: Usage;
}

/** Completes the answer with what the request limits and what it costs. */
export function complete(request: ModelRequest, answer: ModelAnswer, id: string, now: number): Completion {
  const limit = request.max_completion_tokens ?? request.max_tokens;
  const pieces = limit === undefined ? [] : toPieces(answer.text ?? "");
  const isCut = limit !== undefined && pieces.length > limit;
  const text = isCut ? pieces.slice(0, limit).join("") : answer.text;
  const calls = answer.toolCalls?.map((call) => argumentsText(call.arguments)).join("") ?? "";
  const prompt = request.messages.reduce((sum, message) => sum + 4 + countTokens(textOf(message)), 0);
  const completion = countTokens((text ?? "") + calls);
  const natural = answer.toolCalls?.length ? "tool_calls" : "stop";
  return {
    id: `chatcmpl-${id}`,
    created: Math.floor(now / 1_000),
    model: request.model,
    answer: text === undefined ? answer : { ...answer, text },
    finishReason: isCut ? "length" : (answer.finishReason ?? natural),
    usage: { prompt_tokens: prompt, completion_tokens: completion, total_tokens: prompt + completion },
  };
}

/** The whole answer at once. */
export async function replyWhole(completion: Completion): Promise<Reply> {
  const { answer, id, created, model, usage, finishReason } = completion;
  const pieces = answer.tokenMs ? toPieces(answer.text ?? "").length : 0;
  const waitMs = (answer.firstTokenMs ?? 0) + pieces * (answer.tokenMs ?? 0);
  if (waitMs > 0) await sleep(waitMs);
  const toolCalls = answer.toolCalls?.map((call, index) => toolCall(id, call, index));
  const message = {
    role: "assistant",
    content: answer.text ?? null,
    refusal: null,
    ...(toolCalls && { tool_calls: toolCalls }),
  };
  const choices = [{ index: 0, message, logprobs: null, finish_reason: finishReason }];
  return { status: 200, body: { id, object: "chat.completion", created, model, choices, usage } };
}

/** The answer piece by piece as server-sent events; ends early when the client leaves. */
export async function replyStreaming(
  response: ServerResponse,
  completion: Completion,
  includeUsage: boolean,
  cut: CutEffect | undefined,
): Promise<void> {
  const { answer } = completion;
  const headers = { "content-type": "text/event-stream; charset=utf-8", "cache-control": "no-cache" };
  const events = toEvents(completion, includeUsage);
  if (!cut && !answer.firstTokenMs && !answer.tokenMs) {
    const text = events.join("");
    response.writeHead(200, { ...headers, "content-length": Buffer.byteLength(text) }).end(text);
    return;
  }
  response.writeHead(200, headers);
  response.flushHeaders();
  if (answer.firstTokenMs) await sleep(answer.firstTokenMs);
  for (const [index, event] of events.entries()) {
    if (response.destroyed) return;
    if (cut && index >= cut.afterChunks) return endEarly(response, cut);
    response.write(event);
    if (answer.tokenMs) await sleep(answer.tokenMs);
  }
  response.end();
}

function endEarly(response: ServerResponse, { how }: CutEffect): void {
  if (how === "reset") resetConnection(response);
  else if (how === "end") response.end();
  else if (how === "error")
    response.end(toEvent(errorBody("The server had an error while processing your request.", null)));
}

function toEvents(completion: Completion, includeUsage: boolean): string[] {
  const { answer, id, created, model, usage, finishReason } = completion;
  const common = { id, object: "chat.completion.chunk", created, model };
  // What all chunks share is encoded once.
  const begin = `data: ${JSON.stringify(common).slice(0, -1)},"choices":[{"index":0,"delta":`;
  const chunk = (delta: object, finish: string | null = null): string =>
    `${begin}${JSON.stringify(delta)},"logprobs":null,"finish_reason":${JSON.stringify(finish)}}]}\n\n`;
  const isPaced = Boolean(answer.tokenMs || answer.firstTokenMs);
  const texts = answer.text ? (isPaced ? toPieces(answer.text) : [answer.text]) : [];
  return [
    chunk({ role: "assistant", content: "" }),
    ...texts.map((content) => chunk({ content })),
    ...(answer.toolCalls ?? []).flatMap((call, index) => toolChunks(id, call, index).map((delta) => chunk(delta))),
    chunk({}, finishReason),
    ...(includeUsage ? [toEvent({ ...common, choices: [], usage })] : []),
    "data: [DONE]\n\n",
  ];
}

/** First the name, then the arguments in two parts, as real models send them. */
function toolChunks(id: string, call: { readonly name: string; readonly arguments: unknown }, index: number): object[] {
  const whole = toolCall(id, call, index);
  const text = whole.function.arguments;
  const half = Math.ceil(text.length / 2);
  const begin = { ...whole, index, function: { name: call.name, arguments: "" } };
  const parts = [text.slice(0, half), text.slice(half)].filter((part) => part !== "");
  const rest = parts.map((part) => ({ tool_calls: [{ index, function: { arguments: part } }] }));
  return [{ tool_calls: [begin] }, ...rest];
}

function toolCall(
  id: string,
  call: { readonly name: string; readonly arguments: unknown },
  index: number,
): { id: string; type: "function"; function: { name: string; arguments: string } } {
  return {
    id: `call_${id.slice(-12)}_${index}`,
    type: "function",
    function: { name: call.name, arguments: argumentsText(call.arguments) },
  };
}

/** Text is sent as it is, so that a test can send malformed arguments. */
function argumentsText(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value ?? {});
}

function toEvent(data: object): string {
  return `data: ${JSON.stringify(data)}\n\n`;
}
