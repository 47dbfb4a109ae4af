import { join } from "node:path";
import { expect, test } from "vitest";
import { makeFolder } from "../../test/temporary-folder.ts";
import { thrownBy } from "../../test/thrown.ts";
import { loadEnvFile, readEnvironment } from "./environment.ts";
import { SettingsError } from "./settings-error.ts";

test("an .env file is read with its quotes and comments", () => {
  const folder = makeFolder({ ".env": '# a comment\nPLAIN=one\nQUOTED="two words" # why\nEMPTY=\n' });
  expect(loadEnvFile(join(folder, ".env"))).toEqual({ PLAIN: "one", QUOTED: "two words", EMPTY: "" });
});

test("an .env file that is not there gives no values", () => {
  expect(loadEnvFile(join(makeFolder(), ".env"))).toEqual({});
});

test("the environment wins over the .env file", () => {
  const folder = makeFolder({ ".env": "A=file\nB=file" });
  expect(readEnvironment({ folder, environment: { A: "environment" } })).toEqual({ A: "environment", B: "file" });
});

test("an empty variable lets the file's value show through", () => {
  const folder = makeFolder({ ".env": "A=file" });
  expect(readEnvironment({ folder, environment: { A: "" } })).toEqual({ A: "file" });
});

test("a service started in its own folder finds the .env file at the root of the workspace", () => {
  const folder = makeFolder({ "pnpm-workspace.yaml": "", ".env": "A=root", "apps/worker/package.json": "{}" });
  expect(readEnvironment({ folder: join(folder, "apps/worker"), environment: {} })).toEqual({ A: "root" });
});

test("no .env file above the workspace is read", () => {
  const folder = makeFolder({ ".env": "A=outside", "workspace/pnpm-workspace.yaml": "" });
  expect(readEnvironment({ folder: join(folder, "workspace"), environment: {} })).toEqual({});
});

test("an .env file that cannot be read is a problem of the settings", () => {
  const loop = join(makeFolder(), "x".repeat(300));
  expect(thrownBy(() => loadEnvFile(loop), SettingsError).problems).toEqual([
    { name: loop, problem: "cannot be read: ENAMETOOLONG" },
  ]);
});
