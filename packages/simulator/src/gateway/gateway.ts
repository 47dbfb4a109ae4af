import { randomBytes } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import type { WebSocket } from "ws";
import type { CallbackSender } from "../callbacks/callbacks.ts";
import type { Faults, PushEffect } from "../faults/faults.ts";
import type { Subscription } from "../openapi/platform.ts";
import type { PushEntry } from "../record/entries.ts";
import type { SimulatorRecord } from "../record/record.ts";
import type { Clock, TimerHandle } from "../world/clock.ts";
import type { Random } from "../world/random.ts";
import type { World } from "../world/world.ts";
import { Connection } from "./connection.ts";
import { type AnswerFrame, decodeAnswer, junkFrame } from "./frames.ts";
import { createHandshake } from "./handshake.ts";
import { type StreamOptions, streamDefaults } from "./options.ts";
import { createTickets, type Grant, type Tickets } from "./tickets.ts";

/** One message for the connections of an app. */
export interface Push {
  readonly appKey: string;
  readonly type: "CALLBACK" | "EVENT";
  readonly topic: string;
  /** A JSON document as text. */
  readonly data: string;
  /** `msgId` or `eventId`: the same for each attempt. */
  readonly msgId?: string | undefined;
  /** Further headers, as events have them. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Waiting times before the repeats of an unanswered push; the length is their number. */
  readonly repeatDelaysMs: readonly number[];
  /** What happens when there is no connection. */
  readonly whenAlone: "drop" | "queue" | "retry";
  /** Called once with the first answer. */
  readonly onAnswer?: (answer: AnswerFrame) => void;
}

export type PushOutcome = PushEntry["outcome"];

export interface GatewayContext {
  readonly clock: Clock;
  readonly random: Random;
  readonly record: SimulatorRecord;
  readonly faults: Faults;
  readonly world: World;
  /** Takes what goes by HTTP. */
  readonly callbacks: CallbackSender;
  /** Begins every ticket. */
  readonly secretMark?: string | undefined;
}

interface Pending {
  readonly push: Push;
  readonly attempt: number;
  readonly connection: Connection;
  readonly sentAt: number;
  readonly timer: TimerHandle;
}

const queueLimit = 100_000;

/** The server end of Stream mode: tickets, connections, pushes, answers and repeats. */
export class Gateway {
  readonly options: Required<StreamOptions>;
  readonly upgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
  readonly #context: GatewayContext;
  readonly #tickets: Tickets;
  readonly #pools = new Map<string, Connection[]>();
  readonly #pending = new Map<string, Pending>();
  readonly #queues = new Map<string, { push: Push; attempt: number }[]>();
  readonly #framePrefix = randomBytes(4).toString("hex");
  #frames = 0;

  constructor(context: GatewayContext, options: StreamOptions = {}) {
    this.options = { ...streamDefaults, ...options };
    this.#context = context;
    this.#tickets = createTickets(context.clock, context.secretMark);
    this.upgrade = createHandshake({
      tickets: this.#tickets,
      faults: context.faults,
      record: context.record,
      clock: context.clock,
      badTicketStatus: this.options.badTicketStatus,
      onOpen: (grant, socket, tcp) => this.#open(grant, socket, tcp),
    });
  }

  /** A ticket for one connection of the app. */
  issueTicket(appKey: string, subscriptions: readonly Subscription[]): string {
    return this.#tickets.issue({ appKey, subscriptions });
  }

  /** Connections that are open or about to be closed. */
  connections(appKey?: string): Connection[] {
    return [...this.#pools].flatMap(([key, pool]) => (appKey === undefined || key === appKey ? pool : []));
  }

  /** Pushes that wait for their answer. */
  get waiting(): number {
    return this.#pending.size;
  }

  /** Sends the push over one of the app's connections that subscribed to its topic, chosen at random, or by HTTP. */
  push(push: Push): PushOutcome {
    return this.#context.callbacks.take(push) === "only" ? "sent" : this.#attempt(push, 1);
  }

  #open(grant: Grant, socket: WebSocket, tcp: Socket): void {
    const { clock, record } = this.#context;
    const older = this.#pools.get(grant.appKey) ?? [];
    const newFrameId = (): string => this.#newFrameId();
    const connection = new Connection(grant, socket, tcp, { clock, record, options: this.options, newFrameId });
    connection.onFrame = (bytes) => this.#receive(connection, bytes);
    connection.onStateChange = () => this.#changed(connection);
    this.#pools.set(grant.appKey, [...older, connection]);
    record.addConnection({ at: clock.now(), appKey: grant.appKey, connectionId: connection.id, event: "opened" });
    this.#count(grant.appKey);
    if (this.options.newestOnly) for (const other of older) other.disconnect("a newer connection was opened");
    this.#flush(grant.appKey);
  }

  #changed({ appKey, state, id }: Connection): void {
    if (state === "closed") {
      const others = (this.#pools.get(appKey) ?? []).filter((other) => other.id !== id);
      this.#pools.set(appKey, others);
    }
    this.#count(appKey);
  }

  #count(appKey: string): void {
    const open = (this.#pools.get(appKey) ?? []).filter(({ state }) => state === "open");
    this.#context.world.setConnectionCount(appKey, open.length);
  }

  #attempt(push: Push, attempt: number): PushOutcome {
    const connection = this.#choose(push);
    if (!connection) return this.#withoutConnection(push, attempt);
    const effects = this.#strike(push);
    const isReplaced = this.#applyBefore(connection, effects);
    const frameId = this.#newFrameId();
    const isLost = isReplaced || connection.isHalfOpen || effects.some(({ type }) => type === "lose");
    this.#remember(push, attempt, frameId, connection);
    const outcome = isLost ? "lost" : "sent";
    this.#record(push, attempt, outcome, frameId, connection.id);
    if (push.msgId !== undefined && attempt === 1) this.#context.world.addStep(push.msgId, "pushed");
    if (!isLost) this.#sendAfter(delayOf(effects, this.#context.random), connection, push, frameId);
    this.#applyAfter(connection, push, frameId, effects);
    return outcome;
  }

  #choose({ appKey, type, topic }: Push): Connection | undefined {
    const pool = this.#pools.get(appKey);
    if (!pool) return undefined;
    const able = pool.filter((connection) => connection.state === "open" && connection.isSubscribed(type, topic));
    return this.#context.random.pick(able);
  }

  #withoutConnection(push: Push, attempt: number): PushOutcome {
    if (push.whenAlone === "queue") {
      const queue = this.#queues.get(push.appKey) ?? [];
      if (queue.length < queueLimit) queue.push({ push, attempt });
      this.#queues.set(push.appKey, queue);
      return this.#record(push, attempt, "queued");
    }
    if (push.whenAlone === "retry") this.#scheduleRepeat(push, attempt);
    return this.#record(push, attempt, "no-connection");
  }

  #flush(appKey: string): void {
    const queue = this.#queues.get(appKey);
    this.#queues.delete(appKey);
    for (const { push, attempt } of queue ?? []) this.#attempt(push, attempt);
  }

  #remember(push: Push, attempt: number, frameId: string, connection: Connection): void {
    const { clock } = this.#context;
    const timer = clock.after(this.options.ackTimeoutMs, () => {
      this.#pending.delete(frameId);
      if (attempt <= push.repeatDelaysMs.length) this.#scheduleRepeat(push, attempt);
    });
    this.#pending.set(frameId, { push, attempt, connection, sentAt: clock.now(), timer });
  }

  /** The waiting time counts from the end of the time to answer. */
  #scheduleRepeat(push: Push, attempt: number): void {
    const delayMs = push.repeatDelaysMs[attempt - 1];
    if (delayMs === undefined) return;
    const repeat = (): void => void this.#attempt(push, attempt + 1);
    if (delayMs === 0) repeat();
    else this.#context.clock.after(delayMs, repeat);
  }

  #sendAfter(delayMs: number, connection: Connection, push: Push, frameId: string): void {
    const send = (): void => this.#send(connection, push, frameId);
    if (delayMs > 0) setTimeout(send, delayMs).unref();
    else send();
  }

  #send(connection: Connection, push: Push, frameId: string): void {
    const headers = {
      ...push.headers,
      appId: push.appKey,
      connectionId: connection.id,
      contentType: "application/json",
      messageId: frameId,
      time: String(this.#context.clock.now()),
      topic: push.topic,
    };
    connection.send({ type: push.type, headers, data: push.data });
  }

  #receive(connection: Connection, bytes: Buffer): void {
    const answer = decodeAnswer(bytes);
    const { clock, record } = this.#context;
    record.addFrame({
      at: clock.now(),
      appKey: connection.appKey,
      connectionId: connection.id,
      direction: "received",
      type: answer ? "ANSWER" : "INVALID",
      ...(answer && { frameId: answer.messageId }),
      bytes: bytes.length,
    });
    if (answer && !connection.answerPing(answer.messageId)) this.#acknowledge(connection, answer);
  }

  #acknowledge(connection: Connection, answer: AnswerFrame): void {
    const { clock, record, world } = this.#context;
    const pending = this.#pending.get(answer.messageId);
    const sameConnection = pending?.connection === connection;
    const counts = this.options.acksFrom === "any" ? pending?.push.appKey === connection.appKey : sameConnection;
    record.addAck({
      at: clock.now(),
      appKey: connection.appKey,
      connectionId: connection.id,
      frameId: answer.messageId,
      code: answer.code,
      known: pending !== undefined,
      sameConnection,
      ...(pending?.push.msgId !== undefined && { msgId: pending.push.msgId }),
      ...(pending && { latencyMs: clock.now() - pending.sentAt }),
    });
    if (!pending || !counts) return;
    // "Later" and failures are repeated as if nobody had answered: the time to answer goes on running.
    if (isRefusal(pending.push, answer)) return;
    pending.timer.cancel();
    this.#pending.delete(answer.messageId);
    if (pending.push.msgId !== undefined) world.addStep(pending.push.msgId, "acknowledged");
    pending.push.onAnswer?.(answer);
  }

  #record(push: Push, attempt: number, outcome: PushOutcome, frameId = "", connectionId?: string): PushOutcome {
    const { appKey, topic, msgId } = push;
    this.#context.record.addPush({
      at: this.#context.clock.now(),
      appKey,
      topic,
      frameId,
      ...(msgId !== undefined && { msgId }),
      ...(connectionId !== undefined && { connectionId }),
      attempt,
      outcome,
    });
    return outcome;
  }

  #newFrameId(): string {
    return `${this.#framePrefix}_${(++this.#frames).toString(16)}`;
  }

  #strike({ appKey, topic, data }: Push): PushEffect[] {
    return this.#context.faults.strike("push", { appKey, topic, text: () => data });
  }

  /** Returns whether something else was sent in place of the push. */
  #applyBefore(connection: Connection, effects: readonly PushEffect[]): boolean {
    let isReplaced = false;
    for (const effect of effects) {
      if (effect.type === "half-open") connection.halfOpen();
      if (effect.type !== "junk") continue;
      connection.sendRaw(junkFrame(effect.kind, this.#context.random, effect.bytes ?? 1024 * 1024));
      isReplaced ||= effect.instead ?? false;
    }
    return isReplaced;
  }

  #applyAfter(connection: Connection, push: Push, frameId: string, effects: readonly PushEffect[]): void {
    for (const effect of effects) {
      if (effect.type === "duplicate") this.#duplicate(connection, push, frameId, effect);
      else if (effect.type === "disconnect") connection.disconnect(effect.reason);
      else if (effect.type === "socket-close") connection.close(effect.code);
      else if (effect.type === "socket-reset") connection.reset();
    }
  }

  #duplicate(
    connection: Connection,
    push: Push,
    frameId: string,
    effect: Extract<PushEffect, { type: "duplicate" }>,
  ): void {
    for (let copy = 0; copy < (effect.copies ?? 1); copy++) {
      const other = effect.sameFrameId ? connection : (this.#choose(push) ?? connection);
      const copyId = effect.sameFrameId ? frameId : this.#newFrameId();
      if (copyId !== frameId) this.#remember({ ...push, repeatDelaysMs: [] }, 1, copyId, other);
      this.#record(push, 2, "sent", copyId, other.id);
      this.#send(other, push, copyId);
    }
  }
}

function delayOf(effects: readonly PushEffect[], random: Random): number {
  let delayMs = 0;
  for (const effect of effects) {
    if (effect.type === "push-latency") delayMs += effect.ms + random.below((effect.jitterMs ?? 0) + 1);
  }
  return delayMs;
}

function isRefusal({ type }: Push, { code, data }: AnswerFrame): boolean {
  if (code === 500) return true;
  return type === "EVENT" && /"status"\s*:\s*"LATER"/.test(data);
}
