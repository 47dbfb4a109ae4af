import type { Agent } from "node:http";
import { DingTalkError } from "../errors/dingtalk-error.ts";
import type { Logger } from "../logging/logger.ts";
import type { Fetch } from "../transport/fetch-exchange.ts";
import { type Backoff, defaultBackoff } from "./backoff.ts";
import type { StreamFrame } from "./frame.ts";

/** Times of a connection, in milliseconds. */
export interface StreamTimes {
  /** Limit of the HTTP call that opens a connection. @default 10_000 */
  readonly openTimeoutMs: number;
  /** Limit of the WebSocket handshake. @default 10_000 */
  readonly handshakeTimeoutMs: number;
  /** How often a living connection is pinged. @default 25_000 */
  readonly pingIntervalMs: number;
  /** A connection without any sign of life for this long is dead. At least two pings. @default 60_000 */
  readonly pongLimitMs: number;
  /** A connection that carried no frame for this long is replaced, however well it answers pings. @default 900_000 */
  readonly silenceLimitMs: number;
  /** How long a connection that DingTalk announced to close stays readable; DingTalk closes it after 10 s. @default 12_000 */
  readonly drainMs: number;
  /** A handler that takes longer counts as failed. Below 60 s, when DingTalk pushes again. @default 50_000 */
  readonly handlerTimeoutMs: number;
  /** How long `stop` waits for handlers and closing handshakes. @default 10_000 */
  readonly stopTimeoutMs: number;
  /** The first connection waits a random part of this, so that many restarts do not arrive together. @default 0 */
  readonly startJitterMs: number;
}

/** Asks DingTalk to push an event again later, or not. */
export type EventStatus = "SUCCESS" | "LATER";

/** How a click changes the card. Every value is text; objects and numbers as JSON text. */
export interface CardAnswer {
  /** True: only the named variables change; false: the whole data is replaced. */
  readonly cardUpdateOptions?: { readonly updateCardDataByKey?: boolean; readonly updatePrivateDataByKey?: boolean };
  /** For everybody. */
  readonly cardData?: { readonly cardParamMap: Readonly<Record<string, string>> };
  /** For the person who clicked. */
  readonly userPrivateData?: { readonly cardParamMap: Readonly<Record<string, string>> };
}

// A handler may answer nothing, at once or later.
type Awaitable<T> = T | undefined | void | Promise<T | undefined | void>;

/** What is done with pushes. */
export interface StreamHandlers {
  /**
   * A message to the robot. It is acknowledged when the promise fulfils and not at all when it rejects, so that
   * DingTalk pushes it again: store it, then return.
   */
  readonly onRobotMessage?: (frame: StreamFrame) => Awaitable<never>;
  /** A click on a card. What it returns changes the card; DingTalk waits about 2 s. A rejection is answered with 500. */
  readonly onCardCallback?: (frame: StreamFrame) => Awaitable<CardAnswer>;
  /** An event of the organisation. `LATER`, or a rejection, asks DingTalk to push it again. */
  readonly onEvent?: (frame: StreamFrame) => Awaitable<EventStatus>;
}

export interface StreamClientOptions extends Partial<StreamTimes>, StreamHandlers {
  /** App key, or suite key of an app from the store. */
  readonly clientId: string;
  readonly clientSecret: string;
  /** Topics that must have a handler, such as the card topic where cards are sent. @default none */
  readonly requiredTopics?: readonly string[];
  /** The gateway is `POST {apiUrl}/v1.0/gateway/connections/open`. @default "https://api.dingtalk.com" */
  readonly apiUrl?: string;
  /** Names this client to DingTalk's support. @default "dt-sdk-nodejs/0.1.0" */
  readonly userAgent?: string;
  readonly backoff?: Partial<Backoff>;
  /** Pushes handled at the same time; above it the sockets are not read. @default 200 */
  readonly maxInFlight?: number;
  /** A larger frame is dropped; one of more than 16 times as much ends its connection. @default 1_048_576 */
  readonly maxFrameBytes?: number;
  /** Connects the WebSocket. @default Node's global agent, and with it through the proxy that it uses */
  readonly agent?: Agent;
  /** @default silent */
  readonly logger?: Logger;
  /** Sends the call that opens a connection; for tests. @default Node's HTTP client */
  readonly fetch?: Fetch;
  /** From 0 to 1, for jitter. @default Math.random */
  readonly random?: () => number;
  /** @default the system's */
  readonly clock?: StreamClock;
}

/** Milliseconds of a clock that never jumps, and of the clock on the wall. */
export interface StreamClock {
  monotonic(): number;
  wall(): number;
}

export const defaultTimes: StreamTimes = {
  openTimeoutMs: 10_000,
  handshakeTimeoutMs: 10_000,
  pingIntervalMs: 25_000,
  pongLimitMs: 60_000,
  silenceLimitMs: 900_000,
  drainMs: 12_000,
  handlerTimeoutMs: 50_000,
  stopTimeoutMs: 10_000,
  startJitterMs: 0,
};

/** Options with every default filled in and checked against each other. */
export interface StreamSettings {
  readonly times: StreamTimes;
  readonly backoff: Backoff;
  readonly maxInFlight: number;
  readonly maxFrameBytes: number;
}

/** @throws DingTalkError `invalid_request` that says which option to change */
export function readSettings(options: StreamClientOptions): StreamSettings {
  const times = withDefaults(defaultTimes, options);
  const backoff = withDefaults(defaultBackoff, options.backoff ?? {});
  const { clientId, clientSecret, maxInFlight = 200, maxFrameBytes = 1_048_576 } = options;
  demand(clientId !== "" && clientSecret !== "", "clientId", "clientId and clientSecret must not be empty");
  for (const [name, value] of Object.entries({ ...times, ...backoff, maxInFlight, maxFrameBytes })) {
    const least = name === "startJitterMs" ? 0 : 1;
    demand(Number.isFinite(value) && value >= least, name, `${name} must be a number of at least ${least}`);
  }
  assertTimesFit(times);
  demand(backoff.longestMs >= backoff.firstMs, "backoff", "backoff.longestMs must not be shorter than backoff.firstMs");
  return { times, backoff, maxInFlight, maxFrameBytes };
}

function assertTimesFit(times: StreamTimes): void {
  const { pingIntervalMs, pongLimitMs, silenceLimitMs, handshakeTimeoutMs, handlerTimeoutMs } = times;
  const pings = "pongLimitMs must be at least twice pingIntervalMs, or living connections are taken for dead";
  demand(pongLimitMs >= 2 * pingIntervalMs, "pongLimitMs", pings);
  const handshake =
    "silenceLimitMs must be longer than handshakeTimeoutMs, or connections are replaced while they open";
  demand(silenceLimitMs > handshakeTimeoutMs, "silenceLimitMs", handshake);
  demand(silenceLimitMs > pongLimitMs, "silenceLimitMs", "silenceLimitMs must be longer than pongLimitMs");
  const handlers = "handlerTimeoutMs must be below 60000, when DingTalk pushes again";
  demand(handlerTimeoutMs < 60_000, "handlerTimeoutMs", handlers);
}

function withDefaults<T extends { readonly [K in keyof T]: number }>(defaults: T, given: Partial<T>): T {
  const names = Object.keys(defaults) as (keyof T)[];
  return Object.fromEntries(names.map((name) => [name, given[name] ?? defaults[name]])) as unknown as T;
}

function demand(holds: boolean, field: string, sentence: string): void {
  if (!holds) throw new DingTalkError(`StreamClient: ${sentence}.`, { code: "invalid_request", field });
}
