const unitMs = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;
const dayNames: Readonly<Record<string, number>> = { yesterday: -1, today: 0, tomorrow: 1 };

/**
 * A point in time in milliseconds since 1970, undefined when the text is none. Forms: `2026-03-01`,
 * `2026-03-01 18:00`, ISO 8601 with zone, `today 18:00`, `tomorrow`, `+3d`, `-2h`, milliseconds since 1970. Without a
 * zone it is local time; without a time of day it is the end of the day for `day: "end"`, else its beginning.
 */
export function parseTime(text: string, options: { now: number; day: "begin" | "end" }): number | undefined {
  const trimmed = text.trim();
  if (/^\d{13}$/.test(trimmed)) return Number(trimmed);
  return relative(trimmed, options.now) ?? absolute(namedDay(trimmed, options.now), options.day);
}

function relative(text: string, now: number): number | undefined {
  const match = /^([+-])(\d{1,6})([mhdw])$/.exec(text);
  const unit = match?.[3] as keyof typeof unitMs | undefined;
  if (match === null || unit === undefined) return undefined;
  return now + Number(`${match[1]}${match[2]}`) * unitMs[unit];
}

/** Replaces `today` and its neighbours by their date. */
function namedDay(text: string, now: number): string {
  return text.replace(/^[a-z]+/, (word) => {
    const offset = dayNames[word];
    if (offset === undefined) return word;
    const day = new Date(now);
    day.setDate(day.getDate() + offset);
    return [day.getFullYear(), day.getMonth() + 1, day.getDate()]
      .map((part) => String(part).padStart(2, "0"))
      .join("-");
  });
}

function absolute(text: string, day: "begin" | "end"): number | undefined {
  const match = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?)(Z|[+-]\d{2}:?\d{2})?)?$/.exec(text);
  if (match === null) return undefined;
  const [, date = "", time = day === "end" ? "23:59:59" : "00:00:00", zone = ""] = match;
  const milliseconds = Date.parse(`${date}T${time}${zone}`);
  return Number.isNaN(milliseconds) || !isDate(date) ? undefined : milliseconds;
}

/** `Date` takes 31 February for 3 March. */
function isDate(date: string): boolean {
  return new Date(`${date}T00:00:00Z`).toISOString().startsWith(date);
}
