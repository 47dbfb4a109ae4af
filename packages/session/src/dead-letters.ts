/** What dt gave up on, with its reason. */
import type { RedisClient } from "./redis.ts";
import { loadScript } from "./script.ts";
import { tenantPrefix } from "./session-id.ts";

export interface DeadLetter {
  readonly id: string;
  /** `message`: never answered. `delivery`: answered, but the reply did not get out. */
  readonly kind: "message" | "delivery";
  readonly sessionId: string;
  /** One of a closed set of words, such as `model_unavailable`. */
  readonly reason: string;
  readonly detail: string;
  readonly attempts: number;
  /** When it was given up, ms of Redis's clock. */
  readonly at: number;
  /** How many messages are in it. */
  readonly messages: number;
  readonly messageIds: readonly string[];
  /** The messages or parts as they were stored, JSON. */
  readonly payload: readonly string[];
}

export interface DeadLetters {
  /** The newest first. */
  list(tenantId: string, options?: { limit?: number; offset?: number }): Promise<DeadLetter[]>;
  get(tenantId: string, id: string): Promise<DeadLetter | undefined>;
  count(tenantId: string): Promise<number>;
  /** Puts it back: messages to the end of their inbox, parts to the end of their lane. The caller wakes the session. */
  replay(tenantId: string, id: string): Promise<DeadLetter | undefined>;
  /** Forgets it for good; it stays counted. False: there was none. */
  drop(tenantId: string, id: string): Promise<boolean>;
}

const lettersKey = (tenantId: string): string => `${tenantPrefix(tenantId)}dead`;
const orderKey = (tenantId: string): string => `${tenantPrefix(tenantId)}dead:at`;

export function createDeadLetters(redis: RedisClient): DeadLetters {
  const replay = loadScript(redis, "replay");

  async function get(tenantId: string, id: string): Promise<DeadLetter | undefined> {
    const [letter, at] = await Promise.all([
      redis.hget(lettersKey(tenantId), id),
      redis.zscore(orderKey(tenantId), id),
    ]);
    if (letter === null) return undefined;
    return { id, at: Number(at), ...(JSON.parse(letter) as Omit<DeadLetter, "id" | "at">) };
  }

  return {
    get,

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
      if (letter === undefined) return undefined;
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
