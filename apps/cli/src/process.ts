import { userInfo } from "node:os";
import type { Environment, Host } from "./host.ts";
import { run } from "./run.ts";

/** Runs a command line on the process's own streams and signals. Resolves with the exit code. */
export async function main(words: readonly string[], environment: Environment): Promise<number> {
  ignoreFailedWrites();
  return run(words, createHost(environment));
}

function createHost(environment: Environment): Host {
  return {
    environment,
    home: environment.HOME || homeOfUser(),
    folder: process.cwd(),
    input: process.stdin,
    output: process.stdout,
    errors: process.stderr,
    interrupted: listenForInterrupts(),
  };
}

/** Not `homedir()`: that is empty where HOME is, and would make the working folder hold the credentials. */
function homeOfUser(): string {
  try {
    return userInfo().homedir;
  } catch {
    // A user whom the system does not know, as in containers.
    return "/";
  }
}

/** What becomes of a result is asked with each write; of what goes to standard error, nobody could be told. */
function ignoreFailedWrites(): void {
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});
}

/** The first Ctrl-C lets a command end in order; the second one finds no listener and ends the process. */
function listenForInterrupts(): AbortSignal {
  const interrupt = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => interrupt.abort());
  return interrupt.signal;
}
