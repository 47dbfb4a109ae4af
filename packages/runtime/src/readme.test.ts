import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { makeFolder } from "../test/temporary-folder.ts";
import { readTenantFile } from "./tenants/tenant-file.ts";

const folder = join(import.meta.dirname, "..");
const readme = readFileSync(join(folder, "README.md"), "utf8");

/** The first block of a language. */
function blockOf(language: string): string {
  const block = new RegExp(`\`\`\`${language}\n(.*?)\`\`\``, "s").exec(readme)?.[1];
  if (block === undefined) throw new Error(`the README has no ${language} block`);
  return block;
}

test("the README's service starts and stops", async () => {
  const code = `import { z } from "zod";\n${blockOf("ts")}`;
  const child = spawn(process.execPath, ["--input-type=module-typescript", "--eval", code], {
    cwd: folder,
    env: { PATH: process.env["PATH"] },
    stdio: ["ignore", "pipe", "inherit"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  let output = "";
  child.stdout.on("data", (text) => {
    output += String(text);
    if (output.includes('"msg":"ready"')) child.kill("SIGTERM");
  });
  expect(await once(child, "close")).toEqual([0, null]);
  expect(output).toContain('"msg":"hello"');
});

test("the README's tenants file is valid", () => {
  const files = makeFolder({ "tenants.yaml": blockOf("yaml"), "acme.key": "k", "acme.md": "Be brief." });
  const { tenants } = readTenantFile(join(files, "tenants.yaml"), { ACME_SECRET: "s" });
  expect(tenants.map(({ id, model }) => [id, model.fallback.length])).toEqual([["acme", 1]]);
});
