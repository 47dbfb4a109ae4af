import { type ClientRequest, request as httpRequest, type IncomingMessage } from "node:http";
import { request as httpsRequest } from "node:https";

/** A response of `httpFetch` that went well: its text is read from the message. It has no body and no headers. */
export class StreamedResponse extends Response {
  readonly message: IncomingMessage;

  constructor(message: IncomingMessage) {
    super(null, { status: message.statusCode ?? 200 });
    this.message = message;
  }
}

/**
 * As much of `fetch` as the `openai` package needs, over `node:http`: a request takes a third of the processor time,
 * and its connection can be used again even if the reply is not read to its very end. Whatever is not a request with
 * a text, and what is redirected, is left to Node's own `fetch`.
 */
export async function httpFetch(input: string | URL | Request, init: RequestInit = {}): Promise<Response> {
  const { body } = init;
  if (input instanceof Request || typeof body !== "string") return fetch(input, init);
  init.signal?.throwIfAborted();
  const message = await send(String(input), body, init);
  const status = message.statusCode ?? 0;
  if (status >= 200 && status < 300) return new StreamedResponse(message);
  const text = await readAll(message);
  if (status >= 300 && status < 400) return fetch(input, init);
  return new Response(text, { status, headers: headersOf(message) });
}

async function send(url: string, body: string, init: RequestInit): Promise<IncomingMessage> {
  const first = begin(url, body, init);
  try {
    return await responseTo(first);
  } catch (error) {
    // The provider had given the connection up while nobody used it: the request never reached anybody.
    if (!first.reusedSocket || !isReset(error)) throw error;
    return await responseTo(begin(url, body, init));
  }
}

function begin(url: string, body: string, { method = "GET", headers, signal }: RequestInit): ClientRequest {
  const fields = Object.fromEntries(headers instanceof Headers ? headers : new Headers(headers));
  fields["content-length"] = String(Buffer.byteLength(body));
  const request = (url.startsWith("https:") ? httpsRequest : httpRequest)(url, { method, headers: fields });
  if (signal) endWith(signal, request);
  request.end(body);
  return request;
}

function responseTo(request: ClientRequest): Promise<IncomingMessage> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  request.on("response", resolve);
  request.on("error", reject);
  return promise;
}

function isReset(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ECONNRESET";
}

function endWith(signal: AbortSignal, request: ClientRequest): void {
  const end = (): void => void request.destroy(toError(signal.reason));
  signal.addEventListener("abort", end);
  request.on("close", () => signal.removeEventListener("abort", end));
}

function toError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error("the request was aborted", { cause: reason });
}

async function readAll(message: IncomingMessage): Promise<string> {
  message.setEncoding("utf8");
  let text = "";
  for await (const piece of message) text += String(piece);
  return text;
}

function headersOf({ headers }: IncomingMessage): [string, string][] {
  return Object.entries(headers).flatMap(([name, value]) => (typeof value === "string" ? [[name, value]] : []));
}
