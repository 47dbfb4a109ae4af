import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";

/** A request as the server saw it. */
export interface Received {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: IncomingMessage["headers"];
  readonly body: Readonly<Record<string, unknown>>;
}

export interface Reply {
  readonly status?: number;
  readonly body: unknown;
}

export interface LocalDingTalk {
  readonly url: string;
  /** The environment that leads dt here, with credentials. */
  readonly environment: Readonly<Record<string, string>>;
  /** Every request but those for tokens. */
  readonly received: readonly Received[];
  readonly tokenCalls: readonly Received[];
}

/** Answers by path; a path that is not listed is unknown to it. Tokens are `token-1`, `token-2` … */
export async function startLocalDingTalk(
  answers: Readonly<Record<string, (request: Received, index: number) => Reply | Promise<Reply>>>,
  answerToken: (request: Received) => Reply | undefined = () => undefined,
): Promise<LocalDingTalk> {
  const received: Received[] = [];
  const tokenCalls: Received[] = [];
  const reply = async (request: Received): Promise<Reply> => {
    if (request.path === "/v1.0/oauth2/accessToken") {
      tokenCalls.push(request);
      return answerToken(request) ?? { body: { accessToken: `token-${tokenCalls.length}`, expireIn: 7_200 } };
    }
    received.push(request);
    const answer = answers[`${request.method} ${request.path}`] ?? answers[request.path];
    return (await answer?.(request, received.length - 1)) ?? { body: { errcode: 404, errmsg: "unknown path" } };
  };
  const server = createServer((request, response) => {
    void read(request).then(async (seen) => send(response, await reply(seen)));
  });
  const listening = Promise.withResolvers<void>();
  server.listen(0, "127.0.0.1", listening.resolve);
  await listening.promise;
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const environment = {
    DINGTALK_API_URL: url,
    DINGTALK_OAPI_URL: url,
    DINGTALK_APP_KEY: "dingapp",
    DINGTALK_APP_SECRET: "secret-of-dingapp",
  };
  return { url, environment, received, tokenCalls };
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
    body: json ? (JSON.parse(text) as Record<string, unknown>) : {},
  };
}

function send(response: ServerResponse, { status = 200, body }: Reply): void {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  response.writeHead(status, { "content-type": "application/json" }).end(text);
}
