import { expect, it } from "vitest";
import { readArguments } from "./arguments.ts";

it("measures everything when nothing is asked for", () => {
  const { only, quick, write } = readArguments([]);
  expect(only).toContain("throughput");
  expect(only).toContain("memory");
  expect([quick, write]).toEqual([false, false]);
});

it("measures only what is asked for", () => {
  expect(readArguments(["--only", "memory", "--only", "redis", "--seconds", "2"])).toMatchObject({
    only: ["memory", "redis"],
    seconds: 2,
  });
});

it.each([
  [["--only", "speed"], "there is no measurement speed; there are throughput, "],
  [["--seconds", "0"], "--seconds takes a number"],
  [["--fast"], "Unknown option '--fast'"],
  [["--write", "--quick"], "--write is for a full run"],
])("refuses %j and says what there is", (args, reason) => {
  expect(() => readArguments(args)).toThrow(reason);
});
