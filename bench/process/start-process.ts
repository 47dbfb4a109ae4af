/** Starts processes that end with the benchmark, however it ends. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";

const root = join(import.meta.dirname, "../..");
/** Ends a child when this process is gone. */
const guard = join(root, "scripts/start/child-guard.ts");
const readyLimitMs = 60_000;
/** Services promise to stop within 15 s. */
const stopLimitMs = 16_000;
const linesKept = 200;

export interface ProcessOptions {
  readonly name: string;
  /** The TypeScript file to run, from the top folder, and its arguments. */
  readonly file: string;
  readonly args?: readonly string[];
  /** Arguments for Node itself. */
  readonly nodeArgs?: readonly string[];
  /** All of its environment but PATH: nothing of the surroundings must reach a measurement. */
  readonly environment?: Readonly<Record<string, string>>;
}

export interface StartedProcess {
  readonly name: string;
  readonly pid: number;
  readonly child: ChildProcess;
  /** The newest lines of its output. */
  readonly log: readonly string[];
  /** SIGTERM, and SIGKILL after 16 s. Resolves when it is gone. */
  stop(): Promise<void>;
}

const running = new Set<ChildProcess>();
let ending = false;

/** Ends every process that was started; none can be started afterwards. */
export async function endAllProcesses(): Promise<void> {
  ending = true;
  await Promise.all(Array.from(running, stop));
}

/**
 * Starts a Node process; it says by itself when it is ready.
 * @throws Error once the benchmark is being ended
 */
export function startProcess({
  name,
  file,
  args = [],
  nodeArgs = [],
  environment = {},
}: ProcessOptions): StartedProcess {
  if (ending) throw new Error(`${name} is not started: the benchmark is being ended`);
  const child = spawn(process.execPath, [...nodeArgs, "--import", guard, join(root, file), ...args], {
    cwd: join(root, "bench"),
    env: { PATH: process.env["PATH"], DT_LAUNCHED: String(process.pid), ...environment },
    stdio: ["ignore", "pipe", "pipe", "ipc"],
    // Ctrl-C in the terminal reaches the benchmark only, which ends its processes in order.
    detached: true,
  });
  running.add(child);
  child.once("exit", () => running.delete(child));
  const log: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    if (stream !== null) createInterface(stream).on("line", (line) => keepLine(log, line));
  }
  return { name, pid: child.pid ?? 0, child, log, stop: () => stop(child) };
}

function keepLine(log: string[], line: string): void {
  log.push(line);
  if (log.length > linesKept) log.shift();
}

async function stop(child: ChildProcess): Promise<void> {
  if (hasEnded(child)) return;
  const exited = once(child, "exit");
  child.kill("SIGTERM");
  const timer = setTimeout(() => child.kill("SIGKILL"), stopLimitMs);
  await exited;
  clearTimeout(timer);
}

function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}

/** Resolves with what `read` makes of a line of its log, once that is not undefined. */
export async function waitForLine<Value>(
  started: StartedProcess,
  read: (line: string) => Value | undefined,
): Promise<Value> {
  const deadline = performance.now() + readyLimitMs;
  for (;;) {
    for (const line of started.log) {
      const value = read(line);
      if (value !== undefined) return value;
    }
    if (hasEnded(started.child) || performance.now() > deadline) throw notReady(started);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** What went wrong, with the end of its log. */
export function notReady({ name, log }: StartedProcess): Error {
  return new Error(`${name} did not get ready:\n${log.slice(-20).join("\n")}`);
}
