/** A tenant's mailbox for replies, with a lane per session: in order within a lane, lanes independent of each other. */

import { lossesOf } from "../redis/losses.ts";
import type { RedisClient } from "../redis/redis.ts";
import { loadReplicatedScript } from "../scripts/replicated-script.ts";
import { loadScript, nameCall } from "../scripts/script.ts";
import { keyOf, type SessionKey } from "../session-id.ts";
import { type Due, type Part, readDue } from "./inbox.ts";

/** One part on its way; the attempt is already recorded. */
export interface Delivery<Content = unknown> extends SessionKey {
  readonly fence: number;
  /** 1 for the first. Throttled attempts do not count. */
  readonly attempts: number;
  /** How often a send of this part may have reached the person without our knowing. */
  readonly unknownOutcomes: number;
  /** When an attempt at this part first came to nothing, ms of Redis's clock; undefined: none has. */
  readonly failedAt: number | undefined;
  readonly part: Part<Content>;
}

export interface Take<Content = unknown> {
  readonly deliveries: readonly Delivery<Content>[];
  /** ms until the tenant's limit has room again; 0: it has room now. */
  readonly limitMs: number;
  /** ms until the next lane is due; undefined: no lane has mail. */
  readonly dueMs: number | undefined;
}

export type Outcome =
  /** `receipt`: what DingTalk calls it, for its read status, where it has a name. */
  | { readonly state: "sent"; readonly receipt?: string }
  /** Tried and certainly not delivered; again after `delayMs`. */
  | { readonly state: "retry"; readonly delayMs: number }
  /** Refused by a rate limit: the whole tenant waits, no attempt is counted. */
  | { readonly state: "throttled"; readonly delayMs: number }
  /** Refused by a limit of this conversation alone: its lane waits, no attempt is counted. */
  | { readonly state: "slowed"; readonly delayMs: number }
  /** Has to wait for something that takes long: its lane waits, no attempt is counted. */
  | { readonly state: "parked"; readonly delayMs: number }
  /** Refused as too long, and certainly not delivered: these parts take its place and go next, in this order. */
  | { readonly state: "split"; readonly parts: readonly Part[] }
  /** May have been delivered; looked at again after `delayMs`. */
  | { readonly state: "unknown"; readonly delayMs: number }
  /** Not tried after all. */
  | { readonly state: "released" }
  /** Given up: this and the reply's remaining parts go to the dead letters. */
  | { readonly state: "dead"; readonly reason: string; readonly detail: string };

export interface Outbox<Content = unknown> {
  /**
   * Takes parts that may be sent now, at most one per lane, within `perSecond` sends in any second. What was taken and
   * not answered, because the connection broke, is given back.
   * @throws TooFewReplicasError when too few replicas have the attempts; nothing is taken then
   */
  take(tenantId: string, options: { limit: number; perSecond: number }): Promise<Take<Content>>;
  /**
   * Records what became of a delivery. `settled: false`: another sender has taken it over, nothing changed.
   * `more`: the lane's next part may be sent now.
   */
  settle(delivery: Delivery<Content>, outcome: Outcome): Promise<{ settled: boolean; more: boolean }>;
  /**
   * Replaces the part of a delivery, before it is sent in another form: whatever happens then, it stays in that form.
   * Earlier unknown outcomes are forgotten with the old form. False: another sender has taken it over.
   */
  rewrite(delivery: Delivery<Content>, part: Part<Content>): Promise<boolean>;
  /** The parts that wait behind a delivery in its lane, in order. */
  behind(delivery: Delivery): Promise<readonly Part<Content>[]>;
  /** Lanes whose mail nobody has looked at for `graceMs`. */
  due(tenantId: string, options: { graceMs: number; limit: number }): Promise<Due>;
}

export interface OutboxOptions {
  /** How long a sender holds a part. Must exceed the time limit of a send. Default: 30 s. */
  readonly leaseMs?: number;
  /** `take` and `rewrite` resolve once so many replicas have what they wrote; see `loadReplicatedScript`. Default: 0. */
  readonly replicas?: number;
}

/** Arguments of `settle` for a part that was not tried after all. */
const RELEASED = ["released", 0, 0, "", 0, "", "", 0, ""] as const;

interface TakeCall {
  readonly name: string;
  /** ms of this process's own clock */
  readonly startedAt: number;
}

/** The clocks of Redis and of this process do not run quite alike. */
const CLOCK_MARGIN_MS = 1000;

export function createOutbox<Content = unknown>(redis: RedisClient, options: OutboxOptions = {}): Outbox<Content> {
  const { leaseMs = 30_000, replicas = 0 } = options;
  const scripts = {
    take: loadReplicatedScript(redis, "take", replicas),
    settle: loadScript(redis, "settle"),
    rewrite: loadReplicatedScript(redis, "rewrite", replicas),
    split: loadScript(redis, "split"),
    taken: loadScript(redis, "taken"),
    due: loadScript(redis, "due"),
  };
  const losses = lossesOf(redis);

  /** Gives back what a take holds and was not answered with: nobody will send it. */
  async function giveBack(tenantId: string, { name, startedAt }: TakeCall, answered: readonly Delivery[] = []) {
    const kept = new Set(answered.map(({ sessionId }) => sessionId));
    const sinceMs = Math.ceil(performance.now() - startedAt) + CLOCK_MARGIN_MS;
    const held = (await scripts.taken(tenantId, name, leaseMs, sinceMs)) as (string | number)[];
    for (let i = 0; i + 1 < held.length; i += 2) {
      const [sessionId = "", fence = 0] = held.slice(i, i + 2);
      if (!kept.has(String(sessionId))) await scripts.settle(tenantId, sessionId, fence, ...RELEASED);
    }
  }

  /** The reply's parts that are still in the lane. Only the holder of the fence removes from its head. */
  async function remaining(delivery: Delivery): Promise<Part[]> {
    const parts = await waiting<unknown>(delivery);
    const end = parts.findIndex((other) => other.turnId !== delivery.part.turnId);
    return end === -1 ? parts : parts.slice(0, end);
  }

  async function waiting<Of>(session: SessionKey): Promise<Part<Of>[]> {
    const lane = await redis.lrange(keyOf(session, "lane"), 0, -1);
    return lane.map((item) => JSON.parse(item) as Part<Of>);
  }

  async function giveUp(delivery: Delivery, outcome: Extract<Outcome, { state: "dead" }>): Promise<unknown> {
    const { tenantId, sessionId, fence, part } = delivery;
    const parts = await remaining(delivery);
    const messages = parts.reduce((sum, other) => sum + other.messages, 0);
    const ids = parts.flatMap((other) => (other.messages > 0 ? other.messageIds : []));
    const letter = deadParts(delivery, outcome, parts);
    const over = [parts.length, "dead", messages, `${part.id}!${fence}`, letter, ids.length, ...ids, ""];
    return await scripts.settle(tenantId, sessionId, fence, "dead", 0, ...over);
  }

  async function settle(delivery: Delivery<Content>, outcome: Outcome): Promise<{ settled: boolean; more: boolean }> {
    const { tenantId, sessionId, fence, part } = delivery;
    if (outcome.state === "dead") return readSettled(await giveUp(delivery, outcome));
    if (outcome.state === "split") {
      const parts = outcome.parts.map((each) => JSON.stringify(each));
      return readSettled(await scripts.split(tenantId, sessionId, fence, ...parts));
    }
    const delayMs = "delayMs" in outcome ? outcome.delayMs : 0;
    const ids = part.messages > 0 ? part.messageIds : [];
    const receipt = outcome.state === "sent" ? (outcome.receipt ?? "") : "";
    const over = ["1", part.outcome, part.messages, "", "", ids.length, ...ids, receipt];
    return readSettled(await scripts.settle(tenantId, sessionId, fence, outcome.state, delayMs, ...over));
  }

  return {
    settle,

    async take(tenantId, { limit, perSecond }) {
      const call: TakeCall = { name: nameCall(), startedAt: performance.now() };
      const lossesBefore = losses();
      const reply = await scripts.take(tenantId, limit, perSecond, leaseMs, call.name).catch(async (error: unknown) => {
        await giveBack(tenantId, call);
        throw error;
      });
      const taken = readTake<Content>(tenantId, reply);
      if (losses() !== lossesBefore) await giveBack(tenantId, call, taken.deliveries);
      return taken;
    },

    async rewrite({ tenantId, sessionId, fence }, part) {
      return (await scripts.rewrite(tenantId, sessionId, fence, JSON.stringify(part))) === 1;
    },

    async behind(delivery) {
      return (await waiting<Content>(delivery)).slice(1);
    },

    async due(tenantId, { graceMs, limit }) {
      return readDue(await scripts.due(tenantId, "outbox", graceMs, limit));
    },
  };
}

function readTake<Content>(tenantId: string, reply: unknown): Take<Content> {
  const [limitMs, dueMs, ...items] = reply as [number, number, ...TakenItem[]];
  const deliveries = items.map(([sessionId, fence, attempts, unknownOutcomes, failedAt, part]) => ({
    tenantId,
    sessionId,
    fence,
    attempts,
    unknownOutcomes,
    failedAt: failedAt === 0 ? undefined : failedAt,
    part: JSON.parse(part) as Part<Content>,
  }));
  return { deliveries, limitMs, dueMs: dueMs < 0 ? undefined : dueMs };
}

function readSettled(reply: unknown): { settled: boolean; more: boolean } {
  return { settled: reply !== 0, more: reply === 2 };
}

type TakenItem = [
  sessionId: string,
  fence: number,
  attempts: number,
  unknownOutcomes: number,
  failedAt: number,
  part: string,
];

function deadParts(
  { sessionId, attempts, failedAt, part }: Delivery,
  { reason, detail }: { readonly reason: string; readonly detail: string },
  parts: readonly Part[],
): string {
  return JSON.stringify({
    kind: "delivery",
    sessionId,
    reason,
    detail,
    attempts,
    // Absent where the first attempt was the last: then it is when the letter is kept.
    firstAt: failedAt,
    messages: parts.reduce((sum, other) => sum + other.messages, 0),
    messageIds: part.messageIds,
    payload: parts.map((other) => JSON.stringify(other)),
  });
}
