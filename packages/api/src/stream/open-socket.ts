import http, { type Agent } from "node:http";
import https from "node:https";
import { type RawData, WebSocket } from "ws";
import { DingTalkError, type DingTalkErrorCode } from "../errors/dingtalk-error.ts";
import { proxyFailure } from "../errors/network-error.ts";
import { Connection } from "./connection.ts";
import type { StreamClock, StreamTimes } from "./options.ts";

/** A frame so many times larger than the largest that is read ends the connection; others too large are only dropped. */
const hardLimitFactor = 16;

export interface OpenSocketOptions {
  /** With the ticket; never logged. */
  readonly url: URL;
  readonly times: StreamTimes;
  readonly clock: StreamClock;
  /** Node's global one when undefined. */
  readonly agent: Agent | undefined;
  /** Larger ones are dropped by whoever gets the messages. */
  readonly maxFrameBytes: number;
  /** Gets every message; must not throw. */
  readonly onMessage: (data: Buffer, connection: Connection) => void;
  readonly signal: AbortSignal;
}

/**
 * Opens a WebSocket.
 * @throws DingTalkError when it cannot be opened in time, or the signal ends the try
 */
export async function openSocket(options: OpenSocketOptions): Promise<Connection> {
  const { url, times, signal, maxFrameBytes } = options;
  // Without one the WebSocket would go straight to DingTalk, past a proxy that every other request takes.
  const agent = options.agent ?? (url.protocol === "wss:" ? https : http).globalAgent;
  const socket = new WebSocket(url, {
    handshakeTimeout: times.handshakeTimeoutMs,
    maxPayload: hardLimitFactor * maxFrameBytes,
    // A broken character must not end the connection, nor lose the message around it.
    skipUTF8Validation: true,
    perMessageDeflate: false,
    agent,
  });
  // The limit of `ws` does not cover everything, such as a name that does not resolve.
  const limited = AbortSignal.any([signal, AbortSignal.timeout(times.handshakeTimeoutMs + 1_000)]);
  try {
    return await untilOpen(socket, options, limited);
  } catch (error) {
    socket.terminate();
    throw error;
  }
}

function untilOpen(socket: WebSocket, options: OpenSocketOptions, signal: AbortSignal): Promise<Connection> {
  const { promise, resolve, reject } = Promise.withResolvers<Connection>();
  let connection: Connection | undefined;
  const fail = (error: DingTalkError): void => (connection === undefined ? reject(error) : undefined);
  const abort = (): void => {
    fail(
      options.signal.aborted ? failure("the client stopped", "aborted") : failure("no handshake in time", "timeout"),
    );
  };

  socket.on("open", () => {
    signal.removeEventListener("abort", abort);
    connection = new Connection(socket, options.times, options.clock);
    resolve(connection);
  });
  socket.on("message", (data) => {
    if (connection !== undefined) options.onMessage(toBuffer(data), connection);
  });
  socket.on("ping", () => connection?.sawPing());
  socket.on("pong", () => connection?.sawSign());
  socket.on("unexpected-response", (_, { statusCode = 0 }) =>
    fail(failure(`HTTP ${statusCode}`, "unavailable", statusCode)),
  );
  // Without a listener an error would end the process. It may come without a close, and after one.
  socket.on("error", (error: NodeJS.ErrnoException) => {
    fail(failure(proxyFailure(error) ?? error.code ?? "handshake failed", "network"));
    connection?.end(1006, error.code ?? "socket error");
  });
  socket.on("close", (code, reason) => {
    fail(failure("closed during the handshake", "network"));
    connection?.end(code, reason.toString().slice(0, 100));
  });
  if (signal.aborted) abort();
  else signal.addEventListener("abort", abort);
  return promise;
}

function failure(why: string, code: DingTalkErrorCode, httpStatus?: number): DingTalkError {
  const message = `The Stream WebSocket could not be opened: ${why}.`;
  return new DingTalkError(message, { code, operation: "streamOpenConnection", httpStatus });
}

function toBuffer(data: RawData): Buffer {
  if (Array.isArray(data)) return Buffer.concat(data);
  return Buffer.isBuffer(data) ? data : Buffer.from(data);
}
