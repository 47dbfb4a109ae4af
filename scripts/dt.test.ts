import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const root = join(import.meta.dirname, "..");

test("dt.sh runs the program that the package of dt names", () => {
  const { bin } = JSON.parse(readFileSync(join(root, "apps/cli/package.json"), "utf8")) as { bin: { dt: string } };
  const script = readFileSync(join(import.meta.dirname, "dt.sh"), "utf8");
  const programs = Array.from(script.matchAll(/^ *exec node .*?(\S+\.js) "\$@"$/gm), ([, program]) => program);
  expect(new Set(programs)).toEqual(new Set([join("apps/cli", bin.dt)]));
});
