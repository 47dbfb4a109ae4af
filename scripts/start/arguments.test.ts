import { expect, test } from "vitest";
import { exitCodes } from "../shared/problem.ts";
import { helpText, readArguments } from "./arguments.ts";

test("JSON logs are asked for by argument or by LOG_FORMAT", () => {
  expect(readArguments([], {}).jsonLogs).toBe(false);
  expect(readArguments(["--json-logs"], {}).jsonLogs).toBe(true);
  expect(readArguments([], { LOG_FORMAT: "json" }).jsonLogs).toBe(true);
});

test("an argument that does not exist is one line that points to the help", () => {
  expect(() => readArguments(["--jason"], {})).toThrow(
    expect.objectContaining({
      exitCode: exitCodes.settings,
      message: "Unknown option '--jason'; \"npm start -- --help\" lists what there is.",
    }),
  );
});

test("the help fits a terminal and names every exit code of a start", () => {
  expect(Math.max(...helpText.split("\n").map((line) => line.length))).toBeLessThanOrEqual(120);
  for (const code of [0, 1, 2, 3, 4, 5]) expect(helpText).toMatch(new RegExp(`(^|\\s)${code} \\w`, "m"));
});
