const endOfThrottle = /将在\s*(\d{4})-(\d{2})-(\d{2}) (\d{2}):(\d{2}):(\d{2})\s*结束/;
const chinaOffsetMs = 8 * 3_600_000;

/**
 * Milliseconds until the end of a throttle that the older host names in its text
 * (`… 将在 2026-01-01 10:00:05 结束`). The text has no zone; it is read as China time.
 */
export function throttleEndMs(text: string, now: number = Date.now()): number | undefined {
  const parts = endOfThrottle.exec(text)?.slice(1).map(Number);
  if (parts === undefined) return undefined;
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = parts;
  return Math.max(0, Date.UTC(year, month - 1, day, hour, minute, second) - chinaOffsetMs - now);
}
