import { WebSocket } from "ws";
import type { StreamClock, StreamTimes } from "./options.ts";

/** How far the clock on the wall may run away before it means that the machine slept. */
const clockJumpMs = 30_000;
/** After sleep a connection has this long to prove that it lives. */
const probeMs = 5_000;

/** A peer that leaves this much unread does not read at all, and what is kept for it only grows. */
const mostUnreadBytes = 16 * 1_048_576;

/** How a connection ended. `replace`: it still works, but another must take its place. */
export type Ending =
  | { readonly kind: "replace"; readonly reason: string }
  | { readonly kind: "closed"; readonly code: number; readonly reason: string };

/**
 * An open WebSocket with its one timer. It reports its end exactly once, whatever ends it: close or error of the
 * socket, silence, or a request to be replaced. After `replace` it stays readable and writable until it closes.
 */
export class Connection {
  readonly #socket: WebSocket;
  readonly #times: StreamTimes;
  readonly #clock: StreamClock;
  readonly #ending = Promise.withResolvers<Ending>();
  readonly #closed = Promise.withResolvers<void>();
  #timer: NodeJS.Timeout | undefined;
  #lastSignAt: number;
  #lastFrameAt: number;
  #lastTick: { monotonic: number; wall: number };
  #leaving = false;

  constructor(socket: WebSocket, times: StreamTimes, clock: StreamClock) {
    this.#socket = socket;
    this.#times = times;
    this.#clock = clock;
    const now = clock.monotonic();
    this.#lastSignAt = now;
    this.#lastFrameAt = now;
    this.#lastTick = { monotonic: now, wall: clock.wall() };
    this.#schedule(times.pingIntervalMs);
  }

  /** Fulfils when the connection ends or must be replaced. */
  get ending(): Promise<Ending> {
    return this.#ending.promise;
  }

  /** Fulfils when the socket is gone. */
  get closed(): Promise<void> {
    return this.#closed.promise;
  }

  get isOpen(): boolean {
    return this.#socket.readyState === WebSocket.OPEN;
  }

  /** False when the socket is no longer open; nothing was sent then. */
  send(text: string): boolean {
    if (!this.isOpen) return false;
    this.#socket.send(text, () => {});
    this.#assertRead();
    return true;
  }

  /** Stops reading: further frames wait in the network's buffers. */
  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.sawSign();
    this.#socket.resume();
  }

  /** A ping came, which the socket answers by itself. */
  sawPing(): void {
    this.sawSign();
    this.#assertRead();
  }

  #assertRead(): void {
    if (this.#socket.bufferedAmount > mostUnreadBytes) this.end(1006, "answers are not read");
  }

  /** Something came over the socket. */
  sawSign(): void {
    this.#lastSignAt = this.#clock.monotonic();
  }

  /** A frame came: DingTalk's push service knows this connection. */
  sawFrame(): void {
    this.sawSign();
    this.#lastFrameAt = this.#lastSignAt;
  }

  /** Asks for a replacement and leaves the socket open for answers until DingTalk closes it. */
  replace(reason: string): void {
    if (this.#leaving) return;
    this.#leaving = true;
    this.#ending.resolve({ kind: "replace", reason });
    this.#schedule(this.#times.drainMs);
  }

  /** Closes with a handshake, or without one when that takes too long. */
  close(withinMs: number): void {
    this.#leaving = true;
    this.#socket.resume();
    this.#socket.close(1000);
    this.#schedule(withinMs);
  }

  /** The socket is gone, or must go at once. */
  end(code: number, reason: string): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#ending.resolve({ kind: "closed", code, reason });
    this.#closed.resolve();
    this.#socket.terminate();
  }

  /** The only timer of the connection: setting it anew replaces it. */
  #schedule(ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#tick(), ms);
  }

  #tick(): void {
    const now = this.#clock.monotonic();
    const slept = this.#slept(now);
    this.#lastTick = { monotonic: now, wall: this.#clock.wall() };
    if (this.#leaving) return this.end(1000, "left");
    if (this.#socket.isPaused) this.sawSign();
    else if (slept) this.#probe(now);
    if (now - this.#lastSignAt > this.#times.pongLimitMs) return this.end(1006, "no sign of life");
    if (now - this.#lastFrameAt > this.#times.silenceLimitMs) return this.replace("silence");
    this.#socket.ping(undefined, true, () => {});
    this.#schedule(Math.min(this.#times.pingIntervalMs, slept ? probeMs : Infinity) + (slept ? 1 : 0));
  }

  /** The process or the machine stood still, or its clock was set. */
  #slept(now: number): boolean {
    const passed = now - this.#lastTick.monotonic;
    const passedOnWall = this.#clock.wall() - this.#lastTick.wall;
    return passed > 2 * this.#times.pingIntervalMs || Math.abs(passedOnWall - passed) > clockJumpMs;
  }

  /** While it stood still nothing could arrive: what counts is whether the coming ping is answered soon. */
  #probe(now: number): void {
    const { pongLimitMs, pingIntervalMs } = this.#times;
    this.#lastSignAt = now - pongLimitMs + Math.min(pingIntervalMs, probeMs);
  }
}
