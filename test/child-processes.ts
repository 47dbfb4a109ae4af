/** Whatever ends a test run, short of SIGKILL, ends the processes that it started, too. */
import type { ChildProcess } from "node:child_process";

const running = new Set<ChildProcess>();

// One listener for all: Node takes many for a leak.
process.once("exit", () => {
  for (const child of running) child.kill("SIGKILL");
});

export function endWithThisProcess(child: ChildProcess): void {
  running.add(child);
  child.once("exit", () => running.delete(child));
}
