import { expect, test } from "vitest";
import { isShown, readLogLine } from "./log-line.ts";
import { renderLogLine } from "./render-log.ts";

const plain = (_style: unknown, text: string): string => text;
const marked = (style: unknown, text: string): string => `<${String(style)}>${text}</>`;
const time = new Date(2026, 0, 2, 3, 4, 5).toISOString();

function render(object: object, paint = plain): string {
  const line = JSON.stringify({ level: "info", time, service: "worker", pid: 1, ...object });
  return renderLogLine("worker", readLogLine(line), paint);
}

test("a log line shows service, time, message and fields", () => {
  const line = render({ msg: "turn done", tenantId: "default", ms: 12, note: "two words", ids: ["a"] });
  expect(line).toBe('worker    │ 03:04:05 turn done  tenantId=default ms=12 note="two words" ids=["a"]');
});

test("warnings and errors say so, in their colour", () => {
  expect(render({ level: "warn", msg: "slow" })).toContain("03:04:05 warn: slow");
  expect(render({ level: 50, msg: "broken" }, marked)).toContain("<red>error: broken</>");
});

test("an error shows its message and code in one line, never its stack", () => {
  const error = {
    type: "Error",
    message: "no answer\nfrom there",
    code: "ETIMEDOUT",
    stack: "Error: no\n    at x.ts:1",
  };
  const line = render({ level: "error", msg: "could not send", error });
  expect(line).toBe('worker    │ 03:04:05 error: could not send  error="no answer from there (ETIMEDOUT)"');
});

test("nothing in a line moves the cursor or colours the screen", () => {
  const line = render({ msg: "stopping\u001b[2J", session: "a\u009b2Jb", names: ["\u202ec"] });
  expect(line).toBe('worker    │ 03:04:05 stopping\uFFFD[2J  session=a\uFFFD2Jb names=["\uFFFDc"]');
  expect(renderLogLine("worker", readLogLine("\u001b[2Jplain"), plain)).toBe("worker    │ \uFFFD[2Jplain");
});

test("a long value is cut", () => {
  expect(render({ msg: "m", value: "x".repeat(1_000) }).length).toBeLessThan(250);
});

test("what is no log object is shown as it came", () => {
  expect(renderLogLine("worker", readLogLine("Error: something"), plain)).toBe("worker    │ Error: something");
  expect(renderLogLine("worker", readLogLine("{ not: json"), plain)).toBe("worker    │ { not: json");
});

test.for([
  ["info", "info", true],
  ["debug", "info", false],
  ["warn", "error", false],
  ["error", "silent", false],
] as const)("a line of level %s under LOG_LEVEL=%s is shown: %s", ([level, setting, shown]) => {
  expect(isShown(level, setting)).toBe(shown);
});

test("pino's numbers are understood", () => {
  expect([20, 30, 40, 50, 60].map((level) => readLogLine(JSON.stringify({ level, msg: "" })).level)).toEqual([
    "debug",
    "info",
    "warn",
    "error",
    "error",
  ]);
});
