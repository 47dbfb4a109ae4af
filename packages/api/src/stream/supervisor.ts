import { setTimeout as delay } from "node:timers/promises";
import { DingTalkError } from "../errors/dingtalk-error.ts";
import { type Backoff, backoffMs } from "./backoff.ts";
import type { Connection, Ending } from "./connection.ts";
import { needsAPerson } from "./gateway.ts";
import type { StreamClock } from "./options.ts";

/** So many failures in a row are worth an alarm even when each may pass by itself. */
const alarmingFailures = 5;

/** What happens to the connections of a client. */
export type StreamEvent =
  /** A connection is open. `gapMs`: how long there was none. */
  | { readonly kind: "open"; readonly gapMs: number }
  /** A connection ended or is being replaced. */
  | { readonly kind: "close"; readonly ending: Ending }
  /** A try failed; the next one follows after `delayMs`. */
  | { readonly kind: "retry"; readonly delayMs: number; readonly failures: number; readonly error: DingTalkError }
  /** A person should look: wrong credentials or settings, or a long outage. */
  | { readonly kind: "alarm"; readonly error: DingTalkError };

export interface SupervisorOptions {
  readonly backoff: Backoff;
  readonly startJitterMs: number;
  readonly clock: StreamClock;
  readonly random: () => number;
  /** Opens one connection with a new ticket. */
  readonly open: (signal: AbortSignal) => Promise<Connection>;
  /** Must not throw. */
  readonly onEvent: (event: StreamEvent) => void;
}

/** Keeps one connection open: one loop, so that there is never more than one try or wait at a time. */
export class Supervisor {
  readonly #options: SupervisorOptions;
  readonly #stopping = new AbortController();
  /** With those that are being left. */
  readonly #connections = new Set<Connection>();
  #running: Promise<void> | undefined;
  #failures = 0;
  #withoutSince: number;

  constructor(options: SupervisorOptions) {
    this.#options = options;
    this.#withoutSince = options.clock.monotonic();
  }

  get connections(): ReadonlySet<Connection> {
    return this.#connections;
  }

  get stopped(): boolean {
    return this.#stopping.signal.aborted;
  }

  start(): void {
    this.#running ??= this.#run();
  }

  /** Ends tries and waits; connections stay until they are closed. */
  async endTries(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
  }

  /** Closes every connection. */
  async closeAll(withinMs: number): Promise<void> {
    const all = [...this.#connections];
    for (const connection of all) connection.close(withinMs);
    await Promise.all(all.map((connection) => connection.closed));
  }

  async #run(): Promise<void> {
    const { clock, random, startJitterMs, onEvent } = this.#options;
    this.#withoutSince = clock.monotonic();
    await this.#pause(random() * startJitterMs);
    while (!this.stopped) {
      const connection = await this.#tryToOpen();
      if (connection === undefined) continue;
      const openedAt = clock.monotonic();
      onEvent({ kind: "open", gapMs: this.#gapUntil(openedAt) });
      const ending = await this.#endingOf(connection);
      if (ending === undefined) return;
      this.#withoutSince = clock.monotonic();
      onEvent({ kind: "close", ending });
      await this.#pause(this.#delayAfter(ending, this.#withoutSince - openedAt));
    }
  }

  async #tryToOpen(): Promise<Connection | undefined> {
    try {
      const connection = await this.#options.open(this.#stopping.signal);
      this.#connections.add(connection);
      void connection.closed.then(() => this.#connections.delete(connection));
      return connection;
    } catch (error) {
      if (!this.stopped) await this.#afterFailure(toDingTalkError(error));
      return undefined;
    }
  }

  async #afterFailure(error: DingTalkError): Promise<void> {
    const { backoff, random, onEvent } = this.#options;
    this.#failures += 1;
    const permanent = needsAPerson(error);
    const slow = backoff.slowMs * (1 + random() / 2);
    const quick = Math.max(backoffMs(backoff, this.#failures, random), error.retryAfterMs ?? 0);
    const delayMs = Math.round(permanent ? slow : quick);
    if (permanent || this.#failures === alarmingFailures) onEvent({ kind: "alarm", error });
    onEvent({ kind: "retry", delayMs, failures: this.#failures, error });
    await this.#pause(delayMs);
  }

  /** Undefined when the client stops first. */
  async #endingOf(connection: Connection): Promise<Ending | undefined> {
    const { signal } = this.#stopping;
    if (signal.aborted) return undefined;
    const stopped = Promise.withResolvers<undefined>();
    const onAbort = (): void => stopped.resolve(undefined);
    signal.addEventListener("abort", onAbort);
    const ending = await Promise.race([connection.ending, stopped.promise]);
    signal.removeEventListener("abort", onAbort);
    return ending;
  }

  #delayAfter({ kind }: Ending, livedMs: number): number {
    const { backoff, random } = this.#options;
    const stable = livedMs >= backoff.stableMs;
    const failuresBefore = stable ? 0 : this.#failures;
    // An announced end is no failure, unless announcements follow each other without a stable time between.
    this.#failures = stable && kind === "replace" ? 0 : failuresBefore + 1;
    return kind === "replace" && failuresBefore === 0 ? 0 : backoffMs(backoff, this.#failures, random);
  }

  /** A connection that is being left still receives, so there is no gap while one is there. */
  #gapUntil(now: number): number {
    return this.#connections.size > 1 ? 0 : Math.round(now - this.#withoutSince);
  }

  async #pause(ms: number): Promise<void> {
    if (ms > 0) await delay(ms, undefined, { signal: this.#stopping.signal }).catch(() => {});
  }
}

function toDingTalkError(error: unknown): DingTalkError {
  if (error instanceof DingTalkError) return error;
  const reason = error instanceof Error ? error.name : "unknown";
  return new DingTalkError(`The Stream connection failed (${reason}).`, { code: "unavailable", cause: error });
}
