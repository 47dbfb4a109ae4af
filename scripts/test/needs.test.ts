import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { exitCodes } from "../shared/problem.ts";
import { ask } from "../shared/programs.ts";
import { createScreen } from "../shared/screen.ts";
import { chromiumFolder, chromiumNeed, type Installer, type Need, provide, provideShells } from "./needs.ts";

const silent = createScreen({ write: () => {} }, {});

function machine(given: Partial<Installer>): Installer {
  return {
    platform: "fedora",
    mayInstall: async () => false,
    install: async () => ({ ok: true, output: "" }),
    ...given,
  };
}

/** Something that is found at these looks, one after the other. */
function need(...found: (string | undefined)[]): Need {
  return { ...chromiumNeed, find: async () => found.shift() };
}

const refuse = () => Promise.reject(new Error("not wanted"));
const failing = async () => ({ ok: false, output: "trying\nE: no space left\n" });

test("what is installed is used and nothing is installed", async () => {
  expect(
    await provide(need("/usr/bin/chromium"), silent, machine({ mayInstall: async () => true, install: refuse })),
  ).toBe("/usr/bin/chromium");
});

test("what is missing is installed where that is allowed", async () => {
  const installer = machine({ mayInstall: async () => true });
  expect(await provide(need(undefined, "/usr/bin/chromium"), silent, installer)).toBe("/usr/bin/chromium");
});

test("where nothing may be installed one sentence says what to do", async () => {
  await expect(provide(need(), silent, machine({}))).rejects.toMatchObject({
    exitCode: exitCodes.missing,
    message: 'For the tests Chromium is missing: run "sudo dnf install chromium".',
  });
});

test("a package that brings no working program is told with the installer's last words", async () => {
  const installer = machine({ platform: "debian", mayInstall: async () => true, install: failing });
  await expect(provide(need(), silent, installer)).rejects.toThrow("could not be installed (E: no space left): run");
});

test("a Chromium under a usual name is used where it is", async () => {
  expect(await chromiumFolder("/usr/bin/chromium", "/nowhere")).toBe("/usr/bin");
});

test("an application of macOS gets a name that tests find", async () => {
  const folder = await mkdtemp(join(tmpdir(), "dt chromium "));
  onTestFinished(() => rm(folder, { recursive: true }));
  const application = join(folder, "Google Chrome");
  await writeFile(application, '#!/bin/sh\necho "Chrome says $1"\n', { mode: 0o755 });
  const found = await chromiumFolder(application, join(folder, "bin"));
  expect(await ask(join(found, "chromium"), ["--version"])).toEqual({ ok: true, output: "Chrome says --version\n" });
});

test("shells that are missing are brought where that is allowed, and done without where not", async () => {
  const shells = ["sh", "a-shell-that-is-not-there"];
  const installed: string[] = [];
  const install: Installer["install"] = async (name) => {
    installed.push(name);
    return failing();
  };
  await provideShells(silent, machine({ install }), shells);
  expect(installed).toEqual([]);
  await provideShells(silent, machine({ install, mayInstall: async () => true }), shells);
  expect(installed).toEqual(["a-shell-that-is-not-there"]);
});
