/** What is remembered about a person beyond the conversation. It belongs to one session and outlives its conversations. */
import type { HistoryEntry } from "../mailboxes/inbox.ts";
import type { RedisClient } from "../redis/redis.ts";
import { keyOf, type SessionKey } from "../session-id.ts";

/** Facts kept per session; the oldest give way. */
const MEMORY_FACTS = 100;
/** Characters per fact. */
export const FACT_CHARACTERS = 500;

export interface Memory {
  facts(session: SessionKey): Promise<string[]>;
  /** Adds a fact, unless it is there already. @throws RangeError when it is empty or longer than {@link FACT_CHARACTERS}. */
  remember(session: SessionKey, fact: string): Promise<void>;
  /** Erases one fact; false when it is not there. */
  forget(session: SessionKey, fact: string): Promise<boolean>;
  /** Erases all facts of the session, and the conversation that ended last. */
  forgetAll(session: SessionKey): Promise<void>;
  /** The conversation that ended last. */
  endedConversation(session: SessionKey): Promise<HistoryEntry[]>;
}

export function createMemory(redis: RedisClient): Memory {
  return {
    facts(session) {
      return redis.lrange(keyOf(session, "memory"), 0, -1);
    },

    async remember(session, fact) {
      const text = fact.trim();
      if (text === "" || text.length > FACT_CHARACTERS) {
        throw new RangeError(`a fact to remember has 1 to ${FACT_CHARACTERS} characters, this one has ${text.length}`);
      }
      const memory = keyOf(session, "memory");
      await redis.multi().lrem(memory, 0, text).rpush(memory, text).ltrim(memory, -MEMORY_FACTS, -1).exec();
    },

    async forget(session, fact) {
      return (await redis.lrem(keyOf(session, "memory"), 0, fact.trim())) > 0;
    },

    async forgetAll(session) {
      await redis.del(keyOf(session, "memory"), keyOf(session, "ended"));
    },

    async endedConversation(session) {
      const entries = await redis.lrange(keyOf(session, "ended"), 0, -1);
      return entries.map((entry) => JSON.parse(entry) as HistoryEntry);
    },
  };
}
