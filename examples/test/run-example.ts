import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createSimulator, defaultApp, type Simulator, type SimulatorOptions } from "@dt/simulator";
import { onTestFinished } from "vitest";

const folder = join(import.meta.dirname, "..");
/** A program starts in a third of the time when another has compiled the same files. */
const compileCache = join(folder, "node_modules", ".cache", "compiled");

export interface Ended {
  /** `null` after a signal that was not handled. */
  readonly exitCode: number | null;
  readonly output: string;
  readonly errors: string;
}

/** A program that runs. */
export interface Running {
  readonly child: ChildProcess;
  /** What it has printed so far. */
  output(): string;
  readonly ended: Promise<Ended>;
}

/** The names of all examples. */
export async function exampleNames(): Promise<string[]> {
  const files = await readdir(folder);
  return files.filter((file) => file.endsWith(".ts")).map((file) => file.slice(0, -3));
}

/** A simulator that stops with the test. */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const simulator = await createSimulator({ seed: 1, ...options });
  onTestFinished(() => simulator.close());
  return simulator;
}

/** What tells a program to use the simulator. */
export function environmentOf(simulator: Simulator): Record<string, string> {
  return {
    DINGTALK_APP_KEY: defaultApp.appKey,
    DINGTALK_APP_SECRET: defaultApp.appSecret,
    DINGTALK_API_URL: simulator.apiUrl,
    DINGTALK_OAPI_URL: simulator.oapiUrl,
  };
}

/** Starts an example as people do, in a process with no other settings in its environment. It ends with the test. */
export function startExample(name: string, words: readonly string[], environment: Record<string, string>): Running {
  const env = { NODE_COMPILE_CACHE: compileCache, ...environment };
  const child = spawn(process.execPath, [join(folder, `${name}.ts`), ...words], { env });
  onTestFinished(() => void child.kill("SIGKILL"));
  let [output, errors] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (text: string) => (output += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (errors += text));
  const ended = once(child, "close").then(([exitCode]): Ended => ({ exitCode: exitCode as number, output, errors }));
  return { child, output: () => output, ended };
}

/** Runs an example against the simulator until it ends. */
export function runExample(simulator: Simulator, name: string, ...words: string[]): Promise<Ended> {
  return startExample(name, words, environmentOf(simulator)).ended;
}

/** A folder that goes with the test. */
export async function temporaryFolder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), "dt-example-"));
  onTestFinished(() => rm(path, { recursive: true }));
  return path;
}
