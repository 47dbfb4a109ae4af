import { randomUUID } from "node:crypto";
import type { Exchange, Reply } from "../http/exchange.ts";
import { type CutEffect, type ServeContext, serve } from "../http/serve.ts";
import { maskSecret } from "../record/masking.ts";
import { complete, replyStreaming, replyWhole } from "./completion.ts";
import { answerAsDemo } from "./demo.ts";
import { ModelFailure } from "./failure.ts";
import { readModelRequest } from "./request.ts";
import { countTokens } from "./tokens.ts";
import { type ModelAnswer, type ModelRequest, textOf } from "./types.ts";

export interface ModelOptions {
  /** API keys that are accepted. Default `["sk-simulator"]`. */
  readonly keys?: readonly string[];
  /** Pace of the demo model: time to the first piece, default 300 ms, and between pieces, default 12 ms. */
  readonly firstTokenMs?: number;
  readonly tokenMs?: number;
  /** What the `instant` model says. Default `ok`. */
  readonly instantText?: string;
  /** Longest prompt in tokens. Default 128 000. */
  readonly contextTokens?: number;
  /** Further names under which the demo model answers. */
  readonly aliases?: readonly string[];
}

/** Answers in place of the built-in models. Undefined leaves the request to them. */
export type Responder = (request: ModelRequest) => ModelAnswer | undefined | Promise<ModelAnswer | undefined>;

/** The OpenAI-compatible model. Built in: `demo`, a script, and `instant`, a fixed short answer without delay. */
export interface Model {
  /** Sets what answers from now on, for every model name; `undefined` brings the built-in models back. */
  respond(responder: Responder | undefined): void;
  /** Answers a request for a path under `/v1/`; false for other paths. */
  handle(exchange: Exchange): Promise<void> | false;
}

export function createModel(serving: ServeContext, options: ModelOptions = {}, mark = ""): Model {
  const state: ModelState = {
    serving,
    options,
    keys: new Set(options.keys ?? ["sk-simulator"]),
    mark,
    responder: undefined,
  };
  return {
    respond: (responder) => {
      state.responder = responder;
    },
    handle: (exchange) => {
      if (!exchange.path.startsWith("/v1/")) return false;
      return exchange.path === "/v1/chat/completions" && exchange.method === "POST"
        ? serveChat(state, exchange)
        : serveOther(state, exchange);
    },
  };
}

interface ModelState {
  readonly serving: ServeContext;
  readonly options: ModelOptions;
  readonly keys: ReadonlySet<string>;
  /** Begins every text. */
  readonly mark: string;
  responder: Responder | undefined;
}

function serveChat(state: ModelState, exchange: Exchange): Promise<void> {
  const read = readQuietly(exchange);
  const request = read instanceof ModelFailure ? undefined : read;
  const requestId = randomUUID();
  const { model, stream } = request ?? {};
  const subject = { operation: "model.chat", requestId, body: request, model, stream: stream ?? false };
  return serve(state.serving, exchange, subject, (cut) =>
    answerRefusing(async () => {
      checkKey(state, exchange);
      if (read instanceof ModelFailure) throw read;
      return chat(state, exchange, read, requestId, cut);
    }),
  );
}

async function chat(
  state: ModelState,
  exchange: Exchange,
  request: ModelRequest,
  requestId: string,
  cut: CutEffect | undefined,
): Promise<Reply | undefined> {
  checkLength(state, request);
  const answer = (await state.responder?.(request)) ?? answerBuiltIn(state, request);
  const completion = complete(request, marked(answer, state.mark), requestId, state.serving.clock.now());
  if (!request.stream) return replyWhole(completion);
  await replyStreaming(exchange.response, completion, request.stream_options?.include_usage ?? false, cut);
  return undefined;
}

function marked(answer: ModelAnswer, mark: string): ModelAnswer {
  return answer.text === undefined ? answer : { ...answer, text: mark + answer.text };
}

function answerBuiltIn({ options }: ModelState, request: ModelRequest): ModelAnswer {
  if (request.model === "instant") return { text: options.instantText ?? "ok" };
  if (!namesOf(options).includes(request.model)) throw unknownModel(request.model);
  const { firstTokenMs = 300, tokenMs = 12 } = options;
  return { ...answerAsDemo(request), firstTokenMs, tokenMs };
}

function serveOther(state: ModelState, exchange: Exchange): Promise<void> {
  const subject = { operation: "model.list", requestId: randomUUID() };
  return serve(state.serving, exchange, subject, () =>
    answerRefusing(async () => {
      checkKey(state, exchange);
      const names = namesOf(state.options);
      const data = names.map((id) => ({ id, object: "model", created: 0, owned_by: "simulator" }));
      if (exchange.method === "GET" && exchange.path === "/v1/models")
        return { status: 200, body: { object: "list", data } };
      const name = exchange.method === "GET" ? /^\/v1\/models\/(.+)$/.exec(exchange.path)?.[1] : undefined;
      if (name === undefined) throw new ModelFailure(404, null, `Invalid URL (${exchange.method} ${exchange.path})`);
      const found = data.find(({ id }) => id === name);
      if (!found) throw unknownModel(name);
      return { status: 200, body: found };
    }),
  );
}

async function answerRefusing(answer: () => Promise<Reply | undefined>): Promise<Reply | undefined> {
  try {
    return await answer();
  } catch (error) {
    if (error instanceof ModelFailure) return error.toReply();
    throw error;
  }
}

function readQuietly(exchange: Exchange): ModelRequest | ModelFailure {
  try {
    return readModelRequest(exchange.body);
  } catch (error) {
    if (error instanceof ModelFailure) return error;
    throw error;
  }
}

function checkKey({ keys }: ModelState, exchange: Exchange): void {
  const key = /^Bearer (.+)$/.exec(exchange.headers.authorization ?? "")?.[1];
  if (key === undefined) throw new ModelFailure(401, null, "You didn't provide an API key.");
  if (!keys.has(key)) throw new ModelFailure(401, "invalid_api_key", `Incorrect API key provided: ${maskSecret(key)}.`);
}

function checkLength({ options }: ModelState, request: ModelRequest): void {
  const limit = options.contextTokens ?? 128_000;
  const tokens = request.messages.reduce((sum, message) => sum + countTokens(textOf(message)), 0);
  if (tokens <= limit) return;
  const text = `This model's maximum context length is ${limit} tokens. However, your messages resulted in ${tokens} tokens.`;
  throw new ModelFailure(400, "context_length_exceeded", text, "messages");
}

function namesOf({ aliases = [] }: ModelOptions): string[] {
  return ["demo", "instant", ...aliases];
}

function unknownModel(name: string): ModelFailure {
  return new ModelFailure(
    404,
    "model_not_found",
    `The model \`${name}\` does not exist or you do not have access to it.`,
  );
}
