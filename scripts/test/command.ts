/** Running the tools that check the project, with their output on this terminal. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";

export interface Runner {
  /** Runs a program in this folder; null when a signal ended it or it could not be started. */
  run(program: string, args: readonly string[], environment?: NodeJS.ProcessEnv): Promise<number | null>;
  /** Passes a signal on to the program that runs now, and starts no further one. */
  stop(signal: NodeJS.Signals): void;
  readonly stopped: boolean;
}

/** One program at a time. */
export function createRunner(folder: string): Runner {
  let running: ChildProcess | undefined;
  let stopped = false;
  return {
    get stopped() {
      return stopped;
    },
    async run(program, args, environment = {}) {
      if (stopped) return null;
      running = spawn(program, args, {
        cwd: folder,
        env: { ...process.env, ...environment },
        // Nobody answers questions here.
        stdio: ["ignore", "inherit", "inherit"],
      });
      try {
        const [code] = (await once(running, "exit")) as [number | null];
        return code;
      } catch {
        return null;
      } finally {
        running = undefined;
      }
    },
    stop(signal) {
      stopped = true;
      running?.kill(signal);
    },
  };
}
