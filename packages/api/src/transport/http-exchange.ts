import { type ClientRequest, request as httpRequest, type IncomingMessage } from "node:http";
import { request as httpsRequest } from "node:https";
import { pipeline } from "node:stream/promises";
import type { Answer } from "../errors/classify-answer.ts";
import { brokenConnection, interrupted, noConnection, timeLimit } from "../errors/network-error.ts";
import { encodeForm } from "./multipart.ts";
import type { Exchange, WireRequest } from "./transport.ts";

interface Host {
  readonly secure: boolean;
  /** Name and port as in the header. */
  readonly host: string;
  readonly hostname: string;
  readonly port: string;
}

const hostsByOrigin = new Map<string, Host>();

/**
 * Exchanges over `node:http`, with several times the throughput of `fetch` and exact knowledge of whether a request
 * left. Connections are kept in Node's global agents.
 */
export const httpExchange: Exchange = (wire) => {
  const { operation, signal, timeoutMs } = wire;
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const content = contentOf(wire);
  const [request, secure] = open(wire, content);
  const hasLeft = watchConnection(request, secure);

  // The signal and the timer are by hand: AbortSignal.any and AbortSignal.timeout cost more than the rest of the call.
  const end = (reason: unknown): void => {
    settle();
    reject(interrupted(operation, reason, hasLeft()));
    // It may say nothing of that, while it waits for a tunnel through a proxy.
    request.destroy();
  };
  const abort = (): void => end(signal?.reason);
  const timer = setTimeout(() => end(timeLimit(timeoutMs)), timeoutMs);
  signal?.addEventListener("abort", abort);
  const settle = (): void => {
    clearTimeout(timer);
    signal?.removeEventListener("abort", abort);
  };
  const fail = (error: unknown): void => {
    settle();
    reject(hasLeft() ? brokenConnection(operation, error) : noConnection(operation, error));
  };
  const succeed = (answer: Answer): void => {
    settle();
    resolve(answer);
  };
  request.on("error", fail);
  request.on("response", (response) => readText(response, succeed, fail));
  content.write(request, fail);
  return promise;
};

/** What follows the head of a request. */
interface Content {
  readonly headers: readonly string[];
  readonly write: (request: ClientRequest, fail: (error: unknown) => void) => void;
}

function contentOf({ body, onUploadProgress = () => {} }: WireRequest): Content {
  if (body instanceof FormData) {
    const { contentType, byteLength, chunks } = encodeForm(body);
    const headers = ["content-type", contentType, "content-length", String(byteLength)];
    return { headers, write: (request, fail) => void pipeline(chunks(onUploadProgress), request).catch(fail) };
  }
  const headers = body === undefined ? [] : ["content-length", String(Buffer.byteLength(body))];
  return { headers, write: (request) => void request.end(body) };
}

function open(
  { url, method, headers: named }: WireRequest,
  content: Content,
): [request: ClientRequest, secure: boolean] {
  const start = url.indexOf("/", "https://".length);
  const end = start === -1 ? url.length : start;
  const { secure, host, hostname, port } = hostOf(url.slice(0, end));
  const path = url.slice(end) || "/";
  // As a list: Node writes it as it stands, and keeps no headers that could still change.
  const headers = ["host", host];
  for (const name in named) headers.push(name, named[name] ?? "");
  headers.push(...content.headers);
  return [(secure ? httpsRequest : httpRequest)({ hostname, port, path, method, headers }), secure];
}

/** Only hosts are parsed, each once: calls go to few of them. */
function hostOf(origin: string): Host {
  const known = hostsByOrigin.get(origin);
  if (known !== undefined) return known;
  const { protocol, host, hostname, port } = new URL(origin);
  const read = { secure: protocol === "https:", host, hostname: hostname.replaceAll(/^\[|\]$/g, ""), port };
  hostsByOrigin.set(origin, read);
  return read;
}

/** Nothing of a request leaves before its connection stands. */
function watchConnection(request: ClientRequest, secure: boolean): () => boolean {
  let left = false;
  request.on("socket", (socket) => {
    if (!socket.connecting) left = true;
    else socket.once(secure ? "secureConnect" : "connect", () => (left = true));
  });
  return () => left;
}

function readText(response: IncomingMessage, succeed: (answer: Answer) => void, fail: (error: unknown) => void): void {
  const chunks: Buffer[] = [];
  response.on("data", (chunk: Buffer) => void chunks.push(chunk));
  response.on("error", fail);
  response.on("end", () => {
    const [first] = chunks;
    const whole = chunks.length === 1 && first !== undefined ? first : Buffer.concat(chunks);
    succeed({ status: response.statusCode ?? 0, headers: headersOf(response), text: whole.toString() });
  });
}

function headersOf({ headers }: IncomingMessage): Answer["headers"] {
  return {
    get(name) {
      const value = headers[name];
      return typeof value === "string" ? value : null;
    },
  };
}
