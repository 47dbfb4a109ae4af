import { readFileSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { join } from "node:path";
import { createServer } from "node:tls";
import { closeServer, listenLocally } from "./local-proxy.ts";

/** The certificate of `*.dingtalk.test` and `model.test`; Node trusts it by `NODE_EXTRA_CA_CERTS`. */
export const certificateFile = join(import.meta.dirname, "tls/certificate.pem");

export interface TlsFront {
  readonly port: number;
  close(): Promise<void>;
}

/** Stands with TLS before a server on this machine. */
export async function startTlsFront(target: number): Promise<TlsFront> {
  const sockets = new Set<Socket>();
  const [cert, key] = [certificateFile, join(import.meta.dirname, "tls/key.pem")].map((file) => readFileSync(file));
  const server = createServer({ cert, key }, (client) => {
    const onward = connect(target, "127.0.0.1");
    for (const [one, other] of [
      [client, onward],
      [onward, client],
    ] as const) {
      one.pipe(other);
      one.on("error", () => {}).on("close", () => other.destroy());
    }
  });
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  const port = await listenLocally(server);
  return { port, close: () => closeServer(server, sockets) };
}
