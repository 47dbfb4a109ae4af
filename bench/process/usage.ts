/** What a process uses, as the system counts it. */
import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";

export interface Usage {
  /** CPU time since its start; undefined where there is no /proc. */
  readonly cpuMs: number | undefined;
  /** Resident memory. */
  readonly bytes: number;
}

/** /proc counts CPU time in hundredths of a second, whatever the kernel's own clock. */
const tickMs = 10;

export async function usageOf(pid: number): Promise<Usage> {
  try {
    const [stat, status] = await Promise.all([
      readFile(`/proc/${pid}/stat`, "utf8"),
      readFile(`/proc/${pid}/status`, "utf8"),
    ]);
    return { cpuMs: readCpuTicks(stat) * tickMs, bytes: readKilobytes(status) * 1024 };
  } catch {
    const { stdout } = await promisify(execFile)("ps", ["-o", "rss=", "-p", String(pid)]);
    return { cpuMs: undefined, bytes: Number(stdout.trim()) * 1024 };
  }
}

/** User and system time from /proc/{pid}/stat. The name of the program, in brackets, may hold spaces. */
export function readCpuTicks(stat: string): number {
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return Number(fields[11]) + Number(fields[12]);
}

function readKilobytes(status: string): number {
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0);
}
