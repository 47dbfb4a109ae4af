/** One page of a list. */
export interface Page<Item> {
  readonly items: Item[];
  /** Where the next page begins; absent on the last page. */
  readonly next: number | undefined;
}

/** Cuts a page out of a list that is read by the number of entries before it. */
export function pageOf<Item>(list: readonly Item[], offset: number, size: number): Page<Item> {
  const end = offset + size;
  return { items: list.slice(offset, end), next: end < list.length ? end : undefined };
}
