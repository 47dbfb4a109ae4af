import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { graceAfter } from "./grace.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("the signal aborts the given time after the other one, with its reason", () => {
  const stop = new AbortController();
  const late = graceAfter(stop.signal, 1_000);
  vi.advanceTimersByTime(5_000);
  expect(late.aborted).toBe(false);
  stop.abort("stopping");
  vi.advanceTimersByTime(999);
  expect(late.aborted).toBe(false);
  vi.advanceTimersByTime(1);
  expect(late).toMatchObject({ aborted: true, reason: "stopping" });
});

test("when the other one has aborted already, the time runs from now", () => {
  const late = graceAfter(AbortSignal.abort(), 1_000);
  expect(late.aborted).toBe(false);
  vi.advanceTimersByTime(1_000);
  expect(late.aborted).toBe(true);
});
