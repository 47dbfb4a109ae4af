import { cp, readdir, readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { invalidArguments } from "../../cli-error.ts";
import type { Command } from "../../command/command.ts";
import { suggest } from "../../command/suggest.ts";
import { skillsFolder } from "../../skills-folder.ts";

const usualSkill = "dingtalk-api";

const skill: Command = {
  name: "",
  summary: "Print a skill for agents, or install all of them",
  details: "A skill tells an agent that has only dt how to use it: which command when, the traps, the error codes.",
  examples: ["skill", "skill dingtalk-todo", "skill --install ~/.claude/skills"],
  arguments: [{ name: "name", summary: `Which one (default ${usualSkill})`, optional: true }],
  options: () => [{ name: "install", type: "text", value: "folder", summary: "Copy all skills into this folder" }],
  effect: "read",
  run: async ({ host, flags }, input) => {
    const folder = skillsFolder();
    const names = await readdir(folder);
    const target = input.text("install");
    if (target !== undefined) {
      const into = resolve(host.folder, target);
      if (!flags.dryRun)
        await Promise.all(names.map((name) => cp(join(folder, name), join(into, name), { recursive: true })));
      return { data: { installed: names.map((name) => join(into, name)) } };
    }
    const name = input.optionalArgument("name") ?? usualSkill;
    if (!names.includes(name)) throw unknownSkill(name, names);
    const text = await readFile(join(folder, name, "SKILL.md"), "utf8");
    return { data: { name, text }, text };
  },
};

export const commands = [skill];

function unknownSkill(name: string, names: readonly string[]): Error {
  const near = suggest(name, names);
  const hint = near === undefined ? `There are: ${names.join(", ")}.` : `Did you mean: dt skill ${near}?`;
  return invalidArguments(`There is no skill ${name}.`, { hint });
}
