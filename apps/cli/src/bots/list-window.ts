import { invalidArguments } from "../cli-error.ts";
import type { Input } from "../command/input.ts";
import type { Answer } from "../output/answer.ts";

/** The part of a list in Redis that is meant. */
export interface ListWindow {
  /** Entries before it. */
  readonly offset: number;
  /** Entries in it at most. */
  readonly limit: number;
}

/**
 * The part that the paging flags name: so many (`--limit`), everything (`--all`), or the usual number.
 * @throws CliError for a cursor that no list has answered
 */
export function readWindow({ paging: { all, limit, cursor } }: Pick<Input, "paging">, usualCount: number): ListWindow {
  return { offset: readOffset(cursor), limit: limit ?? (all ? Number.MAX_SAFE_INTEGER : usualCount) };
}

/** What an answer says about the rest of the list, after so many entries were found in the window. */
export function restOf({ offset }: ListWindow, found: number, total: number): Pick<Answer, "total" | "nextCursor"> {
  const next = offset + found;
  return { total, nextCursor: next < total ? next : undefined };
}

function readOffset(cursor: string | undefined): number {
  const offset = Number(cursor ?? 0);
  if (/^\d+$/.test(cursor ?? "0") && Number.isSafeInteger(offset)) return offset;
  throw invalidArguments("--cursor must be the nextCursor of an earlier list.");
}
