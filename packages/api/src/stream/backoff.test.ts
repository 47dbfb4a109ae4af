import { expect, it } from "vitest";
import { backoffMs, defaultBackoff } from "./backoff.ts";

it("C5 C14 waits at most twice as long after every failure, up to a limit", () => {
  const longest = [1, 2, 3, 6, 7, 100].map((failures) => backoffMs(defaultBackoff, failures, () => 1));
  expect(longest).toEqual([1_000, 2_000, 4_000, 32_000, 60_000, 60_000]);
});

it("C14 waits any time up to that, so that clients that fell together come back one by one", () => {
  expect([0, 0.25, 0.5].map((part) => backoffMs(defaultBackoff, 3, () => part))).toEqual([0, 1_000, 2_000]);
});
