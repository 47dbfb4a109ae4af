/** Finding programs on this machine and asking them things. */
import { execFile } from "node:child_process";
import { access, constants, stat } from "node:fs/promises";
import { delimiter, join } from "node:path";

export interface Outcome {
  /** True when the program ran and exited with 0. */
  readonly ok: boolean;
  /** Both streams, in no particular order. */
  readonly output: string;
}

export interface AskOptions {
  /** After this the program is killed and the outcome is a failure. @default 10000 */
  readonly limitMs?: number;
  /** @default the environment of this process */
  readonly environment?: NodeJS.ProcessEnv;
}

/** Runs a program to its end and returns what it said; a program that is missing is a failure, not a throw. */
export function ask(program: string, args: readonly string[], options: AskOptions = {}): Promise<Outcome> {
  const { limitMs = 10_000, environment = process.env } = options;
  return new Promise((resolve) => {
    const settings = { timeout: limitMs, killSignal: "SIGKILL", env: environment, maxBuffer: 2 ** 24 } as const;
    const child = execFile(program, args, settings, (error, stdout, stderr) => {
      resolve({ ok: error === null, output: `${stdout}${stderr}` });
    });
    child.stdin?.end();
  });
}

/** The full path of the first of these programs that is on the PATH; undefined when none is. */
export async function findProgram(
  names: readonly string[],
  path = process.env["PATH"] ?? "",
): Promise<string | undefined> {
  for (const name of names) {
    for (const folder of path.split(delimiter).filter(Boolean)) {
      const file = join(folder, name);
      if (await isProgram(file)) return file;
    }
  }
  return undefined;
}

async function isProgram(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK);
    return (await stat(file)).isFile();
  } catch {
    return false;
  }
}
