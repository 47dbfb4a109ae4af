import { type IncomingMessage, STATUS_CODES } from "node:http";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { type WebSocket, WebSocketServer } from "ws";
import type { Faults } from "../faults/faults.ts";
import type { SimulatorRecord } from "../record/record.ts";
import type { Clock } from "../world/clock.ts";
import type { Grant, Tickets } from "./tickets.ts";

export interface HandshakeOptions {
  readonly tickets: Tickets;
  readonly faults: Faults;
  readonly record: SimulatorRecord;
  readonly clock: Clock;
  readonly badTicketStatus: number;
  readonly onOpen: (grant: Grant, socket: WebSocket, tcp: Socket) => void;
}

/** Answers WebSocket upgrades at `/connect?ticket=…`. */
export function createHandshake(
  options: HandshakeOptions,
): (request: IncomingMessage, socket: Duplex, head: Buffer) => void {
  // No compression: it would cost far more than it saves on one machine.
  const server = new WebSocketServer({ noServer: true, perMessageDeflate: false, maxPayload: 8 * 1024 * 1024 });
  return (request, socket, head) => {
    socket.on("error", () => socket.destroy());
    const [path = "", query = ""] = (request.url ?? "").split("?");
    const grant =
      path === "/connect" ? options.tickets.redeem(new URLSearchParams(query).get("ticket") ?? "") : undefined;
    const accept = (): void => {
      server.handleUpgrade(request, socket, head, (webSocket) =>
        options.onOpen(grant as Grant, webSocket, socket as Socket),
      );
    };
    const act = async (): Promise<void> => {
      const verdict = await decide(options, path, grant);
      if (verdict === "hang" || socket.destroyed) return;
      if (verdict === "accept") accept();
      else refuse(options, socket, grant, verdict);
    };
    act().catch(() => socket.destroy());
  };
}

type Verdict = "accept" | "hang" | { readonly status: number; readonly body: string };

async function decide(
  { faults, badTicketStatus }: HandshakeOptions,
  path: string,
  grant: Grant | undefined,
): Promise<Verdict> {
  const effects = faults.strike("handshake", { operation: "stream.handshake", path, appKey: grant?.appKey });
  for (const effect of effects) {
    if (effect.type === "handshake-hang") return "hang";
    if (effect.type === "handshake-refuse") return { status: effect.status, body: effect.body ?? "" };
    await sleep(effect.ms);
  }
  if (path !== "/connect") return { status: 404, body: "" };
  return grant ? "accept" : { status: badTicketStatus, body: "" };
}

function refuse(
  { record, clock }: HandshakeOptions,
  socket: Duplex,
  grant: Grant | undefined,
  { status, body }: { readonly status: number; readonly body: string },
): void {
  const head = `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ""}`;
  socket.end(`${head}\r\nconnection: close\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  const reason = `HTTP ${status}`;
  record.addConnection({ at: clock.now(), event: "refused", reason, ...(grant && { appKey: grant.appKey }) });
}
