import type { CommanderError } from "commander";
import { type CliError, invalidArguments } from "../cli-error.ts";
import type { Command } from "./command.ts";
import { allOptions, commandPath } from "./describe.ts";
import { globalOptions } from "./global-options.ts";
import type { Group } from "./group.ts";
import { suggest } from "./suggest.ts";

/** How far the words of a command line were understood. */
export interface Understood {
  readonly groups: readonly Group[];
  readonly groupName: string | undefined;
  /** Those of the group; none when there is no such group. */
  readonly commands: readonly Command[];
  readonly verb: string | undefined;
}

/** What is wrong with a command line, and what was probably meant. */
export function explainMistake(error: CommanderError, understood: Understood): CliError {
  const { groupName = "", commands, verb } = understood;
  const known = commands.find(({ name }) => name === verb || name === "");
  const path = known === undefined ? (commands.length > 0 ? groupName : "") : commandPath(groupName, known);
  const help = path === "" ? "See: dt --help" : `See: dt ${path} --help`;
  if (error.code === "commander.missingArgument" && known?.options?.().some(({ type }) => type === "list") === true)
    return invalidArguments(sentence(error.message), {
      hint: `Arguments come before flags that take several values. ${help}`,
    });
  if (error.code === "commander.help") {
    const verbs = commands.map(({ name }) => name).join(", ");
    return invalidArguments(`dt ${groupName} needs a verb: ${verbs}.`, { hint: help });
  }
  const near = nearest(error, understood, known);
  return invalidArguments(sentence(error.message), {
    hint: near === undefined ? help : `Did you mean: ${near}? ${help}`,
  });
}

function nearest(
  error: CommanderError,
  { groups, groupName = "", commands, verb = "" }: Understood,
  known: Command | undefined,
): string | undefined {
  if (known !== undefined) {
    if (error.code !== "commander.unknownOption") return undefined;
    const typed = /--?([\w-]+)/.exec(error.message)?.[1] ?? "";
    return prefixed("--", suggest(typed, names([...allOptions(known), ...globalOptions])));
  }
  if (commands.length > 0) return prefixed(`dt ${groupName} `, suggest(verb, names(commands)));
  return prefixed("dt ", suggest(groupName, names(groups)));
}

function names(all: readonly { readonly name: string }[]): string[] {
  return all.map(({ name }) => name);
}

function prefixed(prefix: string, found: string | undefined): string | undefined {
  return found === undefined ? undefined : prefix + found;
}

function sentence(message: string): string {
  const text = message.replace(/^error: /, "").replace(/\.$/, "");
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
