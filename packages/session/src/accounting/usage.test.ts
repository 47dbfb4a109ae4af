import { expect, it } from "vitest";
import { nextUsageDay, usageDay } from "./usage.ts";

it("a day of usage is a day in China", () => {
  expect(usageDay(Date.parse("2026-07-31T15:59:59.999Z"))).toBe("2026-07-31");
  expect(usageDay(Date.parse("2026-07-31T16:00:00.000Z"))).toBe("2026-08-01");
});

it("the next day begins at midnight in China", () => {
  expect(nextUsageDay(Date.parse("2026-07-31T15:59:59.999Z"))).toBe(Date.parse("2026-07-31T16:00:00Z"));
  expect(nextUsageDay(Date.parse("2026-07-31T16:00:00.000Z"))).toBe(Date.parse("2026-08-01T16:00:00Z"));
});
