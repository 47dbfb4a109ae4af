import { timingSafeEqual } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import { StreamableHTTPServerTransport } from "@modelcontextprotocol/sdk/server/streamableHttp.js";
import { CliError } from "../cli-error.ts";

export interface HttpOptions {
  readonly host: string;
  /** 0 picks a free one. */
  readonly port: number;
  /** Demanded as bearer token: every user of the machine reaches the port. */
  readonly token: string;
  readonly createServer: () => McpServer;
}

export interface HttpServer {
  readonly url: string;
  close(): Promise<void>;
}

const mostBytes = 32 * 1_048_576;

/** Serves MCP over streamable HTTP on `/mcp`. Requests stand for themselves: nothing is kept between them. */
export async function serveHttp(options: HttpOptions): Promise<HttpServer> {
  const server = createServer((request, response) => {
    void handle(options, request, response).catch(() => refuse(response, 500, "The request failed."));
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", (cause: NodeJS.ErrnoException) => reject(cannotListen(options, cause)));
    server.listen(options.port, options.host, resolve);
  });
  const { port } = server.address() as AddressInfo;
  const host = options.host.includes(":") ? `[${options.host}]` : options.host;
  return {
    url: `http://${host}:${port}/mcp`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function cannotListen({ host, port }: HttpOptions, cause: NodeJS.ErrnoException): CliError {
  const why = cause.code === "EADDRINUSE" ? "the port is taken" : (cause.code ?? "unknown");
  return new CliError("UNAVAILABLE", `dt mcp cannot listen on ${host}:${port}: ${why}.`, {
    hint: "Choose another --port.",
  });
}

async function handle(options: HttpOptions, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const problem = refusalOf(options, request);
  if (problem !== undefined) return refuse(response, ...problem);
  const body = await readJson(request);
  if (body === undefined) return refuse(response, 400, "The body must be JSON of at most 32 MiB.");
  const server = options.createServer();
  const transport = new StreamableHTTPServerTransport({ enableJsonResponse: true });
  response.once("close", () => {
    void transport.close();
    void server.close();
  });
  await server.connect(transport);
  await transport.handleRequest(request, response, body);
}

type Refusal = readonly [status: number, text: string];

function refusalOf({ host, token }: HttpOptions, request: IncomingMessage): Refusal | undefined {
  if (URL.parse(request.url ?? "/", "http://local")?.pathname !== "/mcp") return [404, "MCP is served on /mcp."];
  if (isLoopback(host) && !isLocalName(request)) return [403, "Only for programs of this machine."];
  if (!isAuthorised(request, token)) return [401, "Send Authorization: Bearer <token>."];
  return request.method === "POST" ? undefined : [405, "Only POST: this server keeps no session and pushes nothing."];
}

/** A web page that was made to resolve to this machine names itself in Host, and in Origin. */
function isLocalName({ headers }: IncomingMessage): boolean {
  const names = [`http://${headers.host ?? ""}`, ...(headers.origin === undefined ? [] : [headers.origin])];
  return names.every((name) => isLoopback(URL.parse(name)?.hostname ?? ""));
}

export function isLoopback(host: string): boolean {
  return ["127.0.0.1", "localhost", "::1", "[::1]"].includes(host);
}

function isAuthorised({ headers }: IncomingMessage, token: string): boolean {
  const [given, expected] = [Buffer.from(headers.authorization ?? ""), Buffer.from(`Bearer ${token}`)];
  return given.length === expected.length && timingSafeEqual(given, expected);
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += (chunk as Buffer).length;
    if (bytes > mostBytes) return undefined;
    chunks.push(chunk as Buffer);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString());
  } catch {
    return undefined;
  }
}

function refuse(response: ServerResponse, status: number, text: string): void {
  if (response.headersSent) return void response.end();
  const error = { jsonrpc: "2.0", error: { code: -32_000, message: text }, id: null };
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(error));
}
