/** How long a provider asks to wait, from `retry-after-ms` or `retry-after` (seconds or a date). */
export function readRetryAfter(headers: Headers | undefined, now = Date.now()): number | undefined {
  const milliseconds = toNumber(headers?.get("retry-after-ms"));
  if (milliseconds !== undefined) return milliseconds;
  const text = headers?.get("retry-after") ?? undefined;
  const seconds = toNumber(text);
  if (seconds !== undefined) return Math.ceil(seconds * 1_000);
  const date = Date.parse(text ?? "");
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

function toNumber(text: string | null | undefined): number | undefined {
  return text && /^\d+(\.\d+)?$/.test(text.trim()) ? Number(text) : undefined;
}
