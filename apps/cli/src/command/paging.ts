import type { Operation, OperationName, Paging } from "@dt/api";
import { invalidArguments } from "../cli-error.ts";
import { DryRunEnd } from "../dingtalk/dry-run.ts";
import { toCliError } from "../dingtalk/to-cli-error.ts";
import { type Fields, listAt, valueAt } from "../fields.ts";
import { type Answer, table } from "../output/answer.ts";
import type { Context } from "./context.ts";
import type { Input } from "./input.ts";

const defaultPageSize = 20;

/** One page of a list. */
export interface Page {
  readonly items: readonly unknown[];
  /** Position of the next page; undefined when this is the last. */
  readonly next: string | number | undefined;
  readonly total: number | undefined;
}

export interface ReadPagesOptions {
  readonly context: Context;
  readonly operation: Operation;
  /** Input without position and size. */
  readonly fields: Fields;
  readonly input: Pick<Input, "paging">;
  readonly columns: Readonly<Record<string, string>> | undefined;
}

/**
 * Reads one page, so many entries (`--limit`) or everything (`--all`). When a later page fails, what was read is
 * handed back with the position of the failed page.
 */
export async function readPages({ context, operation, fields, input, columns }: ReadPagesOptions): Promise<Answer> {
  const { paging } = operation;
  if (paging === undefined) throw new TypeError(`${operation.name} is no list`);
  const { all, limit } = input.paging;
  const items: unknown[] = [];
  let position = readCursor(operation, input.paging.cursor) ?? paging.first;
  let total: number | undefined;
  for (;;) {
    const wanted = limit === undefined ? undefined : limit - items.length;
    const page = await readPage(context, operation, fields, position, wanted).catch((error: unknown) => {
      if (error instanceof DryRunEnd || items.length === 0) throw error;
      return toCliError(error);
    });
    if (page instanceof Error) {
      const hint = `${page.details.hint ?? ""} Go on with --cursor ${position}.`.trim();
      const failure = page.with({ hint, nextCursor: position });
      return { ...toAnswer(items, columns), nextCursor: position, failure };
    }
    items.push(...page.items);
    total = page.total ?? total;
    position = page.next;
    const enough = limit === undefined ? !all : items.length >= limit;
    if (position === undefined || enough) return { ...toAnswer(items, columns), nextCursor: position, total };
    context.progress(`${items.length}${total === undefined ? "" : ` of ${total}`} read…`);
  }
}

function toAnswer(items: readonly unknown[], columns: Readonly<Record<string, string>> | undefined): Answer {
  return columns === undefined ? { data: items } : { data: items, view: table(items, columns) };
}

async function readPage(
  context: Context,
  operation: Operation,
  fields: Fields,
  position: string | number | undefined,
  wanted: number | undefined,
): Promise<Page> {
  const paging = operation.paging as Paging;
  const largest = paging.maxSize ?? defaultPageSize;
  // Where positions count pages, all pages must have the same size: the last one may bring more than was wanted.
  const count = paging.style === "page" ? largest : Math.min(wanted ?? largest, largest);
  const size = paging.size === undefined ? {} : { [paging.size]: count };
  const at = position === undefined ? {} : { [paging.position]: position };
  const answer = await context.dingtalk.call(operation.name as OperationName, { ...size, ...at, ...fields });
  return toPage(operation, paging, answer, position);
}

function toPage(operation: Operation, paging: Paging, answer: Fields, position: string | number | undefined): Page {
  const items = listAt(answer, paging.items);
  const total = paging.total === undefined ? undefined : (valueAt(answer, paging.total) as number | undefined);
  const next = nextPosition(paging, answer, position, items.length);
  // DingTalk's own flag counts for more than a position: the last page of some lists names one too.
  const more = paging.more === undefined ? next !== undefined : valueAt(answer, paging.more) === true;
  return { items, total, next: more ? inFieldType(operation, next) : undefined };
}

function nextPosition(
  paging: Paging,
  answer: Fields,
  position: string | number | undefined,
  count: number,
): string | number | undefined {
  if (paging.style === "offset") return count === 0 ? undefined : Number(position ?? 0) + count;
  if (paging.style === "page") return Number(position ?? 0) + 1;
  const next = valueAt(answer, paging.next ?? "");
  if (next === undefined || next === null || next === "" || next === position) return undefined;
  return next as string | number;
}

/** Some lists answer a position as text and want it back as a number. */
function inFieldType(operation: Operation, position: string | number | undefined): string | number | undefined {
  if (position === undefined) return undefined;
  return fieldType(operation) === "string" ? String(position) : Number(position);
}

function fieldType(operation: Operation): string | undefined {
  const { path, query, body } = operation.input;
  const name = operation.paging?.position ?? "";
  return [path, query, body].map((place) => place?.properties[name]?.type).find((type) => type !== undefined);
}

function readCursor(operation: Operation, cursor: string | undefined): string | number | undefined {
  if (cursor === undefined) return undefined;
  const position = inFieldType(operation, cursor);
  if (!Number.isNaN(position)) return position;
  throw invalidArguments(`--cursor must be the nextCursor of an earlier list, not ${JSON.stringify(cursor)}.`);
}
