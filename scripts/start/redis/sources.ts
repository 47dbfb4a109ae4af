/** Where the private Redis may come from, in order: a program, a Docker engine, a Debian package. */

import type { Platform } from "../../shared/platform.ts";
import { exitCodes, Problem } from "../../shared/problem.ts";
import type { Outcome } from "../../shared/programs.ts";

export type RedisSource =
  | { readonly kind: "program"; readonly file: string; readonly label: string }
  | { readonly kind: "docker"; readonly image: string; readonly label: string };

/** What the choice depends on; tests give another machine. */
export interface Machine {
  readonly platform: Platform;
  /** The first server program that is new enough, and its name and version. */
  findServer(): Promise<{ file: string; label: string } | undefined>;
  /** True when a Docker engine answers. */
  dockerAnswers(): Promise<boolean>;
  /** Makes sure that the image is here. */
  pullImage(image: string): Promise<Outcome>;
  mayInstall(): Promise<boolean>;
  install(packageName: string): Promise<Outcome>;
}

/** Tells what is going on when it takes longer than a moment. */
export type Doing = <Result>(what: string, work: () => Promise<Result>) => Promise<Result>;

const image = "redis:7-alpine";
const debianPackage = "redis-server";

/**
 * The first source that works.
 * @throws Problem (`redis`) with what to do on this platform when none does.
 */
export async function chooseSource(machine: Machine, doing: Doing): Promise<RedisSource> {
  return (
    (await fromProgram(machine)) ??
    (await fromDocker(machine, doing)) ??
    (await fromPackage(machine, doing)) ??
    Promise.reject(new Problem(exitCodes.redis, `There is no Redis here: ${advice[machine.platform]}.`))
  );
}

async function fromProgram(machine: Machine): Promise<RedisSource | undefined> {
  const server = await machine.findServer();
  return server === undefined ? undefined : { kind: "program", ...server };
}

async function fromDocker(machine: Machine, doing: Doing): Promise<RedisSource | undefined> {
  if (!(await machine.dockerAnswers())) return undefined;
  const pulled = await doing(`fetching the image ${image} with Docker`, () => machine.pullImage(image));
  return pulled.ok ? { kind: "docker", image, label: `${image} in Docker` } : undefined;
}

async function fromPackage(machine: Machine, doing: Doing): Promise<RedisSource | undefined> {
  if (!(await machine.mayInstall())) return undefined;
  const what = `installing the package ${debianPackage} (its own service is not started)`;
  const installed = await doing(what, () => machine.install(debianPackage));
  if (!installed.ok) {
    const reason = installed.output.trim().split("\n").at(-1) ?? "";
    throw new Problem(exitCodes.redis, `apt-get could not install ${debianPackage} (${reason}); ${lastResort}.`);
  }
  return await fromProgram(machine);
}

const lastResort = "or start a Docker engine, or set REDIS_URL to a Redis of yours";

/** Completes "There is no Redis here: …". */
const advice: Readonly<Record<Platform, string>> = {
  macos: `run "brew install redis" (it need not be started) and try again, ${lastResort}`,
  windows: `run dt inside WSL ("wsl --install", then clone and start it there), ${lastResort}`,
  debian: `run "sudo apt-get install redis-server" and try again, ${lastResort}`,
  fedora: `run "sudo dnf install valkey" and try again, ${lastResort}`,
  arch: `run "sudo pacman -S valkey" and try again, ${lastResort}`,
  alpine: `run "apk add redis" and try again, ${lastResort}`,
  suse: `run "sudo zypper install redis" and try again, ${lastResort}`,
  other: `install Redis 6.2 or newer or Valkey and try again, ${lastResort}`,
};
