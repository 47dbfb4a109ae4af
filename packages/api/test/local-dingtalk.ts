import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";
import type { Client } from "../src/client/client.ts";
import type { ClientOptions } from "../src/client/client-options.ts";
import { createClient } from "../src/client/create-client.ts";
import type { Clock } from "../src/time/clock.ts";

/** A request as the server saw it. */
export interface Received {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: IncomingMessage["headers"];
  readonly text: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/** An answer; `reset` breaks the connection after reading the request, `hang` never answers. */
export type Reply =
  | { readonly status?: number; readonly body: unknown; readonly headers?: Readonly<Record<string, string>> }
  | "reset"
  | "hang";

export interface LocalDingTalk {
  readonly url: string;
  /** Every request but those for tokens. */
  readonly received: readonly Received[];
  /** How often a token was asked for. */
  readonly tokenCalls: readonly Received[];
}

const tokenPaths = ["/v1.0/oauth2/accessToken", "/v1.0/oauth2/corpAccessToken", "/v1.0/oauth2/userAccessToken"];

/**
 * A server that hands out tokens `token-1`, `token-2`, … and answers every other request with `answer`, which gets the
 * request and its number from 0.
 */
export async function startLocalDingTalk(
  answer: (request: Received, index: number) => Reply | Promise<Reply>,
  answerToken: (request: Received, index: number) => Reply = (_, index) => ({
    body: { accessToken: `token-${index + 1}`, expireIn: 7_200 },
  }),
): Promise<LocalDingTalk> {
  const received: Received[] = [];
  const tokenCalls: Received[] = [];
  const server = createServer((request, response) => {
    read(request)
      .then(async (seen) => {
        if (tokenPaths.includes(seen.path)) return send(response, answerToken(seen, tokenCalls.push(seen) - 1));
        return send(response, await answer(seen, received.push(seen) - 1));
      })
      // A client may go away in the middle of its request.
      .catch((error: unknown) => {
        if (request.complete) throw error;
      });
  });
  const url = await listen(server);
  return { url, received, tokenCalls };
}

async function listen(server: Server): Promise<string> {
  const listening = Promise.withResolvers<void>();
  server.listen(0, "127.0.0.1", listening.resolve);
  await listening.promise;
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function read(request: IncomingMessage): Promise<Received> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString();
  const url = new URL(request.url ?? "/", "http://local");
  const json = request.headers["content-type"] === "application/json";
  return {
    method: request.method ?? "",
    path: decodeURIComponent(url.pathname),
    query: Object.fromEntries(url.searchParams),
    headers: request.headers,
    text,
    body: json ? (JSON.parse(text) as Record<string, unknown>) : {},
  };
}

function send(response: ServerResponse, reply: Reply): void {
  if (reply === "reset") response.socket?.destroy();
  else if (reply !== "hang") {
    const text = typeof reply.body === "string" ? reply.body : JSON.stringify(reply.body);
    response.writeHead(reply.status ?? 200, { "content-type": "application/json", ...reply.headers }).end(text);
  }
}

/** A clock that waits by moving itself forward at once, and remembers how long it was asked to wait. */
export function createTestClock(): Clock & { readonly waits: number[]; advance(ms: number): void } {
  let now = Date.UTC(2026, 0, 1);
  const waits: number[] = [];
  return {
    waits,
    now: () => now,
    advance: (ms) => {
      now += ms;
    },
    wait: async (ms, signal) => {
      signal?.throwIfAborted();
      waits.push(ms);
      now += ms;
      await Promise.resolve();
    },
  };
}

/** A client of the internal app `dingapp` that talks to the local server and waits on a test clock. */
export function createLocalClient({ url }: LocalDingTalk, options: Partial<ClientOptions> = {}): Client {
  return createClient({
    credentials: { appKey: "dingapp", appSecret: "secret-of-dingapp" },
    apiUrl: url,
    oapiUrl: url,
    clock: createTestClock(),
    random: () => 0,
    ...options,
  });
}
