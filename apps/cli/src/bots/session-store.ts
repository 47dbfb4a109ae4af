import { type HistoryEntry, type RedisClient, type SessionKey, tenantPrefix } from "@dt/session";

/** A session as operators list it. */
export interface SessionSummary {
  readonly sessionId: string;
  /** Messages that wait for a turn. */
  readonly waiting: number;
  /** Parts of replies that are not out yet. */
  readonly delivering: number;
  /** Entries of the running conversation. */
  readonly history: number;
  /** End of the last turn, ms since 1970; absent before the first. */
  readonly lastAt: number | undefined;
}

export interface SessionDetails extends SessionSummary {
  readonly conversation: readonly HistoryEntry[];
  /** What is remembered about the person. */
  readonly memory: readonly string[];
  /** A worker holds it, or it is parked until this time. */
  readonly busyUntil: number | undefined;
}

/** What operators may do with sessions. Waiting messages and replies are never touched. */
export interface SessionStore {
  /** In no order. Reads at most so many. */
  list(tenantId: string, limit: number): Promise<SessionSummary[]>;
  get(session: SessionKey): Promise<SessionDetails | undefined>;
  /** Ends the conversation, so that the next message begins a new one. `busy`: a turn runs; nothing was changed. */
  reset(session: SessionKey): Promise<"done" | "busy" | "nothing">;
  /** Erases conversations and memory. `busy`: a turn runs; nothing was changed. */
  forget(session: SessionKey): Promise<"done" | "busy" | "nothing">;
}

const idleKeptMs = 60 * 86_400_000;

export function createSessionStore(redis: RedisClient): SessionStore {
  async function summary(session: SessionKey): Promise<SessionSummary> {
    const [waiting, delivering, history, last] = await Promise.all([
      redis.llen(key(session, "inbox")),
      redis.llen(key(session, "lane")),
      redis.llen(key(session, "history")),
      redis.hget(key(session, "state"), "lastAt"),
    ]);
    const lastAt = last === null ? undefined : Number(last);
    return { sessionId: session.sessionId, waiting, delivering, history, lastAt };
  }

  async function busyUntil({ tenantId, sessionId }: SessionKey): Promise<number | undefined> {
    const [due, [seconds = 0, microseconds = 0]] = await Promise.all([
      redis.zscore(`${tenantPrefix(tenantId)}pending`, sessionId),
      redis.time(),
    ]);
    const now = seconds * 1_000 + microseconds / 1_000;
    return due !== null && Number(due) > now ? Number(due) : undefined;
  }

  /** A turn that begins or ends meanwhile changes `state`, and then nothing is done. */
  async function between(session: SessionKey, change: () => ReturnType<RedisClient["multi"]>) {
    await redis.watch(key(session, "state"));
    if ((await busyUntil(session)) === undefined && (await change().exec()) !== null) return "done";
    await redis.unwatch();
    return "busy";
  }

  return {
    async list(tenantId, limit) {
      const ids = await sessionIds(redis, tenantPrefix(tenantId), limit);
      return Promise.all(ids.map((sessionId) => summary({ tenantId, sessionId })));
    },
    async get(session) {
      const about = await summary(session);
      const [entries, memory, busy] = await Promise.all([
        redis.lrange(key(session, "history"), 0, -1),
        redis.lrange(key(session, "memory"), 0, -1),
        busyUntil(session),
      ]);
      const known = about.lastAt !== undefined || about.waiting + about.delivering + entries.length + memory.length > 0;
      if (!known) return undefined;
      const conversation = entries.map((entry) => JSON.parse(entry) as HistoryEntry);
      return { ...about, conversation, memory, busyUntil: busy };
    },
    async reset(session) {
      if ((await redis.exists(key(session, "history"))) === 0) return "nothing";
      return between(session, () =>
        redis.multi().rename(key(session, "history"), key(session, "ended")).pexpire(key(session, "ended"), idleKeptMs),
      );
    },
    async forget(session) {
      const names = ["history", "ended", "memory"].map((name) => key(session, name));
      if ((await redis.exists(...names)) === 0) return "nothing";
      return between(session, () => redis.multi().del(...names));
    },
  };
}

function key({ tenantId, sessionId }: SessionKey, name: string): string {
  return `${tenantPrefix(tenantId)}s:${sessionId}:${name}`;
}

/** All keys of a tenant lie on one node, but which one only the nodes know. */
async function sessionIds(redis: RedisClient, prefix: string, limit: number): Promise<string[]> {
  const found = new Set<string>();
  const nodes = "nodes" in redis ? redis.nodes("master") : [redis];
  const pattern = `${prefix.replaceAll(/[[\]*?\\]/g, String.raw`\$&`)}s:*`;
  for (const node of nodes) {
    let cursor = "0";
    do {
      const [next, keys] = await node.scan(cursor, "MATCH", pattern, "COUNT", 1_000);
      for (const name of keys) {
        const sessionId = name.slice(prefix.length + 2, name.lastIndexOf(":"));
        if (found.size < limit) found.add(sessionId);
      }
      cursor = next;
    } while (cursor !== "0" && found.size < limit);
  }
  return [...found];
}
