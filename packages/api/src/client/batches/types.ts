import type { DingTalkError } from "../../errors/dingtalk-error.ts";
import type { Batching } from "../../operation.ts";
import type { CallInputFor, InputFor, OperationName, Operations, ResultFor } from "../../operations/index.ts";
import type { PagedInput, PagedOperationName, PositionOf } from "../paging/types.ts";

/** Names of the operations that take a list of bounded length. */
export type BatchOperationName = {
  [N in OperationName]: Operations[N] extends { readonly batching: Batching } ? N : never;
}[OperationName];

type ListOf<N extends BatchOperationName> = Operations[N] extends { readonly batching: { readonly list: infer F } }
  ? F
  : never;

/** Input of a batch. What comes in pages is read to its end, so the position of a page has no place in it. */
export type BatchInput<N extends BatchOperationName> = N extends PagedOperationName
  ? Omit<PagedInput<N>, PositionOf<N>>
  : CallInputFor<N>;

/** One entry of the list that an operation takes; a text, of a list that is joined by commas. */
export type BatchEntry<N extends BatchOperationName> =
  NonNullable<InputFor<N>[ListOf<N> & keyof InputFor<N>]> extends readonly (infer E)[] ? E : string;

/** What became of a list of any length. Every entry is either done or failed. */
export interface BatchResult<Entry, Answer> {
  /** Answers of the calls that succeeded, in order; of each page of a list that comes in pages. */
  readonly answers: readonly Answer[];
  readonly done: readonly Entry[];
  readonly failures: readonly BatchFailure<Entry>[];
}

export interface BatchFailure<Entry> {
  readonly entry: Entry;
  /** `outcome` says whether the entry may have been dealt with all the same, `retryable` whether to try it again. */
  readonly error: DingTalkError;
}

/** The result of a batch by the name of its operation. */
export type BatchResultFor<N extends BatchOperationName> = BatchResult<BatchEntry<N>, ResultFor<N>>;
