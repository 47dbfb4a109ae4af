import type { CliError } from "../cli-error.ts";
import type { Fields } from "../fields.ts";

/** What a command hands back; it prints nothing by itself. */
export interface Answer {
  /** The result for scripts. */
  readonly data: unknown;
  /** How people see it. @default made from the data */
  readonly view?: View;
  /** Where the list goes on; absent: it is complete. */
  readonly nextCursor?: string | number | undefined;
  /** Number of all entries, where DingTalk tells. */
  readonly total?: number | undefined;
  /** Printed as it is, unless `--json` is given: scripts for shells, documents. */
  readonly text?: string;
  /** The command failed after part of the work; the data says what was done. */
  readonly failure?: CliError | undefined;
}

export type View =
  | { readonly kind: "table"; readonly columns: readonly Column[]; readonly rows: readonly unknown[] }
  | { readonly kind: "record"; readonly fields: Fields }
  | { readonly kind: "lines"; readonly lines: readonly string[] };

export interface Column {
  readonly title: string;
  /** Path of the value in a row, names joined by dots; empty: the row itself. */
  readonly path: string;
}

/** A table of the given columns: title to path. */
export function table(rows: readonly unknown[], titles: Readonly<Record<string, string>>): View {
  return { kind: "table", rows, columns: Object.entries(titles).map(([title, path]) => ({ title, path })) };
}

/** Lines as they are. */
export function lines(...text: readonly string[]): View {
  return { kind: "lines", lines: text };
}
