/** Reads values that may come in another type than documented, or not at all. Nothing here throws. */

export type Fields = Readonly<Record<string, unknown>>;

const noFields: Fields = {};

/** An object, also when it comes as JSON text; without fields when it is neither. */
export function fieldsOf(value: unknown): Fields {
  const parsed = typeof value === "string" ? parseJson(value) : value;
  return isFields(parsed) ? parsed : noFields;
}

/** A list, also when it comes as JSON text; undefined when it is neither. */
export function listOf(value: unknown): readonly unknown[] | undefined {
  const parsed = typeof value === "string" ? parseJson(value) : value;
  return Array.isArray(parsed) ? parsed : undefined;
}

/** The first text that is not blank, as it is; numbers count as text. */
export function textOf(...values: readonly unknown[]): string | undefined {
  for (const value of values) {
    if (typeof value === "string" && value.trim() !== "") return value.toWellFormed();
    if (typeof value === "number") return String(value);
  }
  return undefined;
}

/** Longer ids are none: they become parts of keys in stores. */
const longestId = 512;

/** A text that can be an id. */
export function idOf(value: unknown): string | undefined {
  const text = textOf(value);
  return text !== undefined && text.length <= longestId ? text : undefined;
}

/** A time in ms since the epoch, whole, and below the year 5138; undefined for anything else. */
export function timeOf(value: unknown): number | undefined {
  const time = positiveOf(value);
  return time !== undefined && time < 1e14 ? Math.floor(time) : undefined;
}

/** A positive number, also when it comes as text. */
export function positiveOf(value: unknown): number | undefined {
  const number = typeof value === "string" ? Number(value) : value;
  return typeof number === "number" && Number.isFinite(number) && number > 0 ? number : undefined;
}

export function isTrue(value: unknown): boolean {
  return value === true || value === "true";
}

export function isEmpty(fields: Fields): boolean {
  return Object.keys(fields).length === 0;
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function parseJson(text: string): unknown {
  // Most texts are words: an exception for each of them would be slow.
  if (!/^\s*[[{]/.test(text)) return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
