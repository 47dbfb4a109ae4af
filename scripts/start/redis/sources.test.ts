import { expect, test } from "vitest";
import { exitCodes } from "../../shared/problem.ts";
import { chooseSource, type Doing, type Machine } from "./sources.ts";

const silently: Doing = (_what, work) => work();
const works = async () => ({ ok: true, output: "" });
const fails = async () => ({ ok: false, output: "noise\nE: no network\n" });

/** A machine with nothing, but for what a test gives it. */
function machine(given: Partial<Machine> = {}): Machine {
  return {
    platform: "debian",
    findServer: async () => undefined,
    dockerAnswers: async () => false,
    pullImage: works,
    mayInstall: async () => false,
    install: works,
    ...given,
  };
}

const program = { file: "/usr/bin/redis-server", label: "Redis 7.0.15" };

test("an installed server is preferred to Docker", async () => {
  const source = await chooseSource(
    machine({ findServer: async () => program, dockerAnswers: async () => true }),
    silently,
  );
  expect(source).toEqual({ kind: "program", ...program });
});

test("a Docker engine is preferred to installing a package", async () => {
  const source = await chooseSource(
    machine({ dockerAnswers: async () => true, mayInstall: async () => true }),
    silently,
  );
  expect(source).toMatchObject({ kind: "docker", image: expect.stringMatching(/^redis:/) });
});

test("the Debian package is installed where that is allowed, and it is said what is going on", async () => {
  const said: string[] = [];
  let installed = false;
  const source = await chooseSource(
    machine({
      findServer: async () => (installed ? program : undefined),
      mayInstall: async () => true,
      install: async (name) => {
        installed = name === "redis-server";
        return { ok: true, output: "" };
      },
    }),
    (what, work) => {
      said.push(what);
      return work();
    },
  );
  expect(source).toEqual({ kind: "program", ...program });
  expect(said).toEqual(["installing the package redis-server (its own service is not started)"]);
});

test("an image that cannot be fetched leads to the next choice", async () => {
  const choice = chooseSource(machine({ dockerAnswers: async () => true, pullImage: fails }), silently);
  await expect(choice).rejects.toThrow("There is no Redis here");
});

test("a package that cannot be installed is a problem with apt-get's last line", async () => {
  const choice = chooseSource(machine({ mayInstall: async () => true, install: fails }), silently);
  await expect(choice).rejects.toMatchObject({
    exitCode: exitCodes.redis,
    message: expect.stringContaining("(E: no network)"),
  });
});

test.for([
  ["macos", "brew install redis"],
  ["windows", "WSL"],
  ["debian", "sudo apt-get install redis-server"],
  ["fedora", "sudo dnf install valkey"],
  ["arch", "sudo pacman -S valkey"],
  ["alpine", "apk add redis"],
  ["suse", "sudo zypper install redis"],
  ["other", "Redis 6.2"],
] as const)("on %s a machine with nothing is told: %s", async ([platform, advice]) => {
  const choice = chooseSource(machine({ platform }), silently);
  await expect(choice).rejects.toMatchObject({
    exitCode: exitCodes.redis,
    message: expect.stringMatching(new RegExp(`^There is no Redis here: [^\\n]*${advice}[^\\n]*\\.$`)),
  });
});
