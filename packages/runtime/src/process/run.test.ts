import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { eventually } from "../../test/eventually.ts";
import { makeFolder } from "../../test/temporary-folder.ts";

const service = fileURLToPath(new URL("../../test/services/service.ts", import.meta.url));

interface Run {
  child: ChildProcess;
  /** Messages of the log so far. */
  messages: () => string[];
  lines: () => Record<string, unknown>[];
  stderr: () => string;
  /** The exit code, once the process is gone; null after a signal. */
  exitCode: Promise<number | null>;
}

/** Starts the service as a process, in a folder with these files. */
function start(behaviour: string, options: { stopLimitMs?: number; files?: Record<string, string> } = {}): Run {
  const child = spawn(process.execPath, [service, behaviour, String(options.stopLimitMs ?? 5_000)], {
    cwd: makeFolder(options.files),
    env: { PATH: process.env["PATH"] },
  });
  const exitCode = once(child, "close").then(([code]) => code as number | null);
  onTestFinished(async () => {
    child.kill("SIGKILL");
    await exitCode;
  });
  let [stdout, stderr] = ["", ""];
  child.stdout.on("data", (text) => (stdout += String(text)));
  child.stderr.on("data", (text) => (stderr += String(text)));
  const lines = () =>
    stdout
      .split("\n")
      .filter((line) => line.endsWith("}"))
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  return { child, lines, messages: () => lines().map(({ msg }) => String(msg)), stderr: () => stderr, exitCode };
}

async function waitForMessage(run: Run, message: string): Promise<void> {
  await eventually(() => expect(run.messages()).toContain(message));
}

test.each(["SIGTERM", "SIGINT"] as const)("%s closes everything in reverse and exits with 0", async (signal) => {
  const run = start("steady");
  await waitForMessage(run, "ready");
  run.child.kill(signal);
  expect(await run.exitCode).toBe(0);
  expect(run.messages()).toEqual(["started", "ready", "stopping", "second closed", "first closed", "stopped"]);
  expect(run.lines()).toContainEqual(expect.objectContaining({ msg: "first closed", aborted: true, service: "demo" }));
  expect(run.stderr()).toBe("");
});

test("main is given the values of the .env file", async () => {
  const run = start("steady", { files: { ".env": "FROM_FILE=yes" } });
  await waitForMessage(run, "ready");
  expect(run.lines()[0]).toMatchObject({ FROM_FILE: "yes" });
});

test("LOG_LEVEL decides what is logged", async () => {
  const run = start("startup", { files: { ".env": "LOG_LEVEL=error" } });
  expect(await run.exitCode).toBe(1);
  expect(run.messages()).toEqual([]);
});

test("problems of the settings are one line each on stderr, and the exit code is 78", async () => {
  const run = start("settings");
  expect(await run.exitCode).toBe(78);
  expect(run.stderr()).toBe("demo: ONE is missing: set it\ndemo: TWO must be a number\n");
});

test("a wrong LOG_LEVEL is such a problem", async () => {
  const run = start("steady", { files: { ".env": "LOG_LEVEL=loud" } });
  expect(await run.exitCode).toBe(78);
  expect(run.stderr()).toBe('demo: LOG_LEVEL is "loud": must be one of debug, info, warn, error, silent\n');
});

test("a known reason not to start is one line on stderr, and what was open is closed", async () => {
  const run = start("startup");
  expect(await run.exitCode).toBe(1);
  expect(run.stderr()).toBe("demo: Redis cannot be reached: start it\n");
  expect(run.messages()).toContain("closed");
});

test("a defect at the start is logged with its stack", async () => {
  const run = start("defect");
  expect(await run.exitCode).toBe(1);
  expect(run.lines().at(-1)).toMatchObject({
    level: "error",
    msg: "the start failed",
    error: { type: "TypeError", message: "nobody thought of this", stack: expect.stringContaining("service.ts") },
  });
});

test.each([
  ["exception", "thrown by a timer"],
  ["rejection", "rejected and forgotten"],
  ["fail", "the key was withdrawn"],
])("an error that nobody caught (%s) stops the service in order, with exit code 1", async (behaviour, message) => {
  const run = start(behaviour);
  expect(await run.exitCode).toBe(1);
  expect(run.lines()).toContainEqual(
    expect.objectContaining({ level: "error", error: expect.objectContaining({ message }) }),
  );
  expect(run.messages().slice(-2)).toEqual(["closed", "stopped"]);
});

test("a stop that hangs is forced, and the log says what hung", async () => {
  const run = start("hang", { stopLimitMs: 50 });
  await waitForMessage(run, "ready");
  run.child.kill("SIGTERM");
  expect(await run.exitCode).toBe(1);
  expect(run.lines().at(-1)).toMatchObject({
    msg: "the stop took too long",
    hung: "closeConnectionToNowhere",
    limitMs: 50,
  });
});

test("a second signal exits at once", async () => {
  const run = start("hang", { stopLimitMs: 60_000 });
  await waitForMessage(run, "ready");
  run.child.kill("SIGTERM");
  await waitForMessage(run, "stopping");
  run.child.kill("SIGTERM");
  expect(await run.exitCode).toBe(1);
  expect(run.messages().at(-1)).toBe("exiting at once");
});

test("a stop during the start aborts it and is no failure", async () => {
  const run = start("slowStart");
  await waitForMessage(run, "starting");
  run.child.kill("SIGTERM");
  expect(await run.exitCode).toBe(0);
  expect(run.messages()).toEqual(["starting", "stopping", "closed", "stopped"]);
});

test("a start that does not heed the stop is forced to end", async () => {
  const run = start("stubbornStart", { stopLimitMs: 50 });
  await waitForMessage(run, "starting");
  run.child.kill("SIGTERM");
  expect(await run.exitCode).toBe(1);
  expect(run.lines().at(-1)).toMatchObject({ msg: "the stop took too long", hung: "main" });
});

test("what cannot be closed is logged, the rest is closed, and the exit code is 1", async () => {
  const run = start("brokenClose");
  await waitForMessage(run, "ready");
  run.child.kill("SIGTERM");
  expect(await run.exitCode).toBe(1);
  expect(run.messages()).toEqual(["ready", "stopping", "closed", "could not close everything", "stopped"]);
});
