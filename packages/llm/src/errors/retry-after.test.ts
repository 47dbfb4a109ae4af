import { expect, test } from "vitest";
import { readRetryAfter } from "./retry-after.ts";

const now = Date.parse("2026-01-01T00:00:00Z");

test("a date is turned into the time until then", () => {
  const headers = new Headers({ "retry-after": "Thu, 01 Jan 2026 00:00:30 GMT" });
  expect(readRetryAfter(headers, now)).toBe(30_000);
});

test("a date in the past means now", () => {
  const headers = new Headers({ "retry-after": "Wed, 31 Dec 2025 00:00:30 GMT" });
  expect(readRetryAfter(headers, now)).toBe(0);
});

test("without headers nothing is known", () => {
  expect(readRetryAfter(undefined, now)).toBeUndefined();
});
