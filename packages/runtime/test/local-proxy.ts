import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from "node:http";
import { type AddressInfo, connect, type Server, type Socket } from "node:net";
import type { Duplex } from "node:stream";

export interface LocalProxyOptions {
  /** `user:password`; others are refused with 407. @default nobody is asked */
  readonly credentials?: string;
  /** The port on this machine that stands for a host and port such as `api.dingtalk.test:443`; undefined: 502. */
  readonly resolve: (authority: string) => number | undefined;
}

/** An HTTP proxy on this machine, which knows hosts that nobody else resolves. */
export interface LocalProxy {
  readonly host: string;
  /** With user and password. */
  readonly url: string;
  /** Host and port of each tunnel and request that was let through, in order. */
  readonly passed: readonly string[];
  /** How often it refused. */
  readonly refused: number;
  /** Connections that are open. */
  readonly open: number;
  close(): Promise<void>;
}

/** Tunnels by CONNECT, and forwards what is asked with a whole address. */
export async function startLocalProxy({ credentials, resolve }: LocalProxyOptions): Promise<LocalProxy> {
  const passed: string[] = [];
  const sockets = new Set<Socket>();
  let refused = 0;
  const wanted = credentials && `Basic ${Buffer.from(credentials).toString("base64")}`;
  /** The port to go on to, or the status of the refusal. */
  const admit = (authority: string, authorization: string | undefined): { port: number } | { status: number } => {
    const port = resolve(authority);
    const status = authorization === wanted ? 502 : 407;
    if (status === 407 || port === undefined) {
      refused += 1;
      return { status };
    }
    passed.push(authority);
    return { port };
  };
  const server = createServer((request, response) => {
    const { host, pathname, search } = new URL(request.url ?? "");
    const admitted = admit(host, request.headers["proxy-authorization"]);
    if ("status" in admitted) return void response.writeHead(admitted.status).end();
    return forward(request, response, { port: admitted.port, path: pathname + search });
  });
  server.on("connect", ({ url = "", headers }, client: Socket) => {
    const admitted = admit(url, headers["proxy-authorization"]);
    if ("status" in admitted)
      return void client.end(`HTTP/1.1 ${admitted.status} Refused\r\ncontent-length: 0\r\n\r\n`);
    const target = connect(admitted.port, "127.0.0.1", () => client.write("HTTP/1.1 200 Connected\r\n\r\n"));
    joinSockets(client, target);
  });
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  const port = await listenLocally(server);
  return {
    host: `127.0.0.1:${port}`,
    url: `http://${credentials === undefined ? "" : `${credentials}@`}127.0.0.1:${port}`,
    passed,
    get refused() {
      return refused;
    },
    get open() {
      return sockets.size;
    },
    close: () => closeServer(server, sockets),
  };
}

/** Asks a server on this machine the same, and passes its answer on. */
export function forward(
  request: IncomingMessage,
  response: ServerResponse,
  to: { readonly port: number; readonly path: string | undefined },
): void {
  const { method, headers } = request;
  const onward = httpRequest({ host: "127.0.0.1", ...to, method, headers });
  onward.on("response", (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
  });
  onward.on("error", () => response.destroy());
  request.pipe(onward);
}

/** What one of them says, the other one hears, to the end of both. */
export function joinSockets(client: Duplex, target: Duplex): void {
  client.pipe(target).pipe(client);
  client.on("error", () => {}).on("close", () => target.destroy());
  target.on("error", () => {}).on("close", () => client.destroy());
}

/** Resolves with the port. */
export async function listenLocally(server: Server): Promise<number> {
  const listening = Promise.withResolvers<void>();
  server.once("error", listening.reject).listen(0, "127.0.0.1", listening.resolve);
  await listening.promise;
  return (server.address() as AddressInfo).port;
}

/** Ends its connections too. */
export async function closeServer(server: Server, sockets: Iterable<Socket>): Promise<void> {
  const closed = Promise.withResolvers<void>();
  server.close(() => closed.resolve());
  for (const socket of sockets) socket.destroy();
  await closed.promise;
}
