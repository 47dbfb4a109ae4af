import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { text } from "node:stream/consumers";
import { beforeEach, expect, onTestFinished, test, vi } from "vitest";

let folder: string;
let project: string;
let programs: string;

/** A project whose path has spaces, on a machine whose programs are stand-ins; only Node itself is real. */
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "dt with node "));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  project = join(folder, "a clone");
  programs = join(folder, "bin");
  await mkdir(programs);
  for (const file of ["pnpm-lock.yaml", "pnpm-workspace.yaml", "package.json"]) await write(join(project, file), file);
  for (const file of ["packages/a/package.json", "apps/b/package.json", "examples/package.json"])
    await write(join(project, file), "{}");
  await cp(join(import.meta.dirname, "with-node.sh"), join(project, "scripts/with-node.sh"));
});

async function write(file: string, content: string): Promise<void> {
  await mkdir(join(file, ".."), { recursive: true });
  await writeFile(file, content);
}

async function program(name: string, script: string): Promise<void> {
  await write(join(programs, name), `#!/bin/sh\n${script}\n`);
  await chmod(join(programs, name), 0o755);
}

/** Says its version, and installs by making a folder; what it did is written down. */
const pnpm = [
  '[ "$1" != --version ] || { echo 12.1.0; exit 0; }',
  'echo install >>"$LOG"',
  'sleep "$INSTALL_SECONDS"',
  "mkdir -p node_modules",
].join("\n");

/** The machine's Node is the real one, or one that is too old: that one says so and otherwise works. */
async function machineNode(age: "new" | "old"): Promise<void> {
  if (age === "new") return symlink(process.execPath, join(programs, "node"));
  await program("node", `case "$*" in *versions.node*) exit 1 ;; esac\nexec "${process.execPath}" "$@"`);
}

/** Brings the two binaries, as the npm registry would. */
async function machineNpm(): Promise<void> {
  await program(
    "npm",
    `echo "npm $*" >>"$LOG"
    while [ "$1" != --prefix ]; do shift; done
    mkdir -p "$2/node_modules/.bin" "$2/node_modules/@pnpm/exe.x"
    cp "${join(programs, "a-pnpm")}" "$2/node_modules/@pnpm/exe.x/pnpm"
    ln -s "${process.execPath}" "$2/node_modules/.bin/node"`,
  );
  await program("a-pnpm", pnpm);
}

function start(environment: NodeJS.ProcessEnv = {}, command = "process.version") {
  return spawn("/bin/sh", [join(project, "scripts/with-node.sh"), "node", "-p", command], {
    env: {
      HOME: folder,
      LOG: join(folder, "log"),
      INSTALL_SECONDS: "0",
      PATH: [programs, "/usr/bin", "/bin"].join(delimiter),
      ...environment,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
}

async function run(environment: NodeJS.ProcessEnv = {}, command?: string) {
  const child = start(environment, command);
  const exit = once(child, "exit");
  const [output, errors] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { code: (await exit)[0] as number, output: output.trim(), errors: errors.trim() };
}

async function log(): Promise<string[]> {
  return (await readFile(join(folder, "log"), "utf8").catch(() => "")).split("\n").filter(Boolean);
}

test("where Node and pnpm fit, packages are installed once and the next start does nothing but run", async () => {
  await machineNode("new");
  await program("pnpm", pnpm);
  expect(await run()).toMatchObject({ code: 0, output: process.version });
  expect(await run()).toEqual({ code: 0, output: process.version, errors: "" });
  expect(await log()).toEqual(["install"]);
});

test("what Node compiled is kept in the project, or where the environment says", async () => {
  await machineNode("new");
  await program("pnpm", pnpm);
  const kept = "require('node:module').getCompileCacheDir()";
  expect((await run({}, kept)).output).toContain(join(project, ".tools/compiled"));
  expect((await run({ NODE_COMPILE_CACHE: join(folder, "own") }, kept)).output).toContain(join(folder, "own"));
});

test("a change of the lock file or of a manifest installs again", async () => {
  await machineNode("new");
  await program("pnpm", pnpm);
  await run();
  await write(join(project, "packages/a/package.json"), '{ "dependencies": {} }');
  await run();
  expect(await log()).toEqual(["install", "install"]);
});

test("an old Node and a missing pnpm are brought, without running install scripts", async () => {
  await machineNode("old");
  await machineNpm();
  const { code, errors } = await run();
  expect(errors).toContain("dt: bringing Node 26 and pnpm 12 into .tools (once)");
  expect(code).toBe(0);
  expect((await log())[0]).toMatch(/^npm install .*--ignore-scripts .*node-\S+@26 @pnpm\/exe\.\S+@12$/);
  expect(await readdir(join(project, ".tools/node_modules/.bin"))).toEqual(["node", "pnpm"]);
});

test("only what the machine lacks is brought", async () => {
  await machineNode("new");
  await machineNpm();
  expect((await run()).errors).toContain("dt: bringing pnpm 12 into .tools (once)");
  expect((await log())[0]).not.toContain("@26");
});

test("of several starts at once one installs and the others wait for it", async () => {
  await machineNode("old");
  await machineNpm();
  const runs = await Promise.all(Array.from({ length: 4 }, () => run({ INSTALL_SECONDS: "1" })));
  expect(runs.map(({ code }) => code)).toEqual([0, 0, 0, 0]);
  const done = await log();
  expect(done.filter((line) => line.startsWith("npm"))).toHaveLength(1);
  expect(done.filter((line) => line === "install")).toHaveLength(1);
});

test("a start that was killed in the middle leaves nothing that the next one stumbles over", async () => {
  await machineNode("new");
  await program("pnpm", pnpm);
  const killed = start({ INSTALL_SECONDS: "1" });
  await vi.waitFor(async () => expect(await log()).toEqual(["install"]), 10_000);
  killed.kill("SIGKILL");
  await once(killed, "exit");
  expect(await run()).toMatchObject({ code: 0, output: process.version });
  expect(await readdir(join(project, ".tools"))).not.toContain("lock");
});

test("a start that is interrupted ends its installation and gives the lock back", async () => {
  await machineNode("new");
  await program("pnpm", pnpm.replace("sleep", "exec sleep"));
  const interrupted = start({ INSTALL_SECONDS: "60" });
  await vi.waitFor(async () => expect(await log()).toEqual(["install"]), 10_000);
  interrupted.kill("SIGTERM");
  expect((await once(interrupted, "exit"))[0]).toBe(143);
  expect(await readdir(join(project, ".tools"))).not.toContain("lock");
});

test("a registry that does not answer is one sentence with the reason", async () => {
  await machineNode("old");
  await program("npm", "echo 'npm error code ENOTFOUND'; echo 'npm error request to the registry failed'; exit 1");
  const { code, errors } = await run();
  expect(code).toBe(1);
  expect(errors.split("\n").at(-1)).toBe(
    "dt: could not bring Node 26 and pnpm 12 from the npm registry (request to the registry failed); check the network and 'npm config get registry', then run this again.",
  );
});

test("packages that cannot be installed are one sentence that says where the whole story is", async () => {
  await machineNode("new");
  await program(
    "pnpm",
    '[ "$1" != --version ] || { echo 12.1.0; exit 0; }\necho "ERR_PNPM_NO_OFFLINE_TARBALL x"; exit 1',
  );
  const { code, errors } = await run();
  expect(code).toBe(1);
  expect(errors).toContain("dt: pnpm could not install the packages (ERR_PNPM_NO_OFFLINE_TARBALL x); the whole story");
});

test("without a usable HOME the caches go into the project", async () => {
  await machineNode("new");
  await program("pnpm", pnpm);
  const { output } = await run({ HOME: "" }, "process.env.HOME");
  expect(output).toMatch(/\/a clone\/\.tools\/home$/);
});
