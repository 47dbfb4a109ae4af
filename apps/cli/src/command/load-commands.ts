import type { Command } from "./command.ts";
import { commandPath } from "./describe.ts";
import type { Group } from "./group.ts";

/** A command with the words that call it. */
export interface NamedCommand {
  /** Such as `user get`. */
  readonly path: string;
  readonly command: Command;
}

/** All commands of all groups. Loads everything: for help texts, completion and schemas, not for running one. */
export async function loadCommands(groups: readonly Group[]): Promise<NamedCommand[]> {
  const loaded = await Promise.all(groups.map(async ({ name, load }) => ({ name, commands: await load() })));
  return loaded.flatMap(({ name, commands }) => {
    return commands.map((command) => ({ path: commandPath(name, command), command }));
  });
}
