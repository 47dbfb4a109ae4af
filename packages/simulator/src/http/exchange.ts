import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http";

export type ListenerName = "api" | "oapi" | "control";

/** One HTTP request, read completely, with the place for its answer. */
export interface Exchange {
  readonly listener: ListenerName;
  readonly method: string;
  /** As it was sent: still percent-encoded, without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

/** An answer that is not sent yet. Objects are sent as JSON, strings and buffers as they are. */
export interface Reply {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

const noQuery = new URLSearchParams();
const largestBody = 30 * 1024 * 1024;

/** Reads the request. Rejects when the client goes away or sends more than 30 MiB. */
export async function readExchange(
  listener: ListenerName,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<Exchange> {
  const url = request.url ?? "/";
  const mark = url.indexOf("?");
  return {
    listener,
    method: request.method ?? "GET",
    path: mark < 0 ? url : url.slice(0, mark),
    query: mark < 0 ? noQuery : new URLSearchParams(url.slice(mark + 1)),
    headers: request.headers,
    body: await readBody(request),
    request,
    response,
  };
}

function readBody(request: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on("data", (chunk: Buffer) => {
      chunks.push(chunk);
      size += chunk.length;
      if (size > largestBody) request.destroy(new Error("The request body is larger than 30 MiB."));
    });
    request.on("end", () => resolve(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks)));
    request.on("error", reject);
    request.on("close", () => {
      if (!request.complete) reject(new Error("The client closed the connection before its request was complete."));
    });
  });
}

/** Sends the answer; does nothing when the connection is gone. */
export function sendReply(response: ServerResponse, reply: Reply): void {
  if (response.destroyed || response.headersSent) return;
  const [contentType, payload] = encode(reply.body);
  const length = Buffer.byteLength(payload);
  response.writeHead(reply.status, { "content-type": contentType, "content-length": length, ...reply.headers });
  response.end(payload);
}

/** Text stays text: Node sends it together with the headers in one piece. */
function encode(body: unknown): [contentType: string, payload: string | Buffer] {
  if (Buffer.isBuffer(body)) return ["application/octet-stream", body];
  if (typeof body === "string") return ["text/plain; charset=utf-8", body];
  return ["application/json;charset=utf-8", body === undefined ? "" : JSON.stringify(body)];
}

/** Ends the connection with a TCP reset, as a crashed router does. */
export function resetConnection(response: ServerResponse): void {
  response.socket?.resetAndDestroy();
}
