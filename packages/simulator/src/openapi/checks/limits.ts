import type { Clock } from "../../world/clock.ts";

export interface RateLimit {
  /** Counts the call when it is within the limit. */
  allows(key: string): boolean;
}

/**
 * At most `calls` within any `windowMs`: the strictest reading of "20 calls a second", so that a client that bursts
 * over the edge of two seconds is caught. Refused calls do not count. 0 calls means no limit.
 */
export function createRateLimit(clock: Clock, calls: number, windowMs = 1_000): RateLimit {
  const windows = new Map<string, { times: Float64Array; next: number }>();
  return {
    allows: (key) => {
      if (calls <= 0) return true;
      let window = windows.get(key);
      if (!window) windows.set(key, (window = { times: new Float64Array(calls), next: 0 }));
      const now = clock.now();
      if ((window.times[window.next] ?? 0) > now - windowMs) return false;
      window.times[window.next] = now;
      window.next = (window.next + 1) % calls;
      return true;
    },
  };
}

export interface MonthlyQuota {
  /** Counts one and says whether it is still within the quota. */
  use(corpId: string): boolean;
  used(corpId: string): number;
}

/** A count per organisation that starts again with each calendar month (UTC+8). 0 means no limit. */
export function createMonthlyQuota(clock: Clock, limit: number): MonthlyQuota {
  const counts = new Map<string, { month: string; count: number }>();
  const current = (corpId: string): { month: string; count: number } => {
    const month = new Date(clock.now() + 8 * 3_600_000).toISOString().slice(0, 7);
    const known = counts.get(corpId);
    if (known?.month === month) return known;
    const fresh = { month, count: 0 };
    counts.set(corpId, fresh);
    return fresh;
  };
  return {
    use: (corpId) => {
      if (limit <= 0) return true;
      const entry = current(corpId);
      if (entry.count >= limit) return false;
      entry.count++;
      return true;
    },
    used: (corpId) => (limit <= 0 ? 0 : current(corpId).count),
  };
}
