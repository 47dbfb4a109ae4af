/** Tables, as text for a terminal and as Markdown. */

export interface Table {
  readonly title: string;
  readonly columns: readonly string[];
  /** The first cell of a row names it; the others are numbers. */
  readonly rows: readonly (readonly string[])[];
  /** What has to be known to read it. */
  readonly note?: string;
}

/** Columns side by side, numbers to the right. */
export function toText({ title, columns, rows, note }: Table): string {
  const widths = widthsOf([columns, ...rows]);
  const line = (cells: readonly string[]): string => `  ${alignCells(cells, widths).join("  ")}`.trimEnd();
  return [title, line(columns), ...rows.map(line), ...(note === undefined ? [] : [`  ${note}`])].join("\n");
}

export function toMarkdown({ title, columns, rows, note }: Table): string {
  const rule = columns.map((_, index) => (index === 0 ? "---" : "---:"));
  const table = [columns, rule, ...rows].map(markdownRow).join("\n");
  return [`## ${title}`, table, ...(note === undefined ? [] : [note])].join("\n\n");
}

function markdownRow(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`;
}

function widthsOf(lines: readonly (readonly string[])[]): number[] {
  const count = Math.max(...lines.map(({ length }) => length));
  return Array.from({ length: count }, (_, column) => Math.max(...lines.map((cells) => cells[column]?.length ?? 0)));
}

function alignCells(cells: readonly string[], widths: readonly number[]): string[] {
  return cells.map((cell, column) => {
    const width = widths[column] ?? 0;
    return column === 0 ? cell.padEnd(width) : cell.padStart(width);
  });
}
