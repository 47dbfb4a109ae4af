import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Logger } from "../logging/logger.ts";
import type { Metrics } from "../metrics/metrics.ts";
import { listen } from "./listen.ts";

/** Answers one request; a throw or rejection becomes a 500. */
export type Route = (request: IncomingMessage, response: ServerResponse) => void | Promise<void>;

export interface HealthServerOptions {
  /** 0 picks a free port. */
  port: number;
  /** @default "127.0.0.1" */
  host?: string;
  /** Reasons not to be ready, in words; an empty list means ready. */
  ready: () => readonly string[] | Promise<readonly string[]>;
  /** How long that may take before it counts as a reason itself. @default 2000 */
  readinessLimitMs?: number;
  metrics: Metrics;
  logger: Logger;
  /** More routes, by method and path: `"GET /sessions"`. */
  routes?: Readonly<Record<string, Route>>;
}

export interface HealthServer extends AsyncDisposable {
  readonly port: number;
  /** `http://host:port`. */
  readonly url: string;
  /** Stops listening and ends open connections. */
  close(): Promise<void>;
}

/**
 * Serves `/healthz` (the process runs), `/readyz` (200, or 503 with reasons) and `/metrics`.
 * Throws StartupError when the port cannot be opened.
 */
export async function createHealthServer(options: HealthServerOptions): Promise<HealthServer> {
  const { port, host = "127.0.0.1", logger } = options;
  const routes = toRoutes(options);
  const server = createServer((request, response) => {
    void answer(routes, request, response, logger);
  });
  const settings = { port: "DT_HTTP_PORT", host: "DT_HTTP_HOST" };
  const address = await listen(server, { port, host, settings });
  logger.info({ ...address }, "health port open");
  const close = () => closeServer(server);
  return { ...address, close, [Symbol.asyncDispose]: close };
}

function toRoutes(options: HealthServerOptions): Map<string, Route> {
  const { metrics, routes = {} } = options;
  return new Map<string, Route>([
    ...Object.entries(routes),
    ["GET /healthz", (_request, response) => sendJson(response, 200, { status: "ok" })],
    [
      "GET /readyz",
      async (_request, response) => {
        const reasons = await findReasons(options);
        if (reasons.length === 0) sendJson(response, 200, { status: "ready" });
        else sendJson(response, 503, { status: "not ready", reasons });
      },
    ],
    [
      "GET /metrics",
      async (_request, response) => {
        const text = await metrics.render();
        response.writeHead(200, { "content-type": metrics.contentType }).end(text);
      },
    ],
  ]);
}

async function answer(
  routes: Map<string, Route>,
  request: IncomingMessage,
  response: ServerResponse,
  logger: Logger,
): Promise<void> {
  const path = request.url?.split("?")[0] ?? "/";
  const method = request.method === "HEAD" ? "GET" : request.method;
  const route = routes.get(`${method} ${path}`);
  if (route === undefined) return sendJson(response, 404, { error: `there is no ${method} ${path} here` });
  try {
    await route(request, response);
  } catch (error) {
    logger.error({ method, path, error }, "request failed");
    if (response.headersSent) response.destroy();
    else sendJson(response, 500, { error: "this request failed; the service's log says why" });
  }
}

/** Writes a JSON answer. */
export function sendJson(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { "content-type": "application/json; charset=utf-8" }).end(`${JSON.stringify(value)}\n`);
}

/** A check that hangs or fails is itself a reason. */
async function findReasons({ ready, readinessLimitMs = 2_000 }: HealthServerOptions): Promise<readonly string[]> {
  const { promise, resolve } = Promise.withResolvers<readonly string[]>();
  const timer = setTimeout(() => resolve(["the readiness check takes too long"]), readinessLimitMs);
  try {
    return await Promise.race([ready(), promise]);
  } catch {
    return ["the readiness check failed"];
  } finally {
    clearTimeout(timer);
  }
}

async function closeServer(server: Server): Promise<void> {
  if (!server.listening) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  server.close(() => resolve());
  // Scrapers keep connections open; they would hold up the stop.
  server.closeAllConnections();
  await promise;
}
