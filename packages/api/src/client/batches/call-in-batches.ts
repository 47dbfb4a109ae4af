import { DingTalkError, type DingTalkErrorCode } from "../../errors/dingtalk-error.ts";
import type { Batching, EntryFailures, Operation } from "../../operation.ts";
import { assertInput } from "../../requests/validate-input.ts";
import { firstPlace } from "../paging/first-place.ts";
import { valueAt } from "../paging/value-at.ts";
import { splitList } from "./split-list.ts";
import type { BatchFailure, BatchResult } from "./types.ts";

type Fields = Readonly<Record<string, unknown>>;
/** Deals with one part of the list; a list that comes in pages has an answer for each of them. */
type CallPart = (input: Fields) => Promise<readonly Fields[]>;

/** Failures of a call that concern its entries alone; the next call would meet any other one too. */
const ownFailures: ReadonlySet<DingTalkErrorCode> = new Set(["not_found", "already_exists", "refused", "too_large"]);

/** How long people who got too much should be left alone. */
const throttledMs = 1_000;

/**
 * Splits the list in an input over as many calls as it takes, one after the other. A call that fails makes its entries
 * failures; unless the failure concerned only them, the entries after them are not tried.
 * @throws DingTalkError `invalid_request` before anything is sent
 */
export async function callInBatches(
  operation: Operation,
  input: Fields,
  call: CallPart,
): Promise<BatchResult<unknown, Fields>> {
  const batching = batchingOf(operation);
  const parts = splitList(operation, batching, input);
  // Every part is checked before the first is sent.
  for (const part of parts) assertInput(operation, { ...firstPlace(operation.paging), ...part.input });
  const answers: Fields[] = [];
  const done: unknown[] = [];
  const failures: BatchFailure<unknown>[] = [];
  let stopped: DingTalkError | undefined;
  for (const { entries, input: part } of parts) {
    const result = stopped ?? (await call(part).catch(toFailure));
    if (result instanceof DingTalkError) {
      // Without entries of its own, the call was all there was to do.
      if (entries.length === 0) throw result;
      failures.push(...entries.map((entry) => ({ entry, error: result })));
      if (!ownFailures.has(result.code)) stopped = result.with({ outcome: "not_sent" });
      continue;
    }
    const failed = new Map(result.flatMap((answer) => failuresIn(operation, batching, answer)));
    answers.push(...result);
    for (const entry of entries) {
      const error = failed.get(entry);
      if (error === undefined) done.push(entry);
      else failures.push({ entry, error });
    }
  }
  return { answers, done, failures };
}

function batchingOf({ batching, name }: Operation): Batching {
  if (batching !== undefined) return batching;
  throw new DingTalkError(`${name} takes no list that could be split; use call.`, { code: "invalid_request" });
}

function toFailure(error: unknown): DingTalkError {
  if (error instanceof DingTalkError) return error;
  throw error;
}

function failuresIn(
  operation: Operation,
  { failures = [] }: Batching,
  answer: Fields,
): (readonly [entry: unknown, error: DingTalkError])[] {
  return failures.flatMap((declared) => {
    return entriesAt(valueAt(answer, declared.at)).map(([entry, reason]) => {
      return [entry, entryFailure(operation, declared, reason)] as const;
    });
  });
}

function entriesAt(value: unknown): [entry: unknown, reason: unknown][] {
  if (Array.isArray(value)) return value.map((entry) => [entry, undefined]);
  return typeof value === "object" && value !== null ? Object.entries(value) : [];
}

function entryFailure({ name }: Operation, { code, reason }: EntryFailures, given: unknown): DingTalkError {
  const detail = typeof given === "string" && given !== "" ? ` (${given})` : "";
  const retryAfterMs = code === "rate_limited" ? throttledMs : undefined;
  return new DingTalkError(`${name}: ${reason}${detail}.`, { code, operation: name, retryAfterMs });
}
