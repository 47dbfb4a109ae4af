import { type ChildProcessByStdio, spawn } from "node:child_process";
import { join } from "node:path";
import type { Readable, Writable } from "node:stream";
import { onTestFinished } from "vitest";
import type { Outcome } from "./dt.ts";
import { temporaryFolder } from "./temporary-folder.ts";

export const binFile = join(import.meta.dirname, "../bin/dt.js");

export interface ProcessOptions {
  /** All that the process gets, besides PATH and HOME. */
  readonly environment?: Readonly<Record<string, string>>;
  /** @default an empty folder */
  readonly home?: string;
  /** @default the home */
  readonly folder?: string;
  /** Standard input. */
  readonly input?: string;
}

/** Starts `dt` as a process of its own; it is ended with the test. */
export function spawnDt(
  words: readonly string[],
  { environment, home = temporaryFolder(), folder = home }: ProcessOptions = {},
): ChildProcessByStdio<Writable, Readable, Readable> {
  // oxlint-disable-next-line node/no-process-env -- programs that dt starts are found by it
  const env = { PATH: process.env.PATH, HOME: home, ...environment };
  const child = spawn(process.execPath, [binFile, ...words], { env, cwd: folder, stdio: ["pipe", "pipe", "pipe"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  return child;
}

/** Runs `dt` as a process of its own, to its end. */
export async function runDt(words: readonly string[], options: ProcessOptions = {}): Promise<Outcome> {
  const child = spawnDt(words, options);
  child.stdin.end(options.input ?? "");
  const [out, err, code] = await Promise.all([
    textOf(child.stdout),
    textOf(child.stderr),
    new Promise<number>((resolve) => {
      child.on("close", (exitCode) => resolve(exitCode ?? -1));
    }),
  ]);
  return {
    code,
    out,
    err,
    get json() {
      return JSON.parse(out) as Outcome["json"];
    },
  };
}

async function textOf(stream: Readable): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
