import { execFileSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";

const cli = join(import.meta.dirname, "..");
const root = join(cli, "../..");
const work = mkdtempSync(join(tmpdir(), "dt-pack-"));
afterAll(() => rmSync(work, { recursive: true, force: true }));

interface Manifest {
  readonly bin: Readonly<Record<string, string>>;
  readonly dependencies: Readonly<Record<string, string>>;
}

/** A copy of the workspace to pack in: `npm pack` puts another manifest in place for a moment. */
function copyWorkspace(): string {
  const copy = join(work, "workspace/apps/cli");
  mkdirSync(copy, { recursive: true });
  for (const name of ["bin", "scripts", "src", "package.json", "README.md", ".gitignore"])
    cpSync(join(cli, name), join(copy, name), { recursive: true });
  symlinkSync(join(cli, "node_modules"), join(copy, "node_modules"));
  for (const name of ["packages", "skills"]) symlinkSync(join(root, name), join(work, "workspace", name));
  cpSync(join(root, "package.json"), join(work, "workspace/package.json"));
  return copy;
}

/** Puts the archive where nothing else is, with the declared dependencies beside it and nothing more. */
function install(archive: string): string {
  const folder = join(work, "elsewhere/node_modules/@dt/cli");
  mkdirSync(folder, { recursive: true });
  execFileSync("tar", ["xzf", archive, "-C", folder, "--strip-components=1"]);
  const { dependencies } = readManifest(folder);
  for (const name of Object.keys(dependencies)) {
    const link = join(work, "elsewhere/node_modules", name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(findInstalled(name), link);
  }
  return folder;
}

function findInstalled(name: string): string {
  const places = ["apps/cli", "packages/api", "packages/queue", "packages/runtime", "packages/session"];
  const found = places.map((place) => join(root, place, "node_modules", name)).find((path) => existsSync(path));
  if (found === undefined) throw new Error(`${name} is not installed`);
  return realpathSync(found);
}

function readManifest(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Manifest;
}

describe("npm pack", () => {
  let copied = "";
  let installed = "";
  const run = (...words: string[]): string => {
    const command = join(installed, readManifest(installed).bin.dt ?? "");
    const env = { PATH: process.env.PATH, HOME: work, REDIS_URL: inject("redisUrl") };
    return execFileSync(process.execPath, [command, ...words], { env, encoding: "utf8", cwd: work });
  };
  beforeAll(() => {
    const copy = copyWorkspace();
    copied = copy;
    execFileSync("npm", ["pack", "--silent"], {
      cwd: copy,
      env: { ...process.env, npm_config_cache: join(work, "cache") },
    });
    const [archive = ""] = readdirSync(copy).filter((name) => name.endsWith(".tgz"));
    installed = install(join(copy, archive));
  }, 120_000);

  it("leaves the workspace as it was", () => {
    expect(readFileSync(join(copied, "package.json"), "utf8")).toBe(readFileSync(join(cli, "package.json"), "utf8"));
    expect(existsSync(join(copied, "dist"))).toBe(false);
  });

  it("makes an archive without workspace links, sources or tests", () => {
    const { dependencies } = readManifest(installed);
    for (const version of Object.values(dependencies)) expect(version).toMatch(/^\d+\.\d+\.\d+/);
    expect(Object.keys(dependencies).filter((name) => name.startsWith("@dt/"))).toEqual([]);
    expect(readdirSync(installed).toSorted()).toEqual(["README.md", "dist", "package.json", "skills"]);
  });

  it("declares exactly what its files import", () => {
    const files = readdirSync(join(installed, "dist"), { recursive: true, encoding: "utf8" }).filter((name) =>
      name.endsWith(".js"),
    );
    const imported = files.flatMap((name) => {
      const text = readFileSync(join(installed, "dist", name), "utf8");
      return [...text.matchAll(/^(?:import|export)\b[^"';]*"([^"./][^"]*)"|\bimport\("([^"./][^"]*)"\)/gm)].map(
        ([, first, second]) => first ?? second ?? "",
      );
    });
    const names = imported
      .filter((source) => !source.startsWith("node:"))
      .map((source) => /^(?:@[^/]+\/)?[^/]+/.exec(source)?.[0] ?? "");
    expect([...new Set(names)].toSorted()).toEqual(Object.keys(readManifest(installed).dependencies).toSorted());
  });

  it("runs elsewhere: operations, tables, skills, schemas, MCP and Redis", () => {
    expect(JSON.parse(run("user", "get", "x", "--dry-run"))).toMatchObject({ success: true });
    expect(run("skill")).toContain("name: dingtalk-api");
    const { data } = JSON.parse(run("schema")) as { data: { operations: unknown[] } };
    expect(data.operations).toHaveLength(84);
    expect(JSON.parse(run("account", "--tenant", "packed"))).toMatchObject({ success: true, data: { balanced: true } });
    expect(JSON.parse(run("dead", "replay", "--all", "--tenant", "packed"))).toMatchObject({ data: { replayed: [] } });
    expect(run("--version")).toMatch(/^\d+\.\d+\.\d+\n$/);
    expect(run("completion", "zsh")).toMatch(/^#compdef dt/);
    expect(JSON.parse(run("usage", "--tenant", "packed"))).toMatchObject({ data: { usage: [] } });
    expect(() => run("tenants", "check")).toThrow(expect.objectContaining({ status: 3 }));
  });
});
