import type { Paging } from "../../operation.ts";
import type { CallInputFor, OperationName, Operations, ResultFor } from "../../operations/index.ts";

/** Names of the operations that answer page by page. */
export type PagedOperationName = {
  [N in OperationName]: Operations[N] extends { readonly paging: Paging } ? N : never;
}[OperationName];

type PagingOf<N extends PagedOperationName> = Operations[N] extends { readonly paging: infer P extends Paging }
  ? P
  : never;
/** Input field with the position of a page. */
export type PositionOf<N extends PagedOperationName> = PagingOf<N>["position"];
type Placement<N extends PagedOperationName> = Extract<
  PagingOf<N>["position"] | NonNullable<PagingOf<N>["size"]>,
  keyof CallInputFor<N>
>;

/** Input of a paged operation. Without a position it begins at the first page, without a size pages are as large as can be. */
export type PagedInput<N extends PagedOperationName> = Omit<CallInputFor<N>, Placement<N>> &
  Partial<Pick<CallInputFor<N>, Placement<N>>>;

type At<T, P> = P extends `${infer Key}.${infer Rest}`
  ? At<NonNullable<T[Key & keyof T]>, Rest>
  : NonNullable<T[P & keyof T]>;

/** One entry of the list that a paged operation reads. */
export type EntryFor<N extends PagedOperationName> =
  At<ResultFor<N>, PagingOf<N>["items"]> extends (infer E)[] ? E : never;

/** One page of a list. */
export interface Page<E> {
  readonly entries: readonly E[];
  /** Position of the next page, to go on from there later. Absent on the last page, and until it is known. */
  readonly next?: number | string;
  /** Number of all entries, where DingTalk tells. */
  readonly total?: number;
}
