/** Times between tries, in milliseconds. */
export interface Backoff {
  /** Doubles with every failure in a row. @default 1_000 */
  readonly firstMs: number;
  /** @default 60_000 */
  readonly longestMs: number;
  /** A connection that lived this long ends the row of failures. @default 30_000 */
  readonly stableMs: number;
  /** After a failure that only a person can put right, such as wrong credentials. @default 60_000 */
  readonly slowMs: number;
}

export const defaultBackoff: Backoff = { firstMs: 1_000, longestMs: 60_000, stableMs: 30_000, slowMs: 60_000 };

/** Full jitter: any time up to the limit, so that clients that fell together do not come back together. */
export function backoffMs({ firstMs, longestMs }: Backoff, failures: number, random: () => number): number {
  return Math.round(random() * Math.min(longestMs, firstMs * 2 ** Math.max(0, failures - 1)));
}
