import { describe, expect, it } from "vitest";
import { parseTime } from "./parse-time.ts";

const now = new Date(2026, 2, 10, 12, 0).getTime();
const at = (text: string, day: "begin" | "end" = "end"): number | undefined => parseTime(text, { now, day });

describe("a point in time", () => {
  it.each([
    ["2026-03-01", new Date(2026, 2, 1, 23, 59, 59)],
    ["2026-03-01 18:00", new Date(2026, 2, 1, 18, 0)],
    ["2026-03-01T18:00:30", new Date(2026, 2, 1, 18, 0, 30)],
    ["2026-03-01T18:00:00Z", new Date(Date.UTC(2026, 2, 1, 18))],
    ["2026-03-01T18:00+08:00", new Date(Date.UTC(2026, 2, 1, 10))],
    ["today 18:00", new Date(2026, 2, 10, 18, 0)],
    ["tomorrow", new Date(2026, 2, 11, 23, 59, 59)],
    ["+3d", new Date(2026, 2, 13, 12, 0)],
    ["-90m", new Date(2026, 2, 10, 10, 30)],
    ["1767225600000", new Date(1_767_225_600_000)],
  ])("%s", (text, expected) => {
    expect(at(text)).toBe(expected.getTime());
  });

  it("of a day alone is its beginning where a period begins", () => {
    expect(at("2026-03-01", "begin")).toBe(new Date(2026, 2, 1).getTime());
  });

  it.each(["", "soon", "2026-02-30", "2026-13-01", "18:00", "3d", "tomorrow 25:00", "+3y"])("is not %j", (text) => {
    expect(at(text)).toBeUndefined();
  });
});
