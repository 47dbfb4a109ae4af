import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { dt } from "../../test/dt.ts";
import { binFile } from "../../test/dt-process.ts";
import { temporaryFolder } from "../../test/temporary-folder.ts";
import { loadCommands } from "../command/load-commands.ts";
import { groups } from "../commands/index.ts";

const commands = await loadCommands(groups);
const bash = (await dt(["completion", "bash"], { home: tmpdir() })).out;
const zsh = (await dt(["completion", "zsh"], { home: tmpdir() })).out;
const fish = (await dt(["completion", "fish"], { home: tmpdir() })).out;
const globalFlags = ["--json", "--debug", "--dry-run", "--yes", "--profile"];

/** Long flags that the help of a command shows, without those that every command has. */
async function flagsInHelp(path: string): Promise<string[]> {
  const { out } = await dt([...path.split(" "), "--help"]);
  const shown = [...out.matchAll(/^ {2}(?:-\w, )?(--[\w-]+)/gm)].map(([, flag = ""]) => flag);
  return shown.filter((flag) => !["--help", "--version", ...globalFlags].includes(flag)).toSorted();
}

function own(found: readonly string[]): string[] {
  return found.filter((flag) => ![...globalFlags, "--help"].includes(flag) && !flag.startsWith("--no-")).toSorted();
}

function casesOf(script: string, path: string): string {
  const pattern = path.includes(" ") ? `"${path}")` : `"${path} "*)`;
  return script.split("\n").find((line) => line.trim().startsWith(pattern)) ?? "";
}

describe("K9: help, completion and schema come from one source", () => {
  it.each(commands.map(({ path }) => path))("dt %s", async (path) => {
    const shown = await flagsInHelp(path);
    const { json } = await dt(["schema", ...path.split(" ")]);
    const { input } = json.data as { input: { properties: Record<string, unknown> } };
    const inSchema = Object.keys(input.properties).filter((name) => name.startsWith("--"));
    expect(inSchema.toSorted()).toEqual(shown);
    const inBash = casesOf(bash, path).match(/--[\w-]+/g) ?? [];
    expect(own(inBash)).toEqual(shown);
    const inZsh = [...casesOf(zsh, path).matchAll(/'\*?(--[\w-]+)\[/g)].map(([, flag = ""]) => flag);
    expect(own(inZsh)).toEqual(shown);
    const inFish = [...fish.matchAll(new RegExp(`^complete -c dt -n '__dt_at ${path}' -l ([\\w-]+)`, "gm"))];
    expect(own(inFish.map(([, flag = ""]) => `--${flag}`))).toEqual(shown);
  });

  it("compares something", async () => {
    expect(await flagsInHelp("user get")).toEqual(["--data", "--language"]);
  });

  it.each(
    groups.filter(({ name }) => commands.some(({ path }) => path.startsWith(`${name} `))).map(({ name }) => name),
  )("the verbs of dt %s are completed as the help shows them", async (name) => {
    const { out } = await dt(["help", name]);
    const shown = [...(out.split("\nCommands:\n")[1] ?? "").matchAll(/^ {2}([a-z][\w-]*)/gm)].map(
      ([, verb = ""]) => verb,
    );
    const line = new RegExp(`^    ${name}\\) \\[\\[ -z \\$verb \\]\\] && words="([^"]*)"`, "m").exec(bash);
    expect((line?.[1] ?? "").split(" ")).toEqual(shown);
  });
});

function complete(words: readonly string[]): string[] {
  const file = join(temporaryFolder(), "dt.bash");
  const quoted = words.map((word) => `'${word}'`).join(" ");
  writeFileSync(
    file,
    `${bash}\nCOMP_WORDS=(${quoted}); COMP_CWORD=${words.length - 1}; _dt; printf '%s\\n' "\${COMPREPLY[@]}"`,
  );
  return execFileSync("bash", [file], { encoding: "utf8" })
    .split("\n")
    .filter((line) => line !== "");
}

describe("the bash completion", () => {
  it("offers groups, verbs, flags and their values", () => {
    expect(complete(["dt", "us"])).toEqual(["user", "usage"]);
    expect(complete(["dt", "user", "by-"])).toEqual(["by-mobile", "by-unionid", "by-auth-code"]);
    expect(complete(["dt", "user", "get", "x", "--lan"])).toEqual(["--language"]);
    expect(complete(["dt", "user", "get", "x", "--language", ""])).toEqual(["zh_CN", "en_US"]);
    expect(complete(["dt", "user", "get", "x", "--language", "="])).toEqual(["zh_CN", "en_US"]);
    expect(complete(["dt", "user", "get", "x", "--language", "=", "zh"])).toEqual(["zh_CN"]);
    expect(complete(["dt", "--json", "todo", "del"])).toEqual(["delete"]);
    expect(complete(["dt", "completion", ""])).toEqual(["bash", "zsh", "fish"]);
    expect(complete(["dt", "token", "--pro"])).toEqual(["--profile"]);
  });
});

it("the bash completion works as its help says: source <(dt completion bash), then Tab", () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "dt"), `#!/bin/sh\nexec '${process.execPath}' '${binFile}' "$@"\n`, { mode: 0o755 });
  const asked = [
    "source <(dt completion bash)",
    'COMP_WORDS=(dt approval ""); COMP_CWORD=2',
    // What the completion of dt is registered as, called as bash calls it.
    '$(complete -p dt | sed -E "s/.*-F ([^ ]+).*/\\1/")',
    'printf "%s\\n" "${COMPREPLY[@]}"',
  ].join("; ");
  const env = { PATH: `${folder}:${process.env.PATH}`, HOME: folder };
  const offered = execFileSync("bash", ["-c", asked], { env, encoding: "utf8" }).trimEnd().split("\n");
  expect(offered).toEqual(commands.flatMap(({ path }) => (path.startsWith("approval ") ? [path.split(" ")[1]] : [])));
});

describe("dt schema", () => {
  it("shows an operation with the command that calls it", async () => {
    const { json } = await dt(["schema", "getUser"]);
    expect(json.data).toMatchObject({
      operation: "getUser",
      commands: ["dt user get"],
      effect: "read",
      input: { type: "object", required: ["userid"] },
      permissions: ["qyapi_get_member"],
    });
  });

  it("lists everything, and knows what was probably meant", async () => {
    const { json } = await dt(["schema"]);
    const { operations, commands: listed } = json.data as { operations: unknown[]; commands: unknown[] };
    expect([operations.length, listed.length]).toEqual([84, commands.length]);
    expect((await dt(["schema", "getUsr"])).json.error.hint).toBe("Did you mean: dt schema getUser?");
  });
});
