/** What dt gave up on, with its reason. */
import { createHash } from "node:crypto";
import type { RedisClient } from "../redis/redis.ts";
import { loadReplicatedScript } from "../scripts/replicated-script.ts";
import { loadScript } from "../scripts/script.ts";
import { tenantPrefix } from "../session-id.ts";

export interface DeadLetter {
  readonly id: string;
  /** `message`: never answered. `delivery`: answered, but the reply did not get out. `unreadable`: no message at all. */
  readonly kind: "message" | "delivery" | "unreadable";
  readonly sessionId: string;
  /** One of a closed set of words, such as `model_unavailable`. */
  readonly reason: string;
  readonly detail: string;
  readonly attempts: number;
  /** When the message was stored, or a send of the part first came to nothing; ms of Redis's clock. */
  readonly firstAt: number;
  /** When it was given up, ms of Redis's clock. */
  readonly lastAt: number;
  /** How many messages are in it. */
  readonly messages: number;
  readonly messageIds: readonly string[];
  /** The messages or parts as they were stored, JSON. */
  readonly payload: readonly string[];
}

/** A letter as it is kept: its id and the time at which it was given up stand in the order of the letters. */
type StoredLetter = Omit<DeadLetter, "id" | "firstAt" | "lastAt"> & { readonly firstAt?: number };

/** A push that cannot become a message: nobody could be answered. */
export interface UnreadablePush {
  readonly reason: string;
  readonly detail: string;
  /** The push as it came, JSON. */
  readonly payload: string;
}

export interface DeadLetters {
  /** Keeps a push that could not be read. It counts as received and as dead. `duplicate`: it was kept before. */
  keepUnreadable(tenantId: string, push: UnreadablePush): Promise<{ duplicate: boolean }>;
  /** The newest first. */
  list(tenantId: string, options?: { limit?: number; offset?: number }): Promise<DeadLetter[]>;
  get(tenantId: string, id: string): Promise<DeadLetter | undefined>;
  count(tenantId: string): Promise<number>;
  /**
   * Puts it back: messages to the end of their inbox, parts to the end of their lane. The caller wakes the session.
   * Undefined when it is no longer there, or unreadable.
   */
  replay(tenantId: string, id: string): Promise<DeadLetter | undefined>;
  /** Forgets it for good; it stays counted. False: there was none. */
  drop(tenantId: string, id: string): Promise<boolean>;
}

const lettersKey = (tenantId: string): string => `${tenantPrefix(tenantId)}dead`;
const orderKey = (tenantId: string): string => `${tenantPrefix(tenantId)}dead:at`;

export interface DeadLettersOptions {
  /** `keepUnreadable` resolves once so many replicas have the push; see `loadReplicatedScript`. Default: 0. */
  readonly replicas?: number;
}

export function createDeadLetters(redis: RedisClient, { replicas = 0 }: DeadLettersOptions = {}): DeadLetters {
  const replay = loadScript(redis, "replay");
  const bury = loadReplicatedScript(redis, "bury", replicas);

  async function get(tenantId: string, id: string): Promise<DeadLetter | undefined> {
    const [letter, at] = await Promise.all([
      redis.hget(lettersKey(tenantId), id),
      redis.zscore(orderKey(tenantId), id),
    ]);
    if (letter === null) return undefined;
    const lastAt = Number(at);
    // What was given up at the first attempt has one time, which is that of the letter.
    return { id, firstAt: lastAt, lastAt, ...(JSON.parse(letter) as StoredLetter) };
  }

  return {
    get,

    async keepUnreadable(tenantId, { reason, detail, payload }) {
      const about = { kind: "unreadable", sessionId: "", reason, detail, attempts: 1, messages: 1, messageIds: [] };
      // The same push again has the same id and is kept once.
      const id = `unreadable!${createHash("sha256").update(payload).digest("hex").slice(0, 32)}`;
      const kept = await bury(tenantId, id, JSON.stringify({ ...about, payload: [payload] }));
      return { duplicate: kept === 0 };
    },

    async list(tenantId, { limit = 50, offset = 0 } = {}) {
      const ids = await redis.zrevrange(orderKey(tenantId), offset, offset + limit - 1);
      const letters = await Promise.all(ids.map((id) => get(tenantId, id)));
      return letters.filter((letter) => letter !== undefined);
    },

    count(tenantId) {
      return redis.zcard(orderKey(tenantId));
    },

    async replay(tenantId, id) {
      const letter = await get(tenantId, id);
      if (letter === undefined || letter.kind === "unreadable") return undefined;
      const { sessionId, kind, messages, payload } = letter;
      return (await replay(tenantId, id, sessionId, kind, messages, ...payload)) === 1 ? letter : undefined;
    },

    async drop(tenantId, id) {
      const results = await redis.multi().hdel(lettersKey(tenantId), id).zrem(orderKey(tenantId), id).exec();
      const [[, removed] = []] = results ?? [];
      return removed === 1;
    },
  };
}
