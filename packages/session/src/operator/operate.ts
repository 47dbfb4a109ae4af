/** What operators may see and change of sessions. Waiting messages and replies are never touched. */
import type { HistoryEntry } from "../mailboxes/inbox.ts";
import { primariesOf, type RedisClient } from "../redis/redis.ts";
import { loadScript } from "../scripts/script.ts";
import { keyOf, type SessionKey, tenantPrefix } from "../session-id.ts";

/** A session as operators list it. */
export interface SessionSummary {
  readonly sessionId: string;
  /** Messages that wait for a turn. */
  readonly waiting: number;
  /** Parts of replies that are not out yet. */
  readonly delivering: number;
  /** Entries of the running conversation. */
  readonly history: number;
  /** End of the last turn, ms of Redis's clock; absent before the first. */
  readonly lastAt?: number;
}

export interface SessionDetails extends SessionSummary {
  readonly conversation: readonly HistoryEntry[];
  /** What is remembered about the person. */
  readonly memory: readonly string[];
  /** A worker holds it, or it is parked, until this time, ms of Redis's clock. */
  readonly busyUntil?: number;
}

/** `nothing`: there is none. `busy`: a turn is running, and nothing was changed. */
export type OperatorResult = "done" | "nothing" | "busy";

export interface ListSessionsOptions {
  /** Most sessions of the answer. */
  readonly limit: number;
  /** How many of the first ones are left out. @default 0 */
  readonly offset?: number;
  /** Only those where a message waits or a reply is not out yet. Costs far less: no other key is looked at. */
  readonly onlyWaiting?: boolean;
}

export interface SessionList {
  readonly sessions: readonly SessionSummary[];
  /** Of all sessions that were meant, whatever limit and offset. */
  readonly total: number;
}

export interface SessionOperator {
  /** Sessions of a tenant that hold anything, the one with the latest turn first. Looks at every key of the store. */
  list(tenantId: string, options: ListSessionsOptions): Promise<SessionList>;
  /** Undefined when nothing is known of the session. */
  get(session: SessionKey): Promise<SessionDetails | undefined>;
  /** Ends the conversation, so that the next message begins a new one. What is remembered stays. */
  reset(session: SessionKey): Promise<OperatorResult>;
  /** Erases conversations and memory for good. */
  forget(session: SessionKey): Promise<OperatorResult>;
}

/** How long the conversation that `reset` ended is kept, like one that ended by itself. */
const endedKeptMs = 60 * 86_400_000;

export function createSessionOperator(redis: RedisClient): SessionOperator {
  const operate = loadScript(redis, "operate");

  async function summary(session: SessionKey): Promise<SessionSummary> {
    const [waiting, delivering, history, lastAt] = await Promise.all([
      redis.llen(keyOf(session, "inbox")),
      redis.llen(keyOf(session, "lane")),
      redis.llen(keyOf(session, "history")),
      redis.hget(keyOf(session, "state"), "lastAt"),
    ]);
    const { sessionId } = session;
    return { sessionId, waiting, delivering, history, ...(lastAt === null ? {} : { lastAt: Number(lastAt) }) };
  }

  async function busyUntil({ tenantId, sessionId }: SessionKey): Promise<{ busyUntil?: number }> {
    const [due, [seconds = 0]] = await Promise.all([
      redis.zscore(`${tenantPrefix(tenantId)}pending`, sessionId),
      redis.time(),
    ]);
    return due !== null && Number(due) > seconds * 1_000 ? { busyUntil: Number(due) } : {};
  }

  return {
    async list(tenantId, { limit, offset = 0, onlyWaiting = false }) {
      const ids = await (onlyWaiting ? waitingIds(redis, tenantId) : allIds(redis, tenantId));
      const latest = await latestFirst(redis, tenantId, ids);
      const chosen = latest.slice(offset, offset + limit);
      const sessions = await Promise.all(chosen.map((sessionId) => summary({ tenantId, sessionId })));
      return { sessions, total: ids.length };
    },

    async get(session) {
      const [about, busy, history, memory] = await Promise.all([
        summary(session),
        busyUntil(session),
        redis.lrange(keyOf(session, "history"), 0, -1),
        redis.lrange(keyOf(session, "memory"), 0, -1),
      ]);
      const entries = about.waiting + about.delivering + history.length + memory.length;
      if (about.lastAt === undefined && entries === 0) return undefined;
      return { ...about, conversation: history.map((entry) => JSON.parse(entry) as HistoryEntry), memory, ...busy };
    },

    async reset({ tenantId, sessionId }) {
      return (await operate(tenantId, sessionId, "reset", endedKeptMs)) as OperatorResult;
    },

    async forget({ tenantId, sessionId }) {
      return (await operate(tenantId, sessionId, "forget", endedKeptMs)) as OperatorResult;
    },
  };
}

/** Whoever has something to be done stands in one of the two schedules. */
async function waitingIds(redis: RedisClient, tenantId: string): Promise<string[]> {
  const prefix = tenantPrefix(tenantId);
  const found = await Promise.all(["pending", "outbox"].map((name) => redis.zrange(`${prefix}${name}`, 0, -1)));
  return [...new Set(found.flat())];
}

/** All keys of a tenant lie on one node of a cluster, but which one only the nodes know. */
async function allIds(redis: RedisClient, tenantId: string): Promise<string[]> {
  const found = new Set<string>();
  const prefix = `${tenantPrefix(tenantId)}s:`;
  for (const node of primariesOf(redis)) {
    let cursor = "0";
    do {
      const [next, names] = await node.scan(cursor, "MATCH", `${prefix}*`, "COUNT", 1_000);
      for (const name of names) found.add(name.slice(prefix.length, name.lastIndexOf(":")));
      cursor = next;
    } while (cursor !== "0");
  }
  return [...found];
}

/** So many questions are on their way at once. */
const askedAtOnce = 1_000;

/** Those without a turn so far come last; ties by id, so that pages fit together. */
async function latestFirst(redis: RedisClient, tenantId: string, ids: readonly string[]): Promise<string[]> {
  const times = new Map<string, number>();
  for (let start = 0; start < ids.length; start += askedAtOnce) {
    const asked = ids.slice(start, start + askedAtOnce);
    const answers = await Promise.all(
      asked.map((sessionId) => redis.hget(keyOf({ tenantId, sessionId }, "state"), "lastAt")),
    );
    for (const [index, sessionId] of asked.entries()) times.set(sessionId, Number(answers[index] ?? 0));
  }
  const timeOf = (id: string): number => times.get(id) ?? 0;
  return ids.toSorted((left, right) => timeOf(right) - timeOf(left) || (left < right ? -1 : 1));
}
