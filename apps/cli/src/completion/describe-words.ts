import type { Argument, Option } from "../command/command.ts";
import { allOptions } from "../command/describe.ts";
import { globalOptions } from "../command/global-options.ts";
import type { Group } from "../command/group.ts";
import { loadCommands } from "../command/load-commands.ts";

/** What can be typed, for the completion scripts. */
export interface Words {
  readonly groups: readonly { readonly name: string; readonly summary: string }[];
  readonly commands: readonly CommandWords[];
}

export interface CommandWords {
  readonly group: string;
  /** Empty when the group is the command. */
  readonly verb: string;
  readonly summary: string;
  readonly flags: readonly FlagWords[];
  /** What the first argument may be, where that is a closed list. */
  readonly choices: readonly string[];
}

export interface FlagWords {
  /** With dashes. */
  readonly flag: string;
  readonly summary: string;
  readonly takesValue: boolean;
  /** May be given several times. */
  readonly repeats: boolean;
  readonly choices: readonly string[];
}

export async function describeWords(groups: readonly Group[]): Promise<Words> {
  const commands = await loadCommands(groups);
  return {
    groups: groups.map(({ name, summary }) => ({ name, summary })),
    commands: commands.map(({ path, command }) => ({
      group: path.split(" ")[0] ?? "",
      verb: command.name,
      summary: command.summary,
      flags: [...allOptions(command), ...globalOptions].flatMap(toFlags),
      choices: firstChoices(command.arguments),
    })),
  };
}

function toFlags({ name, summary, type, choices = [] }: Option): FlagWords[] {
  const takesValue = type !== "flag" && type !== "boolean";
  const repeats = type === "list" || type === "pairs";
  const flag = { flag: `--${name}`, summary, takesValue, repeats, choices };
  return type === "boolean" ? [flag, { ...flag, flag: `--no-${name}` }] : [flag];
}

function firstChoices(names: readonly Argument[] = []): readonly string[] {
  return names[0]?.choices ?? [];
}
