/** Installing packages of Debian and its relatives, without starting the services that they bring. */
import { rm, writeFile } from "node:fs/promises";
import { ask, findProgram, type Outcome } from "./programs.ts";

/** Package scripts ask this program whether a service may be started; 101 means no. */
const policyFile = "/usr/sbin/policy-rc.d";
const installLimitMs = 10 * 60_000;

/** True for root on a machine with apt-get. */
export async function mayInstallPackages(): Promise<boolean> {
  return process.getuid?.() === 0 && (await findProgram(["apt-get"])) !== undefined;
}

/** Installs packages, with a fresh list of them only where the present one does not do. */
export async function installPackages(names: readonly string[]): Promise<Outcome> {
  const allowServices = await forbidServices();
  try {
    const first = await aptGet(["install", "--yes", "--no-install-recommends", ...names]);
    if (first.ok) return first;
    const update = await aptGet(["update"]);
    return update.ok ? await aptGet(["install", "--yes", "--no-install-recommends", ...names]) : update;
  } finally {
    await allowServices();
  }
}

/**
 * Keeps installed packages from starting their services: a Redis of our own is wanted, not the machine's.
 * A file that is already there belongs to somebody else and stays. Ours forbids only while this process
 * lives, so that one left behind by a crash does no harm.
 */
async function forbidServices(): Promise<() => Promise<void>> {
  const text = `#!/bin/sh\n# Made by dt while it installs a package.\nkill -0 ${process.pid} 2>/dev/null && exit 101\nexit 0\n`;
  try {
    await writeFile(policyFile, text, { flag: "wx", mode: 0o755 });
  } catch {
    return async () => {};
  }
  return () => rm(policyFile, { force: true });
}

function aptGet(args: readonly string[]): Promise<Outcome> {
  // RUNLEVEL=1: to package scripts the machine is in single-user mode, where services do not start either.
  const environment = { ...process.env, DEBIAN_FRONTEND: "noninteractive", RUNLEVEL: "1" };
  return ask("apt-get", args, { limitMs: installLimitMs, environment });
}
