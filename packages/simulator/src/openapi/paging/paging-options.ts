/** What no source settles about lists, as choices. */
export interface PagingOptions {
  /** What the `offset` of searches counts. Default `entries`. */
  readonly searchOffset?: "entries" | "pages";
  /** Number of the first page of `robotListJoinedGroups`. Default 0. */
  readonly firstGroupPage?: 0 | 1;
  /** Number of the first page of `workflowListTodoTasksByManager`. Default 1. */
  readonly firstTaskPage?: 0 | 1;
}

/** The choices of a simulator. */
export function choosePaging(options: PagingOptions = {}): Required<PagingOptions> {
  return { searchOffset: "entries", firstGroupPage: 0, firstTaskPage: 1, ...options };
}

/** How many entries lie before what a search asks for. */
export function searchStart({ searchOffset }: Required<PagingOptions>, offset: number, size: number): number {
  return searchOffset === "pages" ? offset * size : offset;
}
