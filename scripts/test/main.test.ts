import { spawn } from "node:child_process";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { text } from "node:stream/consumers";
import { expect, onTestFinished, test } from "vitest";

const report = { numFailedTests: 0, numPendingTests: 2, numTodoTests: 0, testResults: [] };

/** Runs `npm test`'s entry among tools that do as told; vitest's stand-in writes this report. */
async function runTests(options: { failing?: string; passed?: number; vitest?: string; args?: readonly string[] }) {
  const { args = ["packages/session"] } = options;
  const folder = await mkdtemp(join(tmpdir(), "dt-tools-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const program = async (name: string, script: string): Promise<void> => {
    await writeFile(join(folder, name), `#!/bin/sh\n${script}\n`);
    await chmod(join(folder, name), 0o755);
  };
  for (const name of ["biome", "oxlint", "turbo"]) await program(name, options.failing === name ? "exit 1" : "exit 0");
  await program("redis-server", "echo 'v=7.0.15'");
  await program("chromium", "exit 0");
  const json = JSON.stringify({ ...report, numPassedTests: options.passed ?? 5 });
  const write = `for a in "$@"; do case "$a" in --outputFile.json=*) echo '${json}' > "\${a#*=}" ;; esac; done`;
  await program("vitest", options.vitest ?? `echo "arguments: $*"\necho "proxy: $NODE_USE_ENV_PROXY"\n${write}`);
  const child = spawn(process.execPath, [join(import.meta.dirname, "main.ts"), ...args], {
    env: { ...process.env, NODE_USE_ENV_PROXY: "1", PATH: `${folder}${delimiter}${process.env["PATH"] ?? ""}` },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const code = new Promise((resolve) => child.once("exit", resolve));
  const output = (await text(child.stdout)).trimEnd().split("\n");
  return { output, lastLine: output.at(-1), code: await code };
}

test("every check counts as one and the last line is the count", async () => {
  const { output, code } = await runTests({});
  expect(output.slice(-2)).toEqual(["2 skipped", "9 passed, 0 failed"]);
  expect(code).toBe(0);
});

test("further arguments go to vitest", async () => {
  const { output } = await runTests({});
  expect(output.join("\n")).toMatch(/^arguments: run .* packages\/session$/m);
});

test("whoever has Node use a proxy, has the tests run without", async () => {
  const { output } = await runTests({});
  expect(output.filter((line) => line.startsWith("proxy: "))).toEqual(["proxy: 0"]);
});

test("a failing check fails the whole, and the tests run nevertheless", async () => {
  const { lastLine, code } = await runTests({ failing: "oxlint" });
  expect({ lastLine, code }).toEqual({ lastLine: "8 passed, 1 failed", code: 1 });
});

test("a vitest that crashes is a failure", async () => {
  const { lastLine, code } = await runTests({ vitest: "kill -9 $$" });
  expect({ lastLine, code }).toEqual({ lastLine: "4 passed, 1 failed", code: 1 });
});

test("no test at all is a failure", async () => {
  const { lastLine, code } = await runTests({ passed: 0 });
  expect({ lastLine, code }).toEqual({ lastLine: "4 passed, 1 failed", code: 1 });
});

test("the Redis topologies can be run alone, without the checks", async () => {
  const { output } = await runTests({ failing: "oxlint", args: ["--redis-topologies", "-t", "killed"] });
  expect(output.join("\n")).toMatch(/^arguments: run .* --config test\/redis-topologies\/vitest.config.ts -t killed$/m);
  expect(output.slice(-2)).toEqual(["2 skipped", "5 passed, 0 failed"]);
});

test("everything is the checks, the tests and the Redis topologies, in one sum", async () => {
  const { output, code } = await runTests({ args: ["--everything"] });
  expect(output.filter((line) => line.startsWith("arguments: "))).toHaveLength(2);
  expect(output.slice(-2)).toEqual(["4 skipped", "14 passed, 0 failed"]);
  expect(code).toBe(0);
});
