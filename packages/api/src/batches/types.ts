import type { DingTalkError } from "../errors/dingtalk-error.ts";
import type { Batching } from "../operation.ts";
import type { InputFor, OperationName, Operations, ResultFor } from "../operations/index.ts";

/** Names of the operations that take a list of bounded length. */
export type BatchOperationName = {
  [N in OperationName]: Operations[N] extends { readonly batching: Batching } ? N : never;
}[OperationName];

type ListOf<N extends BatchOperationName> = Operations[N] extends { readonly batching: { readonly list: infer F } }
  ? F
  : never;

/** One entry of the list that an operation takes. */
export type BatchEntry<N extends BatchOperationName> =
  NonNullable<InputFor<N>[ListOf<N> & keyof InputFor<N>]> extends readonly (infer E)[] ? E : never;

/** What became of a list of any length. Every entry is either done or failed. */
export interface BatchResult<Entry, Answer> {
  /** Answers of the calls that succeeded, in order. */
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
