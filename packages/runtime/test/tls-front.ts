import { readFileSync } from "node:fs";
import { request as httpRequest, type IncomingMessage } from "node:http";
import { createServer } from "node:https";
import type { Socket } from "node:net";
import { join } from "node:path";
import type { Duplex } from "node:stream";
import { closeServer, forward, joinSockets, listenLocally } from "./local-proxy.ts";

/** The certificate of `*.dingtalk.test` and `model.test`; Node trusts it by `NODE_EXTRA_CA_CERTS`. */
export const certificateFile = join(import.meta.dirname, "tls/certificate.pem");

export interface TlsFront {
  readonly port: number;
  close(): Promise<void>;
}

/** Stands with TLS before a web server on this machine, which is called by its own address; WebSockets come through too. */
export async function startTlsFront(target: number): Promise<TlsFront> {
  const sockets = new Set<Socket>();
  const [cert, key] = [certificateFile, join(import.meta.dirname, "tls/key.pem")].map((file) => readFileSync(file));
  const server = createServer({ cert, key }, (request, response) => {
    request.headers.host = `127.0.0.1:${target}`;
    forward(request, response, { port: target, path: request.url });
  });
  server.on("upgrade", (request, socket) => upgrade(request, socket, target));
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  const port = await listenLocally(server);
  return { port, close: () => closeServer(server, sockets) };
}

function upgrade({ url, headers }: IncomingMessage, client: Duplex, port: number): void {
  const onward = httpRequest({
    host: "127.0.0.1",
    port,
    path: url,
    headers: { ...headers, host: `127.0.0.1:${port}` },
  });
  onward.on("upgrade", ({ rawHeaders }, socket, head) => {
    const lines = rawHeaders.flatMap((name, index) => (index % 2 === 0 ? [`${name}: ${rawHeaders[index + 1]}`] : []));
    client.write(["HTTP/1.1 101 Switching Protocols", ...lines, "", ""].join("\r\n"));
    client.write(head);
    joinSockets(client, socket);
  });
  onward.on("error", () => client.destroy()).end();
}
