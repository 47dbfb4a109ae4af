/** Repeatable randomness: the same seed gives the same numbers in the same order. */
export interface Random {
  readonly seed: number;
  /** From 0 up to but not including 1. */
  next(): number;
  /** A whole number from 0 up to but not including `limit`. */
  below(limit: number): number;
  pick<Item>(items: readonly Item[]): Item | undefined;
  bytes(length: number): Buffer;
}

/** A small generator (mulberry32): quick and repeatable, of no use for secrets. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d_2b_79_f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit: number): number => Math.floor(next() * limit);
  return {
    seed,
    next,
    below,
    pick: (items) => (items.length > 1 ? items[below(items.length)] : items[0]),
    bytes: (length) => Buffer.from(Array.from({ length }, () => below(256))),
  };
}
