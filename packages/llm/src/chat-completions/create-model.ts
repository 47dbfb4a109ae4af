import OpenAI from "openai";
import { ModelError } from "../errors/model-error.ts";
import { toModelError } from "../errors/to-model-error.ts";
import type { Model, ModelPart, ModelRequest } from "../model.ts";
import { createDeadline, type Deadline } from "../transport/deadline.ts";
import { httpFetch } from "../transport/http-fetch.ts";
import { toChatMessages, toChatTools } from "./convert-messages.ts";
import { readChunks } from "./read-chunks.ts";
import { readReply } from "./read-reply.ts";

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
  /** @default one over `node:http`, which is cheaper than the global fetch */
  fetch?: typeof globalThis.fetch;
}

type RequestBody = OpenAI.Chat.Completions.ChatCompletionCreateParamsStreaming;

/** The limits of a call, and how to name the model in a message. */
interface Limits {
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
      try {
        const response = await deadline.race(open(client, toBody(request, name, images), deadline.signal));
        yield* readReply(readChunks(response, deadline), subject);
      } catch (error) {
        throw toEndError(deadline, { subject, timeoutMs, idleTimeoutMs }) ?? toModelError(error, subject);
      }
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
    fetch: options.fetch ?? httpFetch,
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

/** The response as it comes: the package's own reading of streams costs more, and gives each connection up. */
function open(client: OpenAI, body: RequestBody, signal: AbortSignal): Promise<Response> {
  return client.chat.completions.create(body, { signal }).asResponse();
}

function toEndError({ reason }: Deadline, { subject, timeoutMs, idleTimeoutMs }: Limits): ModelError | undefined {
  if (reason === undefined) return undefined;
  if (reason === "aborted") return new ModelError("aborted", `the request to ${subject} was stopped`);
  const what =
    reason === "timeout"
      ? `gave no complete answer within ${timeoutMs} ms`
      : `sent nothing for ${idleTimeoutMs} ms in the middle of its reply`;
  return new ModelError("timeout", `${subject} ${what}`);
}
