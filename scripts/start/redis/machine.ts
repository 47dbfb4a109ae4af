/** This machine, as the choice of a Redis sees it. */
import { delimiter } from "node:path";
import { installPackages, mayInstallPackages } from "../../shared/debian.ts";
import { currentPlatform } from "../../shared/platform.ts";
import { ask, findProgram } from "../../shared/programs.ts";
import type { Machine } from "./sources.ts";

const serverNames = ["redis-server", "valkey-server"];
/** Where package managers put programs that are not always on the PATH. */
const furtherFolders = ["/opt/homebrew/bin", "/usr/local/bin", "/usr/bin", "/usr/sbin"];
/** Older ones lack commands that BullMQ uses. */
const oldestVersion = [6, 2] as const;
const dockerLimitMs = 5_000;
const pullLimitMs = 10 * 60_000;

export const thisMachine: Machine = {
  platform: currentPlatform(),
  findServer,
  async dockerAnswers() {
    const { ok, output } = await ask("docker", ["version", "--format", "{{.Server.Version}}"], {
      limitMs: dockerLimitMs,
    });
    return ok && /^\d/.test(output);
  },
  async pullImage(image) {
    const present = await ask("docker", ["image", "inspect", image]);
    return present.ok ? present : await ask("docker", ["pull", "--quiet", image], { limitMs: pullLimitMs });
  },
  mayInstall: mayInstallPackages,
  install: (name) => installPackages([name]),
};

/** The first server on this search path that is new enough. */
export async function findServer(
  path = [process.env["PATH"] ?? "", ...furtherFolders].join(delimiter),
): Promise<{ file: string; label: string } | undefined> {
  for (const name of serverNames) {
    const file = await findProgram([name], path);
    const version = file === undefined ? undefined : await versionOf(file);
    if (file !== undefined && version !== undefined) {
      return { file, label: `${name.startsWith("valkey") ? "Valkey" : "Redis"} ${version}` };
    }
  }
  return undefined;
}

/** Undefined when the program does not run or is too old. */
async function versionOf(file: string): Promise<string | undefined> {
  const { output } = await ask(file, ["--version"]);
  const [version, major, minor] = /\bv=(\d+)\.(\d+)[\d.]*/.exec(output) ?? [];
  if (version === undefined) return undefined;
  const newEnough =
    Number(major) > oldestVersion[0] || (Number(major) === oldestVersion[0] && Number(minor) >= oldestVersion[1]);
  return newEnough ? version.slice(2) : undefined;
}
