/** Memory in Redis, and as files where a folder is set. The files are a copy: a failure to write one is logged. */
import type { Logger } from "@dt/runtime";
import type { HistoryEntry, Memory, MemoryDirectory, SessionKey } from "@dt/session";

export interface Remembering {
  facts(session: SessionKey): Promise<string[]>;
  remember(session: SessionKey, fact: string): Promise<void>;
  forget(session: SessionKey, fact: string): Promise<boolean>;
  forgetAll(session: SessionKey): Promise<void>;
  /** The conversation that ended last; empty when none is kept. */
  endedConversation(session: SessionKey): Promise<readonly HistoryEntry[]>;
  /** Keeps the conversation that ended last as a file. */
  keepEndedConversation(session: SessionKey): Promise<void>;
}

export interface RememberingOptions {
  readonly memory: Memory;
  readonly directory: MemoryDirectory | undefined;
  readonly logger: Logger;
}

export function createRemembering({ memory, directory, logger }: RememberingOptions): Remembering {
  async function copy(session: SessionKey, write: (directory: MemoryDirectory) => Promise<void>): Promise<void> {
    if (directory === undefined) return;
    try {
      await write(directory);
    } catch (error) {
      logger.warn({ tenantId: session.tenantId, error }, "could not write the memory directory");
    }
  }

  async function copyFacts(session: SessionKey): Promise<void> {
    await copy(session, async (files) => files.writeFacts(session, await memory.facts(session)));
  }

  return {
    facts: (session) => memory.facts(session),

    async remember(session, fact) {
      await memory.remember(session, fact);
      await copyFacts(session);
    },

    async forget(session, fact) {
      const forgotten = await memory.forget(session, fact);
      await copyFacts(session);
      return forgotten;
    },

    async forgetAll(session) {
      await memory.forgetAll(session);
      await copy(session, (files) => files.forget(session));
    },

    endedConversation: (session) => memory.endedConversation(session),

    async keepEndedConversation(session) {
      await copy(session, async (files) => files.writeConversation(session, await memory.endedConversation(session)));
    },
  };
}
