/** Refuses to store while Redis is nearly full: at its limit the workers could not drain it either. */
import type { Logger } from "@dt/runtime";
import { primariesOf, type RedisClient } from "@dt/session";

/** Above this share of `maxmemory` nothing is stored. */
const FULL = 0.8;
/** Room is looked for this often. */
const INTERVAL_MS = 1000;

export interface MemoryGuard {
  /** @throws RedisFullError while Redis is nearly full. */
  check(): void;
  readonly full: boolean;
  close(): void;
}

export class RedisFullError extends Error {
  override readonly name = "RedisFullError";

  constructor() {
    super(
      `Redis uses more than ${FULL * 100} % of its maxmemory: messages stay unacknowledged until the workers have made room. Raise maxmemory if this lasts.`,
    );
  }
}

export function createMemoryGuard(redis: RedisClient, logger: Logger): MemoryGuard {
  let full = false;

  async function look(): Promise<void> {
    const infos = await Promise.all(primariesOf(redis).map((primary) => primary.info("memory")));
    // In a cluster the fullest node counts: any tenant's mail may be on it.
    const share = Math.max(0, ...infos.map(usedShare));
    if (share > FULL === full) return;
    full = share > FULL;
    if (full) logger.error({ usedPercent: Math.round(share * 100) }, "Redis is nearly full: not accepting messages");
    else logger.warn({ usedPercent: Math.round(share * 100) }, "Redis has room again: accepting messages");
  }

  // An outage of Redis shows where messages are stored.
  const timer = setInterval(() => void look().catch(() => undefined), INTERVAL_MS);
  return {
    check() {
      if (full) throw new RedisFullError();
    },
    get full() {
      return full;
    },
    close() {
      clearInterval(timer);
    },
  };
}

/** Used memory as a share of the limit, from the answer of `INFO memory`; 0 when there is no limit. */
export function usedShare(info: string): number {
  const used = Number(/^used_memory:(\d+)/m.exec(info)?.[1] ?? 0);
  const limit = Number(/^maxmemory:(\d+)/m.exec(info)?.[1] ?? 0);
  return limit === 0 ? 0 : used / limit;
}
