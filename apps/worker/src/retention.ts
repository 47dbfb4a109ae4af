/** Removes ended conversations from the memory directory when their time is over. */
import type { Logger } from "@dt/runtime";
import type { MemoryDirectory } from "@dt/session";

export interface RetentionOptions {
  readonly directory: Pick<MemoryDirectory, "prune">;
  /** How long conversations are kept. */
  readonly days: number;
  readonly logger: Logger;
}

export interface Retention {
  close(): Promise<void>;
}

const DAY_MS = 86_400_000;
/** Often enough that a conversation is not kept noticeably longer. */
const INTERVAL_MS = DAY_MS / 4;

/** Looks at once, and then again every six hours. */
export function startRetention({ directory, days, logger }: RetentionOptions): Retention {
  async function prune(): Promise<void> {
    try {
      const removed = await directory.prune({ olderThanMs: days * DAY_MS });
      if (removed > 0) logger.info({ removed, days }, "removed old conversations from the memory directory");
    } catch (error) {
      logger.warn({ error }, "could not remove old conversations from the memory directory");
    }
  }

  let round = prune();
  const timer = setInterval(() => {
    round = prune();
  }, INTERVAL_MS);
  return {
    async close() {
      clearInterval(timer);
      await round;
    },
  };
}
