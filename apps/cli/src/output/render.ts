import { isFields, valueAt } from "../fields.ts";
import type { Answer, Column, View } from "./answer.ts";
import { cutTo, fitTo, oneLine, widthOf } from "./terminal-text.ts";
import { showTime } from "./time.ts";

const gap = "  ";
/** A column narrower than this says nothing; a table that would need it is shown as records. */
const narrowest = 6;

/** The lines of an answer for a terminal with so many columns. */
export function renderAnswer(answer: Answer, width: number): string[] {
  return renderView(answer.view ?? viewOf(answer.data), width);
}

function renderView(view: View, width: number): string[] {
  if (view.kind === "lines") return [...view.lines];
  if (view.kind === "record") return renderRecord(view.fields, width);
  return renderTable(view.columns, view.rows, width);
}

/** How data looks best when the command does not say. */
function viewOf(data: unknown): View {
  if (Array.isArray(data)) return listView(data as readonly unknown[]);
  if (isFields(data)) return { kind: "record", fields: data };
  return { kind: "lines", lines: [toText(data)] };
}

function listView(rows: readonly unknown[]): View {
  if (!rows.every(isFields)) return { kind: "lines", lines: rows.map((row) => toText(row)) };
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const simple = names.filter((name) => rows.some((row) => row[name] !== undefined && typeof row[name] !== "object"));
  return { kind: "table", rows, columns: simple.map((name) => ({ title: oneLine(name), path: name })) };
}

/** A table that fits, or one record per row where it cannot. Columns without any value are left out. */
export function renderTable(columns: readonly Column[], rows: readonly unknown[], width: number): string[] {
  const cells = rows.map((row) => columns.map(({ path }) => toText(valueAt(row, path), path)));
  const used = columns.map((_, index) => cells.some((row) => row[index] !== ""));
  const shown = columns.filter((_, index) => used[index]);
  if (shown.length === 0) return ["(none)"];
  const titles = shown.map(({ title }) => title);
  const texts = [titles, ...cells.map((row) => row.filter((_, index) => used[index]))];
  const natural = titles.map((_, index) => texts.reduce((most, row) => Math.max(most, widthOf(row[index] ?? "")), 0));
  const kept = isId(shown[0]) ? 1 : 0;
  const widths = shrink(natural, width - gap.length * (shown.length - 1), kept);
  if (widths === undefined) return renderRecords(shown, rows, width);
  const [head = "", ...body] = texts.map((row) => renderRow(row, widths));
  return [head, renderRow(widths.map(toRule), widths), ...body];
}

function renderRow(texts: readonly string[], widths: readonly number[]): string {
  return texts
    .map((text, index) => fitTo(text, widths[index] ?? 0))
    .join(gap)
    .trimEnd();
}

function toRule(width: number): string {
  return "-".repeat(width);
}

/** What names a row at its beginning is copied into other commands: half of it would be of no use. */
function isId(column: Column | undefined): boolean {
  return column !== undefined && /(?:id|key|code)$/i.test(column.path);
}

/**
 * Takes from the widest column until all fit, but nothing from so many first ones; undefined when the others would
 * become too narrow to read.
 */
function shrink(natural: readonly number[], width: number, kept: number): number[] | undefined {
  const widths = natural.slice(kept);
  let excess = natural.reduce((sum, each) => sum + each, 0) - width;
  while (excess > 0) {
    const widest = Math.max(...widths);
    if (widest <= narrowest) return undefined;
    widths[widths.indexOf(widest)] = widest - 1;
    excess -= 1;
  }
  return [...natural.slice(0, kept), ...widths];
}

function renderRecords(columns: readonly Column[], rows: readonly unknown[], width: number): string[] {
  return rows.flatMap((row, index) => {
    const fields = Object.fromEntries(columns.map(({ title, path }) => [title, toText(valueAt(row, path), path)]));
    return [...(index === 0 ? [] : [""]), ...renderRecord(fields, width)];
  });
}

/** One `name  value` line per field that has a value. */
export function renderRecord(fields: Readonly<Record<string, unknown>>, width: number): string[] {
  const entries = Object.entries(fields)
    .map(([name, value]) => [oneLine(name), toText(value, name)] as const)
    .filter(([, text]) => text !== "");
  if (entries.length === 0) return ["(nothing)"];
  const names = Math.max(...entries.map(([name]) => widthOf(name)));
  return entries.map(([name, text]) => `${fitTo(name, names)}${gap}${cutTo(text, Math.max(20, width - names - 2))}`);
}

/** A value as text on one line. Under a name that says so, milliseconds since 1970 are shown as a time. */
export function toText(value: unknown, name = ""): string {
  if (value === undefined || value === null) return "";
  if (typeof value === "string") return oneLine(value);
  if (typeof value === "number" && isTime(name, value)) return showTime(value);
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  if (Array.isArray(value) && value.every((entry) => typeof entry !== "object")) return oneLine(value.join(", "));
  return oneLine(JSON.stringify(value) ?? "");
}

/** Between 2001 and 2286. */
function isTime(name: string, value: number): boolean {
  return value >= 1e12 && value < 1e13 && /time|date|At$/i.test(name);
}
