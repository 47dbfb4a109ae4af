/** Counting: what a run of vitest and the checks around it come to. */

export interface Count {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** The part of vitest's JSON report that is counted. */
export interface TestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly testResults: readonly TestFileReport[];
}

interface TestFileReport {
  readonly status: string;
  readonly assertionResults: readonly { readonly status: string }[];
}

/**
 * Counts a run of vitest. A file that could not be run counts as one failure, and so does a run that failed without
 * naming a test, that left no report, or in which nothing ran: silence is not success.
 */
export function countTests(report: TestReport | undefined, exitCode: number | null): Count {
  if (report === undefined) return { passed: 0, failed: 1, skipped: 0 };
  const passed = report.numPassedTests;
  const skipped = report.numPendingTests + report.numTodoTests;
  const failed = report.numFailedTests + report.testResults.filter(isBrokenFile).length;
  const unnamed = failed === 0 && (exitCode !== 0 || passed === 0);
  return { passed, failed: unnamed ? 1 : failed, skipped };
}

/** It failed, but none of its tests did: it could not be loaded, or its set-up failed. */
function isBrokenFile(file: TestFileReport): boolean {
  return file.status === "failed" && !file.assertionResults.some((test) => test.status === "failed");
}

export function addCounts(counts: readonly Count[]): Count {
  return counts.reduce(
    (sum, count) => ({
      passed: sum.passed + count.passed,
      failed: sum.failed + count.failed,
      skipped: sum.skipped + count.skipped,
    }),
    { passed: 0, failed: 0, skipped: 0 },
  );
}

/** The last lines of a run; the very last one has always the same form. */
export function summaryLines(count: Count): string[] {
  const skipped = count.skipped === 0 ? [] : [`${count.skipped} skipped`];
  return [...skipped, `${count.passed} passed, ${count.failed} failed`];
}
