import type { ServerResponse } from "node:http";
import type { Refusal } from "./types.ts";

/** Why a request of the chat page is not served: a status, a short code and a sentence. */
export class ChatRefusal extends Error {
  override readonly name = "ChatRefusal";
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** Sent with every answer: nothing of the page may be framed, guessed at, or told to other sites. */
export const safetyHeaders = {
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cross-origin-resource-policy": "same-origin",
} as const;

export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  const bytes = Buffer.from(JSON.stringify(body));
  response.writeHead(status, {
    ...safetyHeaders,
    "content-type": "application/json; charset=utf-8",
    "content-length": bytes.length,
    "cache-control": "no-store",
  });
  response.end(bytes);
}

export function sendRefusal(response: ServerResponse, refusal: ChatRefusal): void {
  const body: Refusal = { error: { code: refusal.code, message: refusal.message } };
  // What is left of a refused body is not read: the connection cannot serve another request.
  response.setHeader("connection", "close");
  sendJson(response, refusal.status, body);
}
