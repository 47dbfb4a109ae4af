import { onTestFinished } from "vitest";
import { WebSocket } from "ws";
import type { Simulator } from "../src/simulator/types.ts";
import { defaultApp } from "../src/world/default-world.ts";
import type { App } from "../src/world/types.ts";
import { post } from "./simulator.ts";

export interface Frame {
  readonly type: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly data: string;
}

export const allTopics = [
  { type: "EVENT", topic: "*" },
  { type: "CALLBACK", topic: "/v1.0/im/bot/messages/get" },
  { type: "CALLBACK", topic: "/v1.0/card/instances/callback" },
];

export interface StreamClientOptions {
  readonly app?: App;
  readonly subscriptions?: readonly { readonly type: string; readonly topic: string }[];
  /** What is answered to each push; `undefined` answers nothing. Default: code 200 to everything. */
  readonly answer?: (frame: Frame) => { readonly code: number; readonly data?: string } | undefined;
}

/** A plain client of the Stream gateway that keeps all it receives. */
export interface StreamClient {
  readonly socket: WebSocket;
  /** Frames that could be read, SYSTEM pings included. */
  readonly frames: Frame[];
  /** Everything that arrived, as text. */
  readonly raw: string[];
  /** Pushes, without SYSTEM frames. */
  pushes(): Frame[];
  answer(messageId: string, code?: number, data?: string): void;
}

export async function openTicket(simulator: Simulator, options: StreamClientOptions = {}): Promise<string> {
  const { app = defaultApp, subscriptions = allTopics } = options;
  const credentials = { clientId: app.appKey, clientSecret: app.appSecret };
  const { body } = await post(`${simulator.apiUrl}/v1.0/gateway/connections/open`, { ...credentials, subscriptions });
  return `${String(body.endpoint)}?ticket=${String(body.ticket)}`;
}

/** Connects; rejects with the status of the upgrade when it is refused. */
export async function connectStream(simulator: Simulator, options: StreamClientOptions = {}): Promise<StreamClient> {
  const socket = new WebSocket(await openTicket(simulator, options));
  onTestFinished(() => socket.terminate());
  const client = createClient(socket);
  socket.on("message", (bytes: Buffer) => {
    client.raw.push(bytes.toString());
    const frame = parse(bytes);
    if (!frame) return;
    client.frames.push(frame);
    const reply = options.answer ? options.answer(frame) : { code: 200 };
    if (reply) client.answer(frame.headers.messageId ?? "", reply.code, "data" in reply ? reply.data : undefined);
  });
  await new Promise((resolve, reject) => {
    socket.on("open", resolve);
    socket.on("error", reject);
  });
  return client;
}

function createClient(socket: WebSocket): StreamClient {
  const frames: Frame[] = [];
  return {
    socket,
    frames,
    raw: [],
    pushes: () => frames.filter(({ type }) => type !== "SYSTEM"),
    answer: (messageId, code = 200, data = '{"response":null}') => {
      const headers = { messageId, contentType: "application/json" };
      socket.send(JSON.stringify({ code, headers, message: "OK", data }));
    },
  };
}

function parse(bytes: Buffer): Frame | undefined {
  try {
    const frame = JSON.parse(bytes.toString()) as Partial<Frame> | null;
    return frame?.headers && typeof frame.type === "string" ? (frame as Frame) : undefined;
  } catch {
    return undefined;
  }
}
