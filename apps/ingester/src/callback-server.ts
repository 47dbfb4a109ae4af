/** The port to which DingTalk's callbacks come, for tenants that do not (only) receive over Stream. */
import { createServer, type Server } from "node:http";
import { type CallbackApp, type CallbackKind, createCallbackReceiver } from "@dt/api/callback";
import { type Logger, listen } from "@dt/runtime";

/** Limits of a request. DingTalk gives up after a few seconds; whoever sends slower only holds a connection. */
const REQUEST_MS = 10_000;
const IDLE_MS = 30_000;
/** Requests in hand have this long when the service stops; a handler has 5 s. */
const STOP_MS = 5500;
/** Bodies of events are read before anybody knows who sent them, 1 MiB each at most. */
const MAX_CONNECTIONS = 256;

export interface CallbackServerOptions {
  /** 0 picks a free port and logs it. */
  readonly port: number;
  readonly host: string;
  readonly find: (tenantId: string) => CallbackApp | undefined;
  readonly logger: Logger;
  readonly onAnswered: (about: { readonly kind: CallbackKind; readonly status: number }) => void;
  /** How long a request may take to arrive, its head half of it. @default 10_000 */
  readonly requestMs?: number;
}

export interface CallbackServer extends AsyncDisposable {
  readonly url: string;
  /** Takes nothing new, and fulfils when every request in hand is answered. */
  close(): Promise<void>;
}

/** @throws StartupError when the port cannot be opened */
export async function openCallbackServer(options: CallbackServerOptions): Promise<CallbackServer> {
  const { port, host, find, logger, onAnswered, requestMs = REQUEST_MS } = options;
  const receiver = createCallbackReceiver({ find, logger, onAnswered });
  const times = {
    headersTimeout: requestMs / 2,
    requestTimeout: requestMs,
    keepAliveTimeout: IDLE_MS,
    // How often the others are looked at.
    connectionsCheckingInterval: Math.min(1000, requestMs / 10),
  };
  const server = createServer(times, (request, response) => void receiver.handle(request, response));
  server.maxConnections = MAX_CONNECTIONS;
  const settings = { port: "DT_CALLBACK_PORT", host: "DT_CALLBACK_HOST" };
  const address = await listen(server, { port, host, settings });
  logger.info({ ...address }, "callback port open");
  async function close(): Promise<void> {
    await closeServer(server);
    receiver.close();
  }
  return { url: address.url, close, [Symbol.asyncDispose]: close };
}

async function closeServer(server: Server): Promise<void> {
  if (!server.listening) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(() => server.closeAllConnections(), STOP_MS);
  // Idle connections end with it, the others with their answer.
  server.close(() => resolve());
  await promise;
  clearTimeout(timer);
}
