import { stripVTControlCharacters } from "node:util";
import { expect, onTestFinished, test, vi } from "vitest";
import { createScreen } from "./screen.ts";
import { runStep } from "./steps.ts";

function terminal(isTTY: boolean, environment = {}) {
  const written: string[] = [];
  const screen = createScreen({ isTTY, columns: 40, write: (text: string) => written.push(text) }, environment);
  return { screen, written, text: () => stripVTControlCharacters(written.join("")) };
}

test("without a terminal a step is one line at its beginning and one at its end, without control characters", async () => {
  const { screen, written } = terminal(false);
  expect(await runStep(screen, { doing: "starting Redis", done: () => "Redis 7" }, async () => 1)).toBe(1);
  expect(written).toEqual(["… starting Redis\n", expect.stringMatching(/^✓ Redis 7 \(0\.\d s\)\n$/)]);
});

test("on a terminal the status line counts seconds and lines appear above it", async () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const { screen, written } = terminal(true);
  const step = runStep(screen, { doing: "starting Redis" }, () => new Promise((resolve) => setTimeout(resolve, 2_500)));
  await vi.advanceTimersByTimeAsync(2_000);
  expect(written.at(-1)).toContain("starting Redis … 2 s");
  screen.print("worker ready");
  expect(written.at(-2)).toBe("\r\u001b[Kworker ready\n");
  expect(written.at(-1)).toContain("starting Redis");
  await vi.advanceTimersByTimeAsync(500);
  await step;
  expect(written.at(-1)).toBe("\r\u001b[K");
});

test("a status longer than the terminal is wide is cut, so that it stays one line", () => {
  const { screen, text } = terminal(true);
  screen.status(() => "x".repeat(100));
  screen.close();
  expect(text().trim().length).toBeLessThan(40);
});

test("a failing step leaves no status line and its error is passed on", async () => {
  const { screen, written } = terminal(true);
  await expect(runStep(screen, { doing: "trying" }, () => Promise.reject(new Error("no")))).rejects.toThrow("no");
  expect(written.at(-1)).toBe("\r\u001b[K");
});

test.for([
  [true, {}, true],
  [true, { NO_COLOR: "1" }, false],
  [true, { TERM: "dumb" }, false],
  [false, {}, false],
  [false, { FORCE_COLOR: "1" }, true],
] as const)("terminal %s with %o has colours: %s", ([isTTY, environment, coloured]) => {
  expect(terminal(isTTY, environment).screen.paint("red", "x") !== "x").toBe(coloured);
});
