import { inputSchema, type Operation, type PagedOperationName, type Paging } from "@dt/api";
import { type CliError, invalidArguments } from "../cli-error.ts";
import { toCliError } from "../dingtalk/to-cli-error.ts";
import type { Fields } from "../fields.ts";
import { type Answer, table } from "../output/answer.ts";
import type { Context } from "./context.ts";
import type { Input } from "./input.ts";

/** Entries per page where DingTalk names no largest number. */
const usualSize = 20;

type Position = string | number;

export interface ReadPagesOptions {
  readonly context: Context;
  readonly operation: Operation & { readonly paging: Paging };
  /** Input without position and size. */
  readonly fields: Fields;
  readonly input: Pick<Input, "paging">;
  readonly columns?: Readonly<Record<string, string>> | undefined;
}

/**
 * Reads one page, so many entries (`--limit`) or everything (`--all`). When a later page fails, what was read is
 * handed back with the position of the failed page.
 */
export async function readList({ context, operation, fields, input, columns }: ReadPagesOptions): Promise<Answer> {
  const { all, limit, cursor } = input.paging;
  const { paging } = operation;
  const position = readCursor(operation, cursor);
  const size = paging.size === undefined ? {} : { [paging.size]: pageSize(paging, limit) };
  const place = position === undefined ? {} : { [paging.position]: position };
  const request = { ...size, ...place, ...fields };
  const name = operation.name as PagedOperationName;
  if (context.flags.dryRun) await context.dingtalk.call(name, { ...firstPlace(paging), ...request });
  const list = await gather(context, name, request, { wanted: limit ?? (all ? Infinity : 1), position });
  return { ...toAnswer(list.entries.slice(0, limit), columns), ...atEnd(list, limit) };
}

interface List {
  readonly entries: readonly unknown[];
  readonly total: number | undefined;
  /** Where the last page that was read begins. */
  readonly lastPage: Position | undefined;
  readonly next: Position | undefined;
  readonly failure: CliError | undefined;
}

async function gather(
  { dingtalk, progress }: Context,
  name: PagedOperationName,
  request: Fields,
  { wanted, position }: { wanted: number; position: Position | undefined },
): Promise<List> {
  const entries: unknown[] = [];
  let [next, lastPage, total]: [Position | undefined, Position | undefined, number | undefined] = [
    position,
    undefined,
    undefined,
  ];
  try {
    for await (const page of dingtalk.pages(name, request)) {
      entries.push(...page.entries);
      total = page.total ?? total;
      lastPage = next;
      next = page.next ?? countedPosition(page.entries.length, position, total, entries.length);
      if (entries.length >= wanted) break;
      progress(`${entries.length}${total === undefined ? "" : ` of ${total}`} read…`);
    }
  } catch (error) {
    if (entries.length === 0) throw error;
    return { entries, total, lastPage, next, failure: toCliError(error) };
  }
  return { entries, total, lastPage, next, failure: undefined };
}

/** Searches name no next position before the second page; it follows from the numbers. */
function countedPosition(
  onPage: number,
  start: Position | undefined,
  total: number | undefined,
  read: number,
): number | undefined {
  const position = Number(start ?? 0) + read;
  return onPage > 0 && total !== undefined && position < total ? position : undefined;
}

function atEnd({ entries, total, lastPage, next, failure }: List, limit: number | undefined): Partial<Answer> {
  // Entries beyond the limit are read again from the page that they stand on.
  const nextCursor = limit !== undefined && entries.length > limit ? lastPage : next;
  if (failure === undefined) return { nextCursor, total };
  const hint = [failure.details.hint, `Go on with --cursor ${nextCursor}.`]
    .filter((text) => text !== undefined)
    .join(" ");
  return { nextCursor, total, failure: failure.with({ hint, nextCursor }) };
}

function toAnswer(entries: readonly unknown[], columns: Readonly<Record<string, string>> | undefined): Answer {
  return columns === undefined ? { data: entries } : { data: entries, view: table(entries, columns) };
}

/** All pages have the same size; where that is possible, one that divides the limit. */
export function pageSize({ maxSize = usualSize }: Pick<Paging, "maxSize">, limit: number | undefined): number {
  const largest = Math.min(maxSize, limit ?? maxSize);
  for (let size = largest; size > maxSize / 4; size -= 1) if ((limit ?? size) % size === 0) return size;
  return largest;
}

function firstPlace({ position, first }: Paging): Fields {
  return first === undefined ? {} : { [position]: first };
}

function readCursor(operation: Operation & { paging: Paging }, cursor: string | undefined): Position | undefined {
  if (cursor === undefined) return undefined;
  const isText = inputSchema(operation).properties[operation.paging.position]?.type === "string";
  if (isText) return cursor;
  if (/^\d+$/.test(cursor)) return Number(cursor);
  throw invalidArguments(`--cursor must be the nextCursor of an earlier list, not ${JSON.stringify(cursor)}.`);
}
