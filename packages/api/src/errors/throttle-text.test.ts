import { expect, it } from "vitest";
import { throttleEndMs } from "./throttle-text.ts";

const text = "从 2026-01-01 10:00:00 到 2026-01-01 10:00:01 请求总次数超过 20 次，限流将在 2026-01-01 10:00:05 结束";

it("reads the end of a throttle as China time", () => {
  expect(throttleEndMs(text, Date.UTC(2026, 0, 1, 2, 0, 2))).toBe(3_000);
});

it("never asks to wait for the past, and finds nothing in other texts", () => {
  expect(throttleEndMs(text, Date.UTC(2026, 0, 1, 3))).toBe(0);
  expect(throttleEndMs("系统繁忙")).toBeUndefined();
});
