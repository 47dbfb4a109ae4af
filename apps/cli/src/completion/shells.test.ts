import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { dt } from "../../test/dt.ts";
import { hasTerminals, runProgramOnTerminal, type Shown } from "../../test/on-terminal.ts";
import { temporaryFolder } from "../../test/temporary-folder.ts";

const has = (shell: string): boolean => spawnSync(shell, ["--version"]).status === 0;

describe.skipIf(!has("fish"))("the fish completion", () => {
  it("offers groups, verbs, flags and their values, also after flags", async () => {
    const home = temporaryFolder();
    writeFileSync(join(home, "dt.fish"), (await dt(["completion", "fish"])).out);
    const complete = (line: string): string[] => {
      const asked = ["-c", `source dt.fish; complete -C '${line}'`];
      const env = { HOME: home, PATH: process.env.PATH };
      const offered = execFileSync("fish", asked, { env, cwd: home, encoding: "utf8" });
      return offered.split("\n").flatMap((text) => text.split("\t")[0] || []);
    };
    expect(complete("dt us")).toEqual(["usage", "user"]);
    expect(complete("dt --json us")).toEqual(["usage", "user"]);
    expect(complete("dt user --json ge")).toEqual(["get"]);
    expect(complete("dt user get x --lan")).toEqual(["--language"]);
    expect(complete("dt user get x --language ")).toEqual(["en_US", "zh_CN"]);
    expect(complete("dt completion ")).toEqual(["bash", "fish", "zsh"]);
    expect(complete("dt user get us")).toEqual([]);
  });
});

const clearLine = "\u0015";

/** Somebody at a zsh who types each line and a Tab, once what the one before brings is shown. */
async function tabInZsh(setUp: string, lines: readonly (readonly [typed: string, shown: RegExp])[]): Promise<Shown> {
  const home = temporaryFolder();
  mkdirSync(join(home, "functions"));
  writeFileSync(join(home, "functions", "_dt"), (await dt(["completion", "zsh"])).out);
  writeFileSync(join(home, ".zshrc"), `PS1='> '\n${setUp}\nprint set-up\n`);
  const steps = [["", /set-up[^]*> /] as const, ...lines];
  const typed = steps.map(([, after], index) => {
    const next = steps[index + 1];
    return { after, text: `${clearLine}${next === undefined ? "exit\n" : `${next[0]}\t`}` };
  });
  return runProgramOnTerminal(["zsh", "-i"], { home, environment: {}, typed });
}

describe.skipIf(!has("zsh") || !hasTerminals)("the zsh completion", () => {
  it.each([
    ["put as _dt into a folder of $fpath", "fpath=(~/functions $fpath); autoload -Uz compinit; compinit -u"],
    ["sourced", "autoload -Uz compinit; compinit -u; source ~/functions/_dt"],
    ["sourced where nothing has switched completion on", "source ~/functions/_dt"],
  ])("%s, offers groups, verbs, flags and their values, also after flags", async (_how, setUp) => {
    const { code, screen } = await tabInZsh(setUp, [
      ["dt us", /usage +-- Show what a bot used[^]*user +-- Find people/],
      ["dt --json acc", /dt --json account /],
      ["dt user --json ge", /dt user --json get /],
      ["dt user get x --lan", /dt user get x --language /],
      ["dt user get x --language ", /en_US +zh_CN/],
      ["dt approval create --field a=1 --fie", /--field a=1 --field /],
    ]);
    expect([code, screen.includes("command not found")]).toEqual([0, false]);
  });
});
