/** How long a short command takes from its start to its end, in fresh processes: `node apps/cli/bench/cold-start.ts [rounds]`. */
import { execFile } from "node:child_process";
import { cp, mkdtemp, rm, symlink } from "node:fs/promises";
import { availableParallelism, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { bundle } from "../scripts/bundle.ts";

const folder = join(import.meta.dirname, "..");
const words = ["user", "get", "manager01", "--dry-run"];
const usualRounds = 21;

/** Wall clock, from the start of the process to its end, in milliseconds. */
interface Spread {
  readonly least: number;
  readonly median: number;
}

export interface ColdStart {
  /** A Node that does nothing: what no program can do without. */
  readonly node: Spread;
  /** `dt user get --dry-run` in a checkout. */
  readonly checkout: Spread;
  /** The same as it is installed from the archive. */
  readonly installed: Spread;
}

/** Runs each so many times, one after the other in turns, with a compile cache of their own that is warm. */
export async function measureColdStart(rounds: number = usualRounds): Promise<ColdStart> {
  const work = await mkdtemp(join(tmpdir(), "dt-cold-start-"));
  try {
    const installed = await install(work);
    const commands = { node: ["--eval", "0"], checkout: [join(folder, "bin/dt.js"), ...words], installed };
    const times: Record<keyof ColdStart, number[]> = { node: [], checkout: [], installed: [] };
    for (let round = -1; round < rounds; round += 1) {
      for (const name of ["node", "checkout", "installed"] as const) {
        const taken = await measureOnce(commands[name], work);
        // The first round fills the caches.
        if (round >= 0) times[name].push(taken);
      }
    }
    return {
      node: spreadOf(times.node),
      checkout: spreadOf(times.checkout),
      installed: spreadOf(times.installed),
    };
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** Puts what `npm pack` would bundle beside its dependencies. */
async function install(work: string): Promise<readonly string[]> {
  await bundle({ folder, packages: join(folder, "../../packages"), output: join(work, "dist") });
  await cp(join(folder, "package.json"), join(work, "package.json"));
  await symlink(join(folder, "node_modules"), join(work, "node_modules"));
  return [join(work, "dist/dt.js"), ...words];
}

async function measureOnce(args: readonly string[], work: string): Promise<number> {
  const env = { HOME: work, NODE_COMPILE_CACHE: join(work, "cache") };
  const startedAt = performance.now();
  await promisify(execFile)(process.execPath, args, { env });
  return performance.now() - startedAt;
}

function spreadOf(times: readonly number[]): Spread {
  const sorted = times.toSorted((left, right) => left - right);
  const at = (index: number): number => Math.round(sorted[index] ?? Number.NaN);
  return { least: at(0), median: at(Math.floor(sorted.length / 2)) };
}

if (import.meta.main) {
  const found = await measureColdStart(Number(process.argv[2] ?? usualRounds));
  const machine = { cores: availableParallelism(), load: Math.round(loadavg()[0] ?? 0) };
  process.stdout.write(`${JSON.stringify({ milliseconds: found, machine }, undefined, 2)}\n`);
}
