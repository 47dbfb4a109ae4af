import { type CalmLogger, createCalmLogger } from "../logging/calm-logger.ts";
import type { Logger } from "../logging/logger.ts";
import { inTime } from "../time/in-time.ts";
import type { Connection } from "./connection.ts";
import { encodeAck, type FrameProblem, loggable, parseFrame, type StreamFrame } from "./frame.ts";
import { type Ack, noHandler, type Route } from "./routes.ts";

/** What came and what became of it, since the start. */
export interface StreamCounts {
  /** Pushes that were handed to a handler. */
  received: number;
  /** Pushes that were answered. */
  acknowledged: number;
  /** Pushes whose handler failed or took too long. */
  failed: number;
  /** Answers that could not be sent: the socket they belong to was gone. */
  lostAcknowledgements: number;
  /** Frames that could not be read. */
  malformed: number;
}

export interface DispatcherOptions {
  readonly maxInFlight: number;
  readonly maxFrameBytes: number;
  readonly handlerTimeoutMs: number;
  readonly logger: Logger;
  /** The limit of pushes in flight is reached, or left again. */
  readonly onFull: (full: boolean) => void;
}

interface Push {
  readonly frame: StreamFrame;
  /** The only socket on which an answer certainly counts. */
  readonly source: Connection;
  answered: boolean;
}

/** Hands frames to handlers and answers them on the socket they came from. Throws at no frame and no handler. */
export class Dispatcher {
  readonly counts: StreamCounts = { received: 0, acknowledged: 0, failed: 0, lostAcknowledgements: 0, malformed: 0 };
  readonly #options: DispatcherOptions;
  /** Whatever may go wrong with every push, as in an outage of the store. */
  readonly #calm: CalmLogger;
  readonly #routes = new Map<string, Route>();
  readonly #inFlight = new Set<Push>();
  #accepting = true;
  #full = false;
  #idle = Promise.withResolvers<void>();

  constructor(options: DispatcherOptions) {
    this.#options = options;
    this.#calm = createCalmLogger(options.logger);
    this.#idle.resolve();
  }

  get inFlight(): number {
    return this.#inFlight.size;
  }

  /** The limit of pushes in flight is reached; sockets should not be read. */
  get full(): boolean {
    return this.#full;
  }

  /** One handler per topic, so that a push is answered once. */
  route(topic: string, route: Route): void {
    this.#routes.set(topic, route);
  }

  has(topic: string): boolean {
    return this.#routes.has(topic);
  }

  /** Takes nothing new; fulfils when every push in flight is answered. */
  async drain(): Promise<void> {
    this.#accepting = false;
    await this.#idle.promise;
  }

  /** Tells the log what was held back. */
  close(): void {
    this.#calm.close();
  }

  receive(data: Buffer, source: Connection): void {
    try {
      this.#receive(data, source);
    } catch {
      // Nothing that comes over the wire may end the process, not even what nobody thought of.
      this.#drop("unexpected", data.length);
    }
  }

  #receive(data: Buffer, source: Connection): void {
    const frame = data.length > this.#options.maxFrameBytes ? "too_large" : parseFrame(data.toString());
    if (typeof frame === "string") return this.#drop(frame, data.length);
    source.sawFrame();
    if (frame.type === "SYSTEM") this.#system(frame, source);
    else if (this.#accepting) this.#push({ frame, source, answered: false });
  }

  /** Answers a push that is being handled, ahead of its handler's end. */
  answer(messageId: string, data: unknown): void {
    const push = [...this.#inFlight].find(({ frame }) => frame.messageId === messageId);
    if (push !== undefined) this.#acknowledge(push, { code: 200, message: "OK", data });
    else this.#options.logger.debug({ messageId: loggable(messageId) }, "answer to a push that is over");
  }

  #drop(problem: FrameProblem, bytes: number): void {
    this.counts.malformed += 1;
    this.#calm.warn({ problem, bytes }, "Stream frame dropped");
  }

  #system({ topic, messageId, data }: StreamFrame, source: Connection): void {
    if (topic === "ping") source.send(encodeAck(messageId, 200, "OK", data));
    else if (topic === "disconnect") source.replace(reasonOf(data));
    else this.#options.logger.debug({ topic: loggable(topic) }, "Stream system frame");
  }

  #push(push: Push): void {
    const { frame, source } = push;
    const route = this.#routes.get(frame.topic);
    if (route?.type !== frame.type) {
      source.send(encodeAck(frame.messageId, noHandler.code, noHandler.message, noHandler.data));
      this.#calm.warn({ topic: loggable(frame.topic), type: frame.type }, "Stream push without a handler");
      return;
    }
    this.counts.received += 1;
    this.#begin(push);
    void this.#handle(push, route).finally(() => this.#end(push));
  }

  async #handle(push: Push, route: Route): Promise<void> {
    const { topic, messageId } = push.frame;
    try {
      const result = await inTime(async () => route.handle(push.frame), this.#options.handlerTimeoutMs);
      this.#acknowledge(push, route.whenDone(result));
    } catch (error) {
      this.counts.failed += 1;
      this.#calm.error({ topic, messageId: loggable(messageId), error }, "Stream push not handled");
      const ack = route.whenFailed();
      if (ack !== undefined) this.#acknowledge(push, ack);
    }
  }

  #acknowledge(push: Push, { code, message, data }: Ack): void {
    if (push.answered) return;
    const { topic, messageId } = push.frame;
    const answer = encodeAck(messageId, code, message, data);
    push.answered = true;
    if (push.source.send(answer)) {
      this.counts.acknowledged += 1;
      return;
    }
    this.counts.lostAcknowledgements += 1;
    this.#calm.warn({ topic, messageId: loggable(messageId) }, "Stream answer lost: its connection is gone");
  }

  #begin(push: Push): void {
    if (this.#inFlight.size === 0) this.#idle = Promise.withResolvers();
    this.#inFlight.add(push);
    if (this.#inFlight.size >= this.#options.maxInFlight) this.#setFull(true);
  }

  #end(push: Push): void {
    this.#inFlight.delete(push);
    if (this.#inFlight.size <= this.#options.maxInFlight / 2) this.#setFull(false);
    if (this.#inFlight.size === 0) this.#idle.resolve();
  }

  #setFull(full: boolean): void {
    if (this.#full === full) return;
    this.#full = full;
    this.#options.onFull(full);
  }
}

function reasonOf(data: unknown): string {
  const reason = (data as { reason?: unknown } | null | undefined)?.reason;
  return typeof reason === "string" && /^[\x20-\x7e]{1,100}$/.test(reason) ? reason : "announced";
}
