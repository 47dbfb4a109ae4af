/** What operators may see and change of sessions. Waiting messages and replies are never touched. */
import type { HistoryEntry } from "./inbox.ts";
import type { RedisClient } from "./redis.ts";
import { loadScript } from "./script.ts";
import { type SessionKey, tenantPrefix } from "./session-id.ts";

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

export interface SessionOperator {
  /** Sessions of a tenant that hold anything, in no order; at most so many. Looks at every key of the store. */
  list(tenantId: string, options: { readonly limit: number }): Promise<SessionSummary[]>;
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
      redis.llen(key(session, "inbox")),
      redis.llen(key(session, "lane")),
      redis.llen(key(session, "history")),
      redis.hget(key(session, "state"), "lastAt"),
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
    async list(tenantId, { limit }) {
      const ids = await sessionIds(redis, tenantPrefix(tenantId), limit);
      return Promise.all(ids.map((sessionId) => summary({ tenantId, sessionId })));
    },

    async get(session) {
      const [about, busy, history, memory] = await Promise.all([
        summary(session),
        busyUntil(session),
        redis.lrange(key(session, "history"), 0, -1),
        redis.lrange(key(session, "memory"), 0, -1),
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

function key({ tenantId, sessionId }: SessionKey, name: string): string {
  return `${tenantPrefix(tenantId)}s:${sessionId}:${name}`;
}

/** All keys of a tenant lie on one node of a cluster, but which one only the nodes know. */
async function sessionIds(redis: RedisClient, prefix: string, limit: number): Promise<string[]> {
  const found = new Set<string>();
  const pattern = `${prefix}s:*`;
  for (const node of "nodes" in redis ? redis.nodes("master") : [redis]) {
    let cursor = "0";
    do {
      const [next, names] = await node.scan(cursor, "MATCH", pattern, "COUNT", 1_000);
      for (const name of names) {
        const sessionId = name.slice(prefix.length + 2, name.lastIndexOf(":"));
        if (found.size < limit) found.add(sessionId);
      }
      cursor = next;
    } while (cursor !== "0" && found.size < limit);
  }
  return [...found];
}
