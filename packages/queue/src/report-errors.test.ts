import { expect, it, vi } from "vitest";
import { reportErrors } from "./report-errors.ts";

it("errors of an outage are told at once, and then now and then with their number", () => {
  vi.useFakeTimers({ toFake: ["performance"] });
  const lines: object[] = [];
  const log = (fields: object): void => void lines.push(fields);
  const report = reportErrors({ debug: log, info: log, warn: log, error: log }, "queue error", 10_000);
  for (let second = 0; second < 21; second++) {
    report(new Error("refused"), { queue: "replies" });
    vi.advanceTimersByTime(1000);
  }
  vi.useRealTimers();
  const line = { queue: "replies", reason: "refused" };
  expect(lines).toEqual([
    { ...line, errors: 1 },
    { ...line, errors: 10 },
    { ...line, errors: 10 },
  ]);
});
