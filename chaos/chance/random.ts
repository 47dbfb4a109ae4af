/** Random numbers that a seed repeats. */
export interface Random {
  /** From 0 to below 1. */
  next(): number;
  pick<Item>(items: readonly Item[]): Item;
  /** Around the mean, never more than three times it: exponential, as for events that do not know of each other. */
  around(mean: number): number;
  /** Numbers of their own for one subject: the same for the same seed and name, whatever is drawn elsewhere. */
  stream(name: string): Random;
}

/** Mulberry32: small, fast, and good enough to choose victims. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return {
    next,
    pick(items) {
      const item = items[Math.floor(next() * items.length)];
      if (item === undefined) throw new RangeError("there is nothing to pick from");
      return item;
    },
    around: (mean) => Math.min(3 * mean, -Math.log(1 - next()) * mean),
    stream: (name) => createRandom(hash(`${seed} ${name}`)),
  };
}

/** FNV-1a: similar names give unlike seeds. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (const byte of Buffer.from(text)) value = Math.imul(value ^ byte, 0x01000193);
  return value >>> 0;
}
