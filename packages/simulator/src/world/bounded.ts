/**
 * A map that forgets its oldest entry once it holds `limit` keys. A limit of 0 keeps nothing.
 * Eviction is constant time: the order of insertion lives in a ring, because asking a plain `Map` for its first
 * key becomes slow when many first keys were deleted before.
 */
export class BoundedMap<Key, Value> {
  readonly limit: number;
  readonly #entries = new Map<Key, Value>();
  readonly #ring: Key[] = [];
  readonly #forgotten: ((key: Key, value: Value) => void) | undefined;
  #next = 0;

  /** @param forgotten called for each entry that had to make room, not for those that were deleted. */
  constructor(limit: number, forgotten?: (key: Key, value: Value) => void) {
    this.limit = limit;
    this.#forgotten = forgotten;
  }

  get size(): number {
    return this.#entries.size;
  }

  get(key: Key): Value | undefined {
    return this.#entries.get(key);
  }

  has(key: Key): boolean {
    return this.#entries.has(key);
  }

  /** Adds the entry, or replaces its value without making it younger. */
  set(key: Key, value: Value): void {
    if (this.limit <= 0) return;
    if (!this.#entries.has(key)) this.#makeRoom(key);
    this.#entries.set(key, value);
  }

  delete(key: Key): boolean {
    return this.#entries.delete(key);
  }

  clear(): void {
    this.#entries.clear();
    this.#ring.length = 0;
    this.#next = 0;
  }

  /** Oldest first. */
  values(): IterableIterator<Value> {
    return this.#entries.values();
  }

  #makeRoom(key: Key): void {
    if (this.#ring.length < this.limit) {
      this.#ring.push(key);
      return;
    }
    const oldest = this.#ring[this.#next] as Key;
    const value = this.#entries.get(oldest);
    if (value !== undefined) {
      this.#entries.delete(oldest);
      this.#forgotten?.(oldest, value);
    }
    this.#ring[this.#next] = key;
    this.#next = (this.#next + 1) % this.limit;
  }
}

/** A list that keeps its newest `limit` items. */
export class BoundedList<Item> {
  readonly limit: number;
  #items: Item[] = [];

  constructor(limit: number) {
    this.limit = limit;
  }

  push(item: Item): void {
    if (this.limit <= 0) return;
    this.#items.push(item);
    // Cut in large pieces: shifting one item for each that comes would move the whole array every time.
    if (this.#items.length >= this.limit * 2) this.#items = this.#items.slice(-this.limit);
  }

  clear(): void {
    this.#items = [];
  }

  /** Oldest first, at most `limit`. */
  toArray(): Item[] {
    return this.#items.length > this.limit ? this.#items.slice(-this.limit) : this.#items.slice();
  }
}
