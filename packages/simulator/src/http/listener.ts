import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";

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

/** Listens on 127.0.0.1 only. Rejects with one clear sentence when the port is taken. */
export async function listen(options: ListenerOptions): Promise<Listener> {
  const server = createServer({ keepAliveTimeout: 65_000, requestTimeout: 0 }, options.handle);
  const sockets = trackSockets(server);
  if (options.upgrade) server.on("upgrade", options.upgrade);
  await start(server, options.port);
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
