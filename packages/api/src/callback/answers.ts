import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from "node:http";

/** What a callback is answered with. */
export interface Answer {
  readonly status: number;
  readonly body: object;
  readonly headers?: OutgoingHttpHeaders;
}

/** None of them tells which apps exist. */
export const answers = {
  /** The robot says nothing by this way; replies go out by themselves. */
  noReply: { status: 200, body: { msgtype: "empty" } },
  unreadable: { status: 400, body: { error: "the request cannot be read" } },
  refused: { status: 401, body: { error: "the signature is missing, wrong or older than an hour" } },
  notFound: { status: 404, body: { error: "there is nothing here" } },
  notAllowed: { status: 405, body: { error: "callbacks come by POST" }, headers: { allow: "POST" } },
  tooLarge: { status: 413, body: { error: "the body is too large" } },
  failed: { status: 503, body: { error: "not stored: send it again" }, headers: { "retry-after": "5" } },
} as const satisfies Record<string, Answer>;

/** Sends an answer, and ends a connection whose request was not read to its end. */
export function sendAnswer(request: IncomingMessage, response: ServerResponse, answer: Answer): void {
  const { status, body, headers } = answer;
  const text = JSON.stringify(body);
  const ending = request.complete ? {} : { connection: "close" };
  const type = { "content-type": "application/json; charset=utf-8", "content-length": String(Buffer.byteLength(text)) };
  response.writeHead(status, { ...type, ...headers, ...ending }).end(text);
}
