/** Comma-separated values as spreadsheets write them. */

/** One object per line, its fields named by the first line. Quoted values may hold commas, quotes and line feeds. */
export function readCsv(text: string): Record<string, string>[] {
  const [names = [], ...rows] = readRows(text.replace(/^\uFEFF/, ""));
  return rows.map((row) => Object.fromEntries(names.map((name, index) => [name, row[index] ?? ""])));
}

/** One line, with quotes where they are needed. People choose their names: what would be a formula begins with a quote. */
export function csvLine(values: readonly string[]): string {
  const safe = values.map((value) => (/^[=+\-@\t\r]/.test(value) ? `'${value}` : value));
  return safe.map((value) => (/[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value)).join(",");
}

function readRows(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  for (const [, quoted, plain = "", end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^,\r\n]*))(,|\r?\n|$)/g)) {
    row.push(quoted === undefined ? plain.trim() : quoted.replaceAll('""', '"'));
    if (end === ",") continue;
    if (row.some((value) => value !== "")) rows.push(row);
    row = [];
  }
  return rows;
}
