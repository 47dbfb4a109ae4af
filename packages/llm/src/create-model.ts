import OpenAI from "openai";
import { toChatMessages, toChatTools } from "./convert-messages.ts";
import { createDeadline, type Deadline } from "./deadline.ts";
import type { Model, ModelPart, ModelRequest } from "./model.ts";
import { ModelError } from "./model-error.ts";
import { readReply } from "./read-reply.ts";
import { toModelError } from "./to-model-error.ts";

export interface ModelOptions {
  /** Address of an OpenAI-compatible provider, with its `/v1`. @default OpenAI's own */
  baseUrl?: string;
  apiKey: string;
  /** The provider's name of the model. */
  name: string;
  /** How long a whole reply may take. @default 60000 */
  timeoutMs?: number;
  /** How long a stream that has begun may be silent. @default 30000 */
  idleTimeoutMs?: number;
  /** Whether the model understands images; one that does not is told that there was one. @default true */
  images?: boolean;
  /** How often the client itself tries again, before the first part only. @default 0, because the queue retries */
  maxRetries?: number;
  /** @default the global fetch */
  fetch?: typeof globalThis.fetch;
}

type Chunk = OpenAI.Chat.Completions.ChatCompletionChunk;
type RequestBody = OpenAI.Chat.Completions.ChatCompletionCreateParamsStreaming;

/** The limits of one call, and how to name the model in a message. */
interface Call {
  client: OpenAI;
  deadline: Deadline;
  subject: string;
  timeoutMs: number;
  idleTimeoutMs: number;
}

/** A model behind the chat completions of any OpenAI-compatible provider. Opens nothing until it is asked. */
export function createModel(options: ModelOptions): Model {
  const { name, images = true, timeoutMs = 60_000, idleTimeoutMs = 30_000 } = options;
  const client = createClient(options, timeoutMs);
  const subject = `the model ${name} at ${new URL(client.baseURL).host}`;
  return {
    name,
    async *stream(request: ModelRequest): AsyncGenerator<ModelPart> {
      using deadline = createDeadline({ signal: request.signal, timeoutMs, idleTimeoutMs });
      const call = { client, deadline, subject, timeoutMs, idleTimeoutMs };
      const chunks = await open(call, toBody(request, name, images));
      yield* readReply(watch(call, chunks), subject);
    },
  };
}

function createClient(options: ModelOptions, timeoutMs: number): OpenAI {
  return new OpenAI({
    baseURL: options.baseUrl ?? "https://api.openai.com/v1",
    apiKey: options.apiKey,
    // Given explicitly, or the client would read them from the environment.
    organization: null,
    project: null,
    adminAPIKey: null,
    webhookSecret: null,
    maxRetries: options.maxRetries ?? 0,
    timeout: timeoutMs,
    // It would log to the console.
    logLevel: "off",
    ...(options.fetch && { fetch: options.fetch }),
  });
}

function toBody({ messages, tools = [], toolChoice }: ModelRequest, model: string, images: boolean): RequestBody {
  return {
    model,
    messages: toChatMessages(messages, { images }),
    stream: true,
    stream_options: { include_usage: true },
    // An empty list is refused by OpenAI itself.
    ...(tools.length > 0 && { tools: toChatTools(tools) }),
    ...(tools.length > 0 && toolChoice && { tool_choice: toolChoice }),
  };
}

async function open(call: Call, body: RequestBody): Promise<AsyncIterable<Chunk>> {
  try {
    return await call.deadline.race(
      call.client.chat.completions.create(body, { signal: call.deadline.signal }).then((stream) => stream),
    );
  } catch (error) {
    throw toEndError(call) ?? toModelError(error, call.subject);
  }
}

/** Passes the chunks on, under the time limits, with typed errors. */
async function* watch(call: Call, chunks: AsyncIterable<Chunk>): AsyncGenerator<Chunk> {
  const iterator = chunks[Symbol.asyncIterator]();
  for (;;) {
    const next = await nextChunk(call, iterator);
    call.deadline.gotMore();
    // The client ends an aborted stream as if it were complete.
    const ended = toEndError(call);
    if (ended !== undefined) throw ended;
    if (next.done === true) return;
    yield next.value;
    // Not before the first chunk: some models think for a long time before it.
    call.deadline.expectMore();
  }
}

async function nextChunk(call: Call, iterator: AsyncIterator<Chunk>): Promise<IteratorResult<Chunk>> {
  try {
    return await call.deadline.race(iterator.next());
  } catch (error) {
    throw toEndError(call) ?? toModelError(error, call.subject);
  }
}

function toEndError({ deadline, subject, timeoutMs, idleTimeoutMs }: Call): ModelError | undefined {
  if (deadline.reason === undefined) return undefined;
  if (deadline.reason === "aborted") return new ModelError("aborted", `the request to ${subject} was stopped`);
  const what =
    deadline.reason === "timeout"
      ? `gave no complete answer within ${timeoutMs} ms`
      : `sent nothing for ${idleTimeoutMs} ms in the middle of its reply`;
  return new ModelError("timeout", `${subject} ${what}`);
}
