import { createServer, type Server } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import type { Duplex } from "node:stream";
import { onTestFinished } from "vitest";
import { type WebSocket, WebSocketServer } from "ws";

/** An answer of the open call; `hang` never comes. */
export type OpenReply = { readonly status?: number; readonly body: unknown } | "hang";

/** What a client sent up. */
export interface Ack {
  readonly code: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly message: string;
  /** Decoded. */
  readonly data: unknown;
  /** Number of the connection it came over, from 0. */
  readonly connection: number;
}

export interface LocalGateway {
  readonly url: string;
  /** Bodies of open calls. */
  readonly opens: readonly Record<string, unknown>[];
  /** Tickets of handshakes. */
  readonly tickets: readonly string[];
  /** Every WebSocket, also those that are gone. */
  readonly sockets: readonly WebSocket[];
  /** Pings per connection. */
  readonly pings: readonly number[];
  /** Close codes per connection. */
  readonly closes: readonly (number | undefined)[];
  readonly acks: readonly Ack[];
  /** Answers open calls from now on; undefined: normally. */
  replyToOpen: OpenReply | undefined;
  /** Refuses handshakes with this status from now on; undefined: accepts. `hang` leaves them open. */
  refuseHandshake: number | "hang" | undefined;
  /** Whether pings are answered. */
  answersPings: boolean;
  /** Sends a frame over the connection with this number, by default the newest. */
  push(frame: object | string, connection?: number): void;
  /** Sends bytes that are no WebSocket frame. */
  breakProtocol(connection: number): void;
  close(): Promise<void>;
}

/** A gateway that hands out single-use tickets and records what clients do. */
export async function startLocalGateway(port = 0): Promise<LocalGateway> {
  const [opens, tickets, sockets, pings, closes, acks] = [[], [], [], [], [], []] as unknown as [
    Record<string, unknown>[],
    string[],
    WebSocket[],
    number[],
    (number | undefined)[],
    Ack[],
  ];
  const valid = new Set<string>();
  const server = createServer();
  const webSockets = new WebSocketServer({ noServer: true, autoPong: false });
  const raw = new Set<Socket>();
  const upgraded: Duplex[] = [];

  server.on("connection", (socket) => {
    raw.add(socket);
    socket.on("close", () => raw.delete(socket));
  });
  server.on("request", (request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      opens.push(JSON.parse(Buffer.concat(chunks).toString()) as Record<string, unknown>);
      const ticket = `ticket/${opens.length}`;
      valid.add(ticket);
      const endpoint = `ws://127.0.0.1:${(server.address() as AddressInfo).port}/connect`;
      const reply = gateway.replyToOpen ?? { body: { endpoint, ticket } };
      if (reply === "hang") return;
      const text = typeof reply.body === "string" ? reply.body : JSON.stringify(reply.body);
      response.writeHead(reply.status ?? 200, { "content-type": "application/json" }).end(text);
    });
  });
  server.on("upgrade", (request, socket, head) => {
    const ticket = new URL(request.url ?? "/", "http://local").searchParams.get("ticket") ?? "";
    tickets.push(ticket);
    if (gateway.refuseHandshake === "hang") return;
    const status = gateway.refuseHandshake ?? (valid.delete(ticket) ? undefined : 401);
    if (status !== undefined) {
      socket.end(`HTTP/1.1 ${status} Refused\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
      return;
    }
    webSockets.handleUpgrade(request, socket, head, (webSocket) => {
      upgraded.push(socket);
      accept(webSocket);
    });
  });

  function accept(socket: WebSocket): void {
    const number = sockets.push(socket) - 1;
    pings[number] = 0;
    socket.on("ping", (data) => {
      pings[number] = (pings[number] ?? 0) + 1;
      if (gateway.answersPings) socket.pong(data);
    });
    socket.on("error", () => {});
    socket.on("close", (code) => {
      closes[number] = code;
    });
    socket.on("message", (data: Buffer) => {
      const ack = JSON.parse(data.toString()) as Ack & { data: string };
      acks.push({ ...ack, data: JSON.parse(ack.data) as unknown, connection: number });
    });
  }

  const gateway: LocalGateway = {
    url: await listen(server, port),
    opens,
    tickets,
    sockets,
    pings,
    closes,
    acks,
    replyToOpen: undefined,
    refuseHandshake: undefined,
    answersPings: true,
    push(frame, connection = sockets.length - 1) {
      sockets[connection]?.send(typeof frame === "string" ? frame : JSON.stringify(frame));
    },
    breakProtocol(connection) {
      upgraded[connection]?.write(Buffer.from([0xff, 0xff]));
    },
    async close() {
      const closed = Promise.withResolvers<void>();
      server.close(() => closed.resolve());
      for (const socket of raw) socket.destroy();
      await closed.promise;
    },
  };
  onTestFinished(() => gateway.close().catch(() => {}));
  return gateway;
}

async function listen(server: Server, port: number): Promise<string> {
  const listening = Promise.withResolvers<void>();
  server.listen(port, "127.0.0.1", listening.resolve);
  await listening.promise;
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A frame as DingTalk sends it. */
export function makeFrame(type: string, topic: string, messageId: string, data: unknown = {}): object {
  const headers = { topic, messageId, contentType: "application/json", time: "1700000000000" };
  return { specVersion: "1.0", type, headers, data: JSON.stringify(data) };
}
