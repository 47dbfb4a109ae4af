import { DingTalkError } from "../../errors/dingtalk-error.ts";
import type { Operation, Paging } from "../../operation.ts";
import { operations } from "../../operations/index.ts";
import { inputSchema } from "../../requests/input-schema.ts";
import { type ListPart, splitList } from "../batches/split-list.ts";
import type { CallOptions } from "../client-options.ts";
import { isLast, type PageAnswer, type Position, readPageAnswer } from "./advance.ts";
import { firstPlace } from "./first-place.ts";
import type { Page, PagedOperationName } from "./types.ts";

type Fields = Readonly<Record<string, unknown>>;

/** Calls an operation by name, without its types. */
export type CallLoosely = (name: string, input: Fields, options?: CallOptions) => Promise<Fields>;

type PagedOperation = Operation & { readonly paging: Paging };

type ReadAt = (position: Position | undefined) => Promise<PageAnswer>;

/**
 * Reads the pages of a list one after the other, each when it is asked for. A filter that is too long for one call is
 * split, and the lists of its parts follow each other.
 */
export async function* readPages(
  call: CallLoosely,
  name: PagedOperationName,
  input: Fields,
  options?: CallOptions,
): AsyncGenerator<Page<unknown>, void, undefined> {
  const operation: PagedOperation = operations[name];
  const { batching, paging } = operation;
  const parts = batching === undefined ? [] : splitList(operation, batching, input);
  // A position belongs to one list: who goes on from there later names the people or departments of that list.
  if (parts.length < 2 || input[paging.position] !== undefined) yield* readList(call, operation, input, options);
  else yield* readLists(parts, (part) => readList(call, operation, part, options));
}

/** Pages of several lists, without what an earlier one had. */
async function* readLists(
  parts: readonly ListPart[],
  read: (input: Fields) => AsyncGenerator<Page<unknown>, void, undefined>,
): AsyncGenerator<Page<unknown>, void, undefined> {
  const seen = new Set<string>();
  for (const { input } of parts) {
    for await (const { entries } of read(input)) {
      const fresh = entries.filter((entry) => !seen.has(JSON.stringify(entry)));
      for (const entry of fresh) seen.add(JSON.stringify(entry));
      yield { entries: fresh };
    }
  }
}

async function* readList(
  call: CallLoosely,
  operation: PagedOperation,
  input: Fields,
  options?: CallOptions,
): AsyncGenerator<Page<unknown>, void, undefined> {
  const { name, paging } = operation;
  const schema = inputSchema(operation).properties[paging.position];
  const first = firstPlace(paging);
  const readAt: ReadAt = async (position) => {
    const place = position === undefined ? {} : { [paging.position]: position };
    return readPageAnswer(await call(name, { ...first, ...input, ...place }, options), paging, schema);
  };
  const given = input[paging.position] as Position | undefined;
  const start = given ?? paging.first;
  if (paging.orFirst !== undefined && given === undefined) yield* followUnknownPages(readAt);
  else if (paging.style !== "offset") yield* follow(readAt, start, paging.style);
  else if (typeof given === "number") yield* followOffset(readAt, given);
  else yield* followUnknownOffset(readAt);
}

/** Lists that name the next position, or count pages; `previous` are the entries before those at `start`, as text. */
async function* follow(
  readAt: ReadAt,
  start: Position | undefined,
  style: Paging["style"],
  previous = "",
): AsyncGenerator<Page<unknown>, void, undefined> {
  let position = start;
  let before = previous;
  const visited = new Set<Position | undefined>();
  for (;;) {
    const answer = await readAt(position);
    visited.add(position);
    const text = JSON.stringify(answer.entries);
    // Where the first page has number 1, page 0 may be the same.
    const repeated = style === "page" && text === before;
    const next = style === "page" ? Number(position ?? 0) + 1 : answer.token;
    // Some lists end by leading back to their beginning.
    const last = isLast(answer) || next === undefined || visited.has(next);
    if (!repeated) yield toPage(answer, last ? undefined : next);
    if (last) return;
    before = text;
    position = next;
  }
}

/** Lists whose first page has number 0 or 1; which of them is not documented. */
async function* followUnknownPages(readAt: ReadAt): AsyncGenerator<Page<unknown>, void, undefined> {
  const zeroth = await readAt(0).catch(ignoreInvalid);
  if (zeroth === undefined || zeroth.entries.length === 0) return yield* follow(readAt, 1, "page");
  const last = isLast(zeroth);
  yield toPage(zeroth, last ? undefined : 1);
  if (!last) yield* follow(readAt, 1, "page", JSON.stringify(zeroth.entries));
}

function ignoreInvalid(error: unknown): undefined {
  if (error instanceof DingTalkError && error.code === "invalid_request") return undefined;
  throw error;
}

/** Lists whose position counts entries. */
async function* followOffset(readAt: ReadAt, start: number): AsyncGenerator<Page<unknown>, void, undefined> {
  let position = start;
  for (;;) {
    const answer = await readAt(position);
    position += answer.entries.length;
    const last = isLast(answer) || position === answer.total;
    yield toPage(answer, last ? undefined : position);
    if (last) return;
  }
}

/**
 * Lists whose position counts entries or pages; DingTalk's documentation says both. Position 1 tells: it overlaps
 * with the first page when entries are counted and follows it when pages are.
 */
async function* followUnknownOffset(readAt: ReadAt): AsyncGenerator<Page<unknown>, void, undefined> {
  const first = await readAt(0);
  const done = isLast(first) || first.entries.length === first.total;
  yield toPage(first, undefined);
  if (done) return;
  const probe = await readAt(1);
  const overlaps = first.entries.length > 1 && isSame(first.entries[1], probe.entries[0]);
  if (overlaps) return yield* followOffset(readAt, first.entries.length);
  yield toPage(probe, isLast(probe) ? undefined : 2);
  if (!isLast(probe)) yield* follow(readAt, 2, "page");
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function toPage({ entries, total }: PageAnswer, next: Position | undefined): Page<unknown> {
  return { entries, ...(next === undefined ? {} : { next }), ...(total === undefined ? {} : { total }) };
}
