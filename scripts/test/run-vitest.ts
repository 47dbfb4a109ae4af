/** Runs vitest with its output on the terminal and a report beside it. */
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Runner } from "./command.ts";
import { type Count, countTests, type TestReport } from "./summary.ts";

/** Further arguments are vitest's own: folders, `-t name`, `--project unit`. */
export async function runVitest(
  runner: Runner,
  args: readonly string[],
  environment: NodeJS.ProcessEnv,
): Promise<Count> {
  const folder = await mkdtemp(join(tmpdir(), "dt-test-"));
  const file = join(folder, "report.json");
  try {
    const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${file}`];
    // Tests speak to this machine only: a developer's proxy must not get in between.
    const direct = { ...environment, NODE_USE_ENV_PROXY: "0" };
    const code = await runner.run("vitest", ["run", ...reporters, ...args], direct);
    return countTests(await readReport(file), code);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function readReport(file: string): Promise<TestReport | undefined> {
  try {
    return JSON.parse(await readFile(file, "utf8")) as TestReport;
  } catch {
    return undefined;
  }
}
