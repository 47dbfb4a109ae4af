import { expect, test } from "vitest";
import { addCounts, countTests, summaryLines, type TestReport } from "./summary.ts";

function report(given: Partial<TestReport> = {}): TestReport {
  return { numPassedTests: 3, numFailedTests: 0, numPendingTests: 0, numTodoTests: 0, testResults: [], ...given };
}

test("passed, failed and skipped tests are counted", () => {
  const count = countTests(report({ numFailedTests: 2, numPendingTests: 1, numTodoTests: 1 }), 1);
  expect(count).toEqual({ passed: 3, failed: 2, skipped: 2 });
});

test("a file that could not be loaded counts as a failure beside the failed tests of others", () => {
  const testResults = [
    { status: "failed", assertionResults: [] },
    { status: "failed", assertionResults: [{ status: "failed" }] },
    { status: "passed", assertionResults: [{ status: "passed" }] },
  ];
  expect(countTests(report({ numFailedTests: 1, testResults }), 1)).toMatchObject({ failed: 2 });
});

test.for([
  ["a crash that left no report", undefined, 1],
  ["a run ended by a signal", report(), null],
  ["an error outside of every test", report(), 1],
  ["a run in which nothing ran", report({ numPassedTests: 0 }), 0],
] as const)("%s is a failure", ([, given, exitCode]) => {
  expect(countTests(given, exitCode)).toMatchObject({ failed: 1 });
});

test("a clean run has no failure", () => {
  expect(countTests(report(), 0)).toEqual({ passed: 3, failed: 0, skipped: 0 });
});

test("the last line tells passed and failed, and skipped tests are not hidden", () => {
  const sum = addCounts([
    { passed: 1, failed: 0, skipped: 0 },
    { passed: 40, failed: 2, skipped: 3 },
  ]);
  expect(summaryLines(sum)).toEqual(["3 skipped", "41 passed, 2 failed"]);
  expect(summaryLines({ ...sum, skipped: 0 })).toEqual(["41 passed, 2 failed"]);
});
