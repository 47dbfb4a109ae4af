import type { Effect, OperationName } from "@dt/api";
import type { Answer } from "../output/answer.ts";
import type { Context } from "./context.ts";
import type { Input } from "./input.ts";

/** One command, as data. Parser, help, completion and `dt schema` are made from it. */
export interface Command {
  /** The verb; empty when the group is the command itself, such as `dt token`. */
  readonly name: string;
  /** One sentence. */
  readonly summary: string;
  /** What else a person must know, shown in the help. */
  readonly details?: string;
  /** Command lines without `dt`, shown in the help. */
  readonly examples?: readonly string[];
  readonly arguments?: readonly Argument[];
  /** Read when the command is run or described, so that others need not load what theirs are made from. */
  readonly options?: () => readonly Option[];
  /** `destructive` and costly commands ask on a terminal and demand `--yes` elsewhere. */
  readonly effect: Effect;
  readonly costly?: true | undefined;
  /** The operation that it is about. */
  readonly operation?: OperationName;
  /** Whether `--data` sets further fields. @default when there is an operation */
  readonly takesData?: boolean;
  /** Answers a list page by page: takes `--all`, `--limit` and `--cursor`. */
  readonly paged?: true | undefined;
  /** What will happen, for the question before a destructive or costly command. */
  readonly question?: (input: Input) => string;
  readonly run: (context: Context, input: Input) => Promise<Answer>;
}

export interface Argument {
  readonly name: string;
  readonly summary: string;
  readonly optional?: true;
  /** Takes all that follow. */
  readonly many?: true;
  readonly choices?: readonly string[];
}

/**
 * - `text`, `integer`, `flag`
 * - `boolean`: `--name` or `--no-name`
 * - `list`: repeated, several after one flag, or joined by commas
 * - `json`: JSON text or `@file`
 * - `time`: a point in time as people write it, see `parseTime`
 * - `pairs`: `name=value`, repeated
 */
export type OptionType = "text" | "integer" | "flag" | "boolean" | "list" | "json" | "time" | "pairs";

export interface Option {
  /** In kebab-case, without dashes. */
  readonly name: string;
  readonly summary: string;
  readonly type: OptionType;
  /** What stands for the value in the help. @default by type */
  readonly value?: string;
  readonly choices?: readonly string[];
  readonly required?: true;
}
