import { DingTalkError } from "../errors/dingtalk-error.ts";
import { streamOpenConnection } from "../operations/stream.ts";
import { buildRequest } from "../requests/build-request.ts";
import { createTransport, type Exchange } from "../transport/transport.ts";

export interface Subscription {
  readonly type: string;
  readonly topic: string;
}

export interface OpenRequest {
  readonly apiUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly userAgent: string;
  readonly subscriptions: readonly Subscription[];
  readonly timeoutMs: number;
  readonly exchange: Exchange;
  readonly signal: AbortSignal;
}

/**
 * Asks the gateway for a connection.
 * @returns the WebSocket URL with a ticket that lives 90 s and works once, so every try asks anew
 * @throws DingTalkError
 */
export async function askForEndpoint(request: OpenRequest): Promise<URL> {
  const { apiUrl, clientId, clientSecret, userAgent: ua, timeoutMs, signal } = request;
  const subscriptions = request.subscriptions.map(({ type, topic }) => ({ type, topic }));
  const input = { clientId, clientSecret, ua, subscriptions };
  const parts = buildRequest(streamOpenConnection, input, { api: apiUrl, oapi: apiUrl });
  const limited = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
  const send = createTransport(request.exchange);
  const answer = await send({ ...parts, signal: limited, timeoutMs, maxAttempts: 1, attempt: 1 });
  return toUrl(answer["endpoint"], answer["ticket"]);
}

function toUrl(endpoint: unknown, ticket: unknown): URL {
  const url = typeof endpoint === "string" ? URL.parse(endpoint) : null;
  if (url === null || !/^wss?:$/.test(url.protocol) || typeof ticket !== "string" || ticket === "") {
    const message = "streamOpenConnection answered without a usable WebSocket endpoint and ticket.";
    throw new DingTalkError(message, { code: "unavailable", operation: streamOpenConnection.name });
  }
  url.searchParams.set("ticket", ticket);
  return url;
}

/** Whether only a person can put a failure right, by changing credentials, settings or network. */
export function needsAPerson({ retryable, code }: DingTalkError): boolean {
  return !retryable && code !== "aborted";
}
