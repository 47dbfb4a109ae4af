import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { sendReply } from "./exchange.ts";
import { isTrusted } from "./is-trusted.ts";

const refusal = { status: 403, body: { error: { message: "Only pages of this address may call the simulator." } } };

export interface ListenerOptions {
  /** 0 picks a free port. */
  readonly port: number;
  readonly handle: (request: IncomingMessage, response: ServerResponse) => void;
  readonly upgrade?: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
}

export interface Listener {
  /** Such as `http://127.0.0.1:18080`, without a slash at the end. */
  readonly url: string;
  readonly port: number;
  /** Stops listening and drops every open connection. */
  close(): Promise<void>;
}

/** Listens on 127.0.0.1 only, and to no foreign page. Rejects with one clear sentence when the port is taken. */
export async function listen({ port: wanted, handle, upgrade }: ListenerOptions): Promise<Listener> {
  const server = createServer({ keepAliveTimeout: 65_000, requestTimeout: 0 }, (request, response) => {
    if (isTrusted(request)) handle(request, response);
    else sendReply(response, refusal);
  });
  const sockets = trackSockets(server);
  if (upgrade)
    server.on("upgrade", (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      if (isTrusted(request)) upgrade(request, socket, head);
      else socket.destroy();
    });
  await start(server, wanted);
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

/** Upgraded connections leave the server's own list, so they are remembered here. */
function trackSockets(server: Server): Set<Duplex> {
  const sockets = new Set<Duplex>();
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  return sockets;
}

function start(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      const taken = `Port ${port} is taken. Choose another port for the simulator, or 0 for a free one.`;
      reject(error.code === "EADDRINUSE" ? new Error(taken, { cause: error }) : error);
    });
    server.listen(port, "127.0.0.1", resolve);
  });
}
