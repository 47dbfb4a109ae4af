/** What tests need besides packages: a Redis server and a Chromium. Installed ones are used. */
import { mkdir, writeFile } from "node:fs/promises";
import { basename, delimiter, dirname, join } from "node:path";
import { installPackages, mayInstallPackages } from "../shared/debian.ts";
import { currentPlatform, type Platform } from "../shared/platform.ts";
import { exitCodes, Problem } from "../shared/problem.ts";
import { ask, findProgram } from "../shared/programs.ts";
import type { Screen } from "../shared/screen.ts";
import { runStep } from "../shared/steps.ts";
import { findServer } from "../start/redis/machine.ts";

/** One thing that tests need. */
export interface Need {
  readonly name: string;
  /** The path of the program, when it is there and runs. */
  find(): Promise<string | undefined>;
  readonly debianPackage: string;
  /** Completes "… is missing: ". */
  readonly advice: Readonly<Record<Platform, string>>;
}

/** How a machine gets what it lacks; tests give another. */
export interface Installer {
  readonly platform: Platform;
  mayInstall(): Promise<boolean>;
  install(packageName: string): Promise<{ readonly ok: boolean; readonly output: string }>;
}

const thisInstaller: Installer = {
  platform: currentPlatform(),
  mayInstall: mayInstallPackages,
  install: (name) => installPackages([name]),
};

export const redisNeed: Need = {
  name: "a Redis server",
  find: async () => (await findServer())?.file,
  debianPackage: "redis-server",
  advice: {
    macos: 'run "brew install redis"',
    windows: 'run the tests inside WSL ("wsl --install")',
    debian: 'run "sudo apt-get install redis-server"',
    fedora: 'run "sudo dnf install valkey"',
    arch: 'run "sudo pacman -S valkey"',
    alpine: 'run "apk add redis"',
    suse: 'run "sudo zypper install redis"',
    other: "install Redis 6.2 or newer, or Valkey",
  },
};

const chromiumNames = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const chromiumFolders = ["/Applications/Google Chrome.app/Contents/MacOS", "/Applications/Chromium.app/Contents/MacOS"];

export const chromiumNeed: Need = {
  name: "Chromium",
  find: findChromium,
  debianPackage: "chromium",
  advice: {
    macos: 'run "brew install --cask chromium"',
    windows: 'run the tests inside WSL ("wsl --install")',
    debian: 'run "sudo apt-get install chromium"',
    fedora: 'run "sudo dnf install chromium"',
    arch: 'run "sudo pacman -S chromium"',
    alpine: 'run "apk add chromium"',
    suse: 'run "sudo zypper install chromium"',
    other: "install Chromium or Chrome",
  },
};

async function findChromium(): Promise<string | undefined> {
  const path = [process.env["PATH"] ?? "", ...chromiumFolders].join(delimiter);
  const file = await findProgram([...chromiumNames, "Google Chrome", "Chromium"], path);
  // Ubuntu's package without snap is a script that only says so.
  return file !== undefined && (await ask(file, ["--version"])).ok ? file : undefined;
}

/**
 * Returns the path of what is needed, and installs it where that is allowed.
 * @throws Problem (`missing`) with what to do on this platform.
 */
export async function provide(need: Need, screen: Screen, installer: Installer = thisInstaller): Promise<string> {
  const present = await need.find();
  if (present !== undefined) return present;
  let reason = "";
  if (await installer.mayInstall()) {
    const doing = `installing the package ${need.debianPackage}`;
    const installed = await runStep(screen, { doing }, () => installer.install(need.debianPackage));
    const brought = installed.ok ? await need.find() : undefined;
    if (brought !== undefined) return brought;
    reason = ` and could not be installed (${installed.output.trim().split("\n").at(-1) ?? ""})`;
  }
  throw new Problem(
    exitCodes.missing,
    `For the tests ${need.name} is missing${reason}: ${need.advice[installer.platform]}.`,
  );
}

/** Brings shells in which completion is tried, where that is allowed. Tests skip those that are not there. */
export async function provideShells(
  screen: Screen,
  installer: Installer = thisInstaller,
  shells: readonly string[] = ["zsh", "fish"],
): Promise<void> {
  if (!(await installer.mayInstall())) return;
  for (const shell of shells) {
    if ((await findProgram([shell])) !== undefined) continue;
    await runStep(screen, { doing: `installing the package ${shell}` }, () => installer.install(shell));
  }
}

/**
 * The folder in which tests find Chromium under a usual name. An application of macOS gets such a name here; a link
 * would not do, because it looks for its parts beside itself.
 */
export async function chromiumFolder(file: string, folder: string): Promise<string> {
  if (chromiumNames.includes(basename(file))) return dirname(file);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "chromium"), `#!/bin/sh\nexec "${file}" "$@"\n`, { mode: 0o755 });
  return folder;
}
