import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const api = join(import.meta.dirname, "..");
const root = join(api, "../..");
const work = mkdtempSync(join(tmpdir(), "dt-api-pack-"));
const installed = join(work, "elsewhere/node_modules/@dt/api");
afterAll(() => rmSync(work, { recursive: true, force: true }));

/** A copy to pack in: for a moment the package has a folder more. */
function copyPackage(): string {
  const copy = join(work, "workspace/packages/api");
  mkdirSync(copy, { recursive: true });
  for (const name of ["package.json", "tsconfig.publish.json", "README.md", "src"])
    cpSync(join(api, name), join(copy, name), { recursive: true });
  symlinkSync(join(api, "node_modules"), join(copy, "node_modules"));
  for (const name of ["node_modules", "pnpm-workspace.yaml", "tsconfig.base.json", "test"])
    symlinkSync(join(root, name), join(work, "workspace", name));
  return copy;
}

beforeAll(() => {
  const copy = copyPackage();
  execFileSync("pnpm", ["pack", "--pack-destination", work], { cwd: copy, stdio: "pipe" });
  const [archive = ""] = readdirSync(work).filter((name) => name.endsWith(".tgz"));
  mkdirSync(installed, { recursive: true });
  execFileSync("tar", ["xzf", join(work, archive), "-C", installed, "--strip-components=1"]);
  symlinkSync(join(api, "node_modules"), join(installed, "node_modules"));
}, 120_000);

function run(code: string): string {
  const file = join(work, "elsewhere/program.mjs");
  writeFileSync(file, code);
  return execFileSync(process.execPath, [file], { encoding: "utf8" });
}

describe("pnpm pack", () => {
  it("makes an archive of JavaScript and types, without sources and tests", () => {
    expect(readdirSync(installed).toSorted()).toEqual(["README.md", "dist", "node_modules", "package.json"]);
    const files = readdirSync(join(installed, "dist"), { recursive: true, encoding: "utf8" });
    expect(files).toContain("index.d.ts");
    expect(files.filter((name) => /\.test\.|(?<!\.d)\.ts$/.test(name))).toEqual([]);
  });

  it("has everything that the package exports, and all operations", () => {
    const printed = run(`
      import { operationNames, operations } from "@dt/api";
      import "@dt/api/callback";
      import "@dt/api/messages";
      import "@dt/api/requests";
      import "@dt/api/stream";
      console.log(JSON.stringify(operationNames.map((name) => operations[name].name)));
    `);
    const names = JSON.parse(printed) as string[];
    expect(names).toHaveLength(84);
  });

  it("has types that a strict program is checked against", () => {
    const folder = join(work, "elsewhere");
    writeFileSync(
      join(folder, "program.ts"),
      `import { createClient } from "@dt/api";
      import { StreamClient } from "@dt/api/stream";
      const client = createClient({ credentials: { appKey: "a", appSecret: "b" } });
      const { name } = await client.users.get({ userId: "u" });
      // @ts-expect-error a name is no number
      export const wrong: number = name;
      export { StreamClient };`,
    );
    const options = { module: "nodenext", target: "esnext", strict: true, noEmit: true, types: ["node"] };
    const typeRoots = [join(root, "node_modules/@types")];
    writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
    const config = { compilerOptions: { ...options, typeRoots }, files: ["program.ts"] };
    writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(config));
    expect(execFileSync("tsc", ["-p", folder], { encoding: "utf8" })).toBe("");
  });
});
