/** One child process of the launcher: its lines, its end, and stopping it. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { fileURLToPath } from "node:url";

export interface ChildSpec {
  /** Short name for people: "worker". */
  readonly name: string;
  /** The TypeScript file to run, and its arguments. */
  readonly entry: string;
  readonly args?: readonly string[];
  /** All of its environment; nothing is added but a mark that the launcher started it. */
  readonly environment: NodeJS.ProcessEnv;
  /** @default the folder of the launcher */
  readonly folder?: string;
}

/** How a process ended: with a code, or by a signal. */
export interface ChildExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface Child {
  readonly pid: number;
  /** Resolves when the process is gone and all it said has been handed over. Never rejects. */
  readonly exited: Promise<ChildExit>;
  /** SIGTERM, and `kill` when it is still there after the limit. Resolves when it is gone. */
  stop(limitMs: number): Promise<ChildExit>;
  /** SIGKILL, for the process and all that it started. */
  kill(): void;
}

const guard = fileURLToPath(new URL("child-guard.ts", import.meta.url));

/**
 * Starts a Node process that ends when this one does. It is in a session of its own, so that Ctrl-C in the terminal
 * reaches the launcher only, and the order of stopping is the launcher's.
 */
export function startChild(spec: ChildSpec, onLine: (line: string) => void): Child {
  const child = spawn(process.execPath, ["--import", guard, spec.entry, ...(spec.args ?? [])], {
    cwd: spec.folder ?? process.cwd(),
    env: { ...spec.environment, DT_LAUNCHED: String(process.pid) },
    stdio: ["ignore", "pipe", "pipe", "ipc"],
    detached: true,
  });
  const exited = childExit(child, onLine);
  // A process that is gone needs no signal, and its number may belong to another by now.
  const alive = (): boolean => child.pid !== undefined && child.exitCode === null && child.signalCode === null;
  const kill = (): void => {
    // It leads a group of its own; the minus means all of it.
    if (alive() && child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
  };
  return {
    pid: child.pid ?? 0,
    exited,
    async stop(limitMs) {
      if (alive()) child.kill("SIGTERM");
      const timer = setTimeout(kill, limitMs);
      const exit = await exited;
      clearTimeout(timer);
      return exit;
    },
    kill,
  };
}

async function childExit(child: ChildProcess, onLine: (line: string) => void): Promise<ChildExit> {
  const streams = [child.stdout, child.stderr].filter((stream) => stream !== null);
  const lines = streams.map((stream) => readLines(stream, onLine));
  const exit = await new Promise<ChildExit>((resolve) => {
    child.once("exit", (code, signal) => resolve({ code, signal }));
    child.once("error", (error) => {
      onLine(`could not be started: ${error.message}`);
      resolve({ code: 1, signal: null });
    });
  });
  // A grandchild that kept the pipes must not hold up the news.
  const timer = setTimeout(() => streams.forEach((stream) => stream.destroy()), 500);
  await Promise.all(lines);
  clearTimeout(timer);
  return exit;
}

async function readLines(stream: Readable, onLine: (line: string) => void): Promise<void> {
  const lines = createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY });
  lines.on("line", onLine);
  stream.once("error", () => lines.close());
  await Promise.race([once(lines, "close"), once(stream, "close")]);
}
