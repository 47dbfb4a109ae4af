import { DingTalkError, type DingTalkErrorCode } from "../errors/dingtalk-error.ts";
import { inputSchema } from "../input-schema.ts";
import type { Batching, EntryFailures, Operation } from "../operation.ts";
import { assertInput } from "../validate-input.ts";
import { valueAt } from "../value-at.ts";
import type { BatchFailure, BatchResult } from "./types.ts";

type Fields = Readonly<Record<string, unknown>>;
type CallOnce = (input: Fields) => Promise<Fields>;

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
  call: CallOnce,
): Promise<BatchResult<unknown, Fields>> {
  const batching = batchingOf(operation);
  const batches = split(operation, batching, input);
  const answers: Fields[] = [];
  const done: unknown[] = [];
  const failures: BatchFailure<unknown>[] = [];
  let stopped: DingTalkError | undefined;
  for (const entries of batches) {
    const result = stopped ?? (await call({ ...input, [batching.list]: entries }).catch(toFailure));
    if (result instanceof DingTalkError) {
      failures.push(...entries.map((entry) => ({ entry, error: result })));
      if (!ownFailures.has(result.code)) stopped = result.with({ outcome: "not_sent" });
      continue;
    }
    const failed = failuresIn(operation, batching, result);
    answers.push(result);
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

/** Every batch is checked before the first is sent. */
function split(operation: Operation, { list }: Batching, input: Fields): unknown[][] {
  const entries: unknown = input[list];
  const schema = inputSchema(operation).properties[list];
  const bound = schema !== undefined && "maxItems" in schema ? schema.maxItems : undefined;
  if (!Array.isArray(entries) || bound === undefined) {
    assertInput(operation, input);
    return Array.isArray(entries) ? [entries] : [];
  }
  const count = Math.ceil(entries.length / bound);
  const batches = Array.from({ length: count }, (_, index) => entries.slice(index * bound, (index + 1) * bound));
  for (const batch of batches) assertInput(operation, { ...input, [list]: batch });
  return batches;
}

function toFailure(error: unknown): DingTalkError {
  if (error instanceof DingTalkError) return error;
  throw error;
}

function failuresIn(operation: Operation, { failures = [] }: Batching, answer: Fields): Map<unknown, DingTalkError> {
  const found = failures.flatMap((declared) => {
    return entriesAt(valueAt(answer, declared.at)).map(([entry, reason]): [unknown, DingTalkError] => {
      return [entry, entryFailure(operation, declared, reason)];
    });
  });
  return new Map(found);
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
