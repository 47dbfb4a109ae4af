/** A JSON array, or undefined when the text is none. */
export function parseList(text: string): unknown[] | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** A JSON array of texts, or undefined when the text is none. */
export function parseTexts(text: string): string[] | undefined {
  const list = parseList(text);
  return list?.every((item) => typeof item === "string") ? list : undefined;
}

export function isNumber(text: string): boolean {
  return /^-?\d+(\.\d+)?$/.test(text);
}

export function isAmount(text: string): boolean {
  return /^-?\d+(\.\d{1,2})?$/.test(text);
}

export function isPhone(text: string): boolean {
  return /^\+?\d[\d -]{2,}$/.test(text);
}

export function isStars(text: string): boolean {
  return /^[1-5]$/.test(text);
}

export function isAddress(text: string): boolean {
  return /^[^,]+,[^,]+,.+$/.test(text);
}

/** A day that exists, in the format of the component. */
export function isDate(text: string, format = "yyyy-MM-dd"): boolean {
  const [, day = "", time] = /^(\d{4}-\d\d-\d\d)(?: (\d\d:\d\d))?$/.exec(text) ?? [];
  if ((time !== undefined) !== format.includes("HH:mm")) return false;
  const at = new Date(`${day}T${time ?? "00:00"}Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(day);
}
