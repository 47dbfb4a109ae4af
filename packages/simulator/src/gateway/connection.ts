import { randomUUID } from "node:crypto";
import type { Socket } from "node:net";
import type { WebSocket } from "ws";
import type { SimulatorRecord } from "../record/record.ts";
import type { Clock, TimerHandle } from "../world/clock.ts";
import { type DownstreamFrame, encodeFrame, type FrameType } from "./frames.ts";
import type { StreamOptions } from "./options.ts";
import type { Grant } from "./tickets.ts";

export interface ConnectionContext {
  readonly clock: Clock;
  readonly record: SimulatorRecord;
  readonly options: Required<StreamOptions>;
  newFrameId(): string;
}

/** `leaving`: the `disconnect` frame was sent; answers are read, nothing new is pushed. */
export type ConnectionState = "open" | "leaving" | "closed";

/** One WebSocket of one app, seen from the server. */
export class Connection {
  readonly id = randomUUID();
  readonly appKey: string;
  readonly openedAt: number;
  /** Called with the bytes of each frame from the client. */
  onFrame: (bytes: Buffer) => void = () => {};
  onStateChange: () => void = () => {};
  #state: ConnectionState = "open";
  #isHalfOpen = false;
  #unansweredPings = new Set<string>();
  readonly #topics: ReadonlySet<string>;
  readonly #socket: WebSocket;
  readonly #tcp: Socket;
  readonly #context: ConnectionContext;
  readonly #timers = new Set<TimerHandle>();

  constructor(grant: Grant, socket: WebSocket, tcp: Socket, context: ConnectionContext) {
    this.appKey = grant.appKey;
    this.#topics = new Set(grant.subscriptions.map(({ type, topic }) => `${type} ${topic}`));
    this.#socket = socket;
    this.#tcp = tcp;
    this.#context = context;
    this.openedAt = context.clock.now();
    socket.on("message", (bytes: Buffer) => this.onFrame(bytes));
    socket.on("error", () => socket.terminate());
    socket.on("close", (code) => this.#closed(`code ${code}`));
    this.#begin();
  }

  get state(): ConnectionState {
    return this.#state;
  }

  get isHalfOpen(): boolean {
    return this.#isHalfOpen;
  }

  /** SYSTEM pings that the client has not answered. */
  get unansweredPings(): number {
    return this.#unansweredPings.size;
  }

  isSubscribed(type: FrameType, topic: string): boolean {
    return this.#topics.has(`${type} ${type === "EVENT" ? "*" : topic}`);
  }

  send(frame: DownstreamFrame): void {
    const text = encodeFrame(frame);
    this.sendRaw(text);
    this.#context.record.addFrame({
      at: this.#context.clock.now(),
      appKey: this.appKey,
      connectionId: this.id,
      direction: "sent",
      type: frame.type,
      topic: frame.headers.topic ?? "",
      frameId: frame.headers.messageId ?? "",
      bytes: text.length,
    });
  }

  /** Sends anything at all, as a text frame or, for a buffer, as a binary one. */
  sendRaw(data: string | Buffer): void {
    if (this.#isHalfOpen || this.#socket.readyState !== this.#socket.OPEN) return;
    this.#socket.send(data);
  }

  /** Sends a WebSocket ping, or a pong that nobody asked for. */
  sendControl(kind: "ping" | "pong", data = ""): void {
    if (this.#isHalfOpen || this.#socket.readyState !== this.#socket.OPEN) return;
    this.#socket[kind](data, false, () => {});
  }

  /** Announces the end and brings it after the silence. */
  disconnect(reason = "connection is expired"): void {
    if (this.#state !== "open") return;
    this.#sendSystem("disconnect", { reason });
    this.#change("leaving", reason);
    this.#after(this.#context.options.disconnectSilenceMs, () => this.#socket.terminate());
  }

  /** From now on the connection is deaf and mute, yet open: no answer to pings, nothing read, nothing sent. */
  halfOpen(): void {
    this.#isHalfOpen = true;
    this.#socket.pause();
  }

  /** TCP reset. */
  reset(): void {
    this.#tcp.resetAndDestroy();
  }

  /** WebSocket close with a code, 1006 (no close frame) unless told otherwise. */
  close(code = 1006): void {
    if (code === 1006) this.#socket.terminate();
    else this.#socket.close(code);
  }

  /** Takes the id of an answered SYSTEM ping; false when it is none. */
  answerPing(frameId: string): boolean {
    return this.#unansweredPings.delete(frameId);
  }

  #begin(): void {
    const { announce, pingEveryMs, keepaliveEveryMs, maxAgeMs } = this.#context.options;
    if (announce) {
      this.#sendSystem("CONNECTED", {});
      this.#sendSystem("REGISTERED", {});
    }
    if (pingEveryMs > 0) this.#every(pingEveryMs, () => this.#ping());
    if (keepaliveEveryMs > 0) this.#every(keepaliveEveryMs, () => this.#sendSystem("KEEPALIVE", {}));
    if (maxAgeMs > 0) this.#after(maxAgeMs, () => this.disconnect());
  }

  #ping(): void {
    if (this.#state !== "open") return;
    this.#unansweredPings.add(this.#sendSystem("ping", { opaque: randomUUID() }));
  }

  #sendSystem(topic: string, data: object): string {
    const messageId = this.#context.newFrameId();
    const time = String(this.#context.clock.now());
    const headers = { topic, contentType: "application/json", messageId, time };
    this.send({ type: "SYSTEM", headers, data: JSON.stringify(data) });
    return messageId;
  }

  #after(delayMs: number, action: () => void): void {
    const timer = this.#context.clock.after(delayMs, () => {
      this.#timers.delete(timer);
      action();
    });
    this.#timers.add(timer);
  }

  #every(intervalMs: number, action: () => void): void {
    this.#after(intervalMs, () => {
      action();
      if (this.#state !== "closed") this.#every(intervalMs, action);
    });
  }

  #closed(reason: string): void {
    for (const timer of this.#timers) timer.cancel();
    this.#change("closed", reason);
  }

  #change(state: "leaving" | "closed", reason: string): void {
    if (this.#state === state) return;
    this.#state = state;
    this.#context.record.addConnection({
      at: this.#context.clock.now(),
      appKey: this.appKey,
      connectionId: this.id,
      event: state === "leaving" ? "disconnecting" : "closed",
      reason,
    });
    this.onStateChange();
  }
}
