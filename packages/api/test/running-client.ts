import { expect, onTestFinished, vi } from "vitest";
import type { Logger } from "../src/logging/logger.ts";
import type { StreamClientOptions } from "../src/stream/options.ts";
import { robotTopic } from "../src/stream/routes.ts";
import { StreamClient } from "../src/stream/stream-client.ts";
import type { StreamEvent } from "../src/stream/supervisor.ts";
import { type LocalGateway, makeFrame } from "./local-gateway.ts";

/** Waits for a condition, for long: the machine may be busy. */
export function until(check: () => void, options: { interval?: number } = {}): Promise<void> {
  return vi.waitFor(check, { timeout: 10_000, interval: 10, ...options });
}

/** Times between tries that a test can wait for. */
export const quick = { firstMs: 20, longestMs: 40, slowMs: 5_000 };

export interface Running {
  readonly client: StreamClient;
  readonly events: StreamEvent[];
  /** Everything that was logged, as text. */
  readonly log: string[];
}

/** A client that stops with its test. */
export function createClient(url: string, options: Partial<StreamClientOptions> = {}): Running {
  const log: string[] = [];
  const line = (fields: object, message: string): void => {
    log.push(`${message} ${JSON.stringify(fields)}`);
  };
  const logger: Logger = { debug: line, info: line, warn: line, error: line };
  const client = new StreamClient({
    clientId: "dingapp",
    clientSecret: "secret-of-dingapp",
    apiUrl: url,
    onRobotMessage: () => {},
    backoff: quick,
    logger,
    ...options,
  });
  const events: StreamEvent[] = [];
  for (const kind of ["open", "close", "retry", "alarm"]) client.on(kind, (event: StreamEvent) => events.push(event));
  onTestFinished(() => client.stop());
  return { client, events, log };
}

/** A client that is connected. */
export async function startClient(gateway: LocalGateway, options: Partial<StreamClientOptions> = {}): Promise<Running> {
  const running = createClient(gateway.url, options);
  await running.client.start();
  await until(() => expect(gateway.sockets).toHaveLength(1));
  return running;
}

/** A clock whose two hands are moved by hand, on top of the real time. */
export function createHandClock() {
  const ahead = { monotonic: 0, wall: 0 };
  return {
    ahead,
    clock: { monotonic: () => performance.now() + ahead.monotonic, wall: () => Date.now() + ahead.wall },
  };
}

/** A message to the robot. */
export const robotFrame = (messageId: string, msgId = messageId) =>
  makeFrame("CALLBACK", robotTopic, messageId, { msgId });
/** Announces the end of a connection. */
export const disconnect = makeFrame("SYSTEM", "disconnect", "d1", { reason: "connection is expired" });
