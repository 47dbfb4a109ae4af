import type { Paging } from "../../operation.ts";
import type { Schema } from "../../schema.ts";
import { valueAt } from "./value-at.ts";

export type Position = number | string;
type Fields = Readonly<Record<string, unknown>>;

/** The part of an answer that paging looks at. */
export interface PageAnswer {
  readonly entries: readonly unknown[];
  readonly total: number | undefined;
  /** False on the last page; undefined where DingTalk does not tell. */
  readonly more: boolean | undefined;
  /** Undefined on the last page of lists that name the next position. */
  readonly token: Position | undefined;
}

export function readPageAnswer(answer: Fields, paging: Paging, positionSchema: Schema | undefined): PageAnswer {
  const entries = at(answer, paging.items);
  const total = at(answer, paging.total);
  const more = at(answer, paging.more);
  return {
    entries: Array.isArray(entries) ? entries : [],
    total: typeof total === "number" ? total : undefined,
    more: typeof more === "boolean" ? more : undefined,
    token: toPosition(at(answer, paging.next), positionSchema),
  };
}

/** Tokens come as text or number whatever the input wants; an empty one ends the list. */
function toPosition(token: unknown, schema: Schema | undefined): Position | undefined {
  if ((typeof token !== "string" && typeof token !== "number") || token === "") return undefined;
  return schema?.type === "string" ? String(token) : Number(token);
}

function at(answer: Fields, path: string | undefined): unknown {
  return path === undefined ? undefined : valueAt(answer, path);
}

/** Whether an answer ends the list, whatever position it names. */
export function isLast({ entries, more }: PageAnswer): boolean {
  return entries.length === 0 || more === false;
}
