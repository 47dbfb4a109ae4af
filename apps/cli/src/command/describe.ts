import type { Command, Option } from "./command.ts";
import { dataOption, pagingOptions } from "./global-options.ts";

/** All options of a command but the global ones. */
export function allOptions(command: Command): readonly Option[] {
  const own = command.options?.() ?? [];
  return [
    ...own,
    ...(command.paged ? pagingOptions : []),
    ...((command.takesData ?? command.operation !== undefined) ? [dataOption] : []),
  ];
}

/** Such as `user get`. */
export function commandPath(groupName: string, command: Command): string {
  return command.name === "" ? groupName : `${groupName} ${command.name}`;
}

/** What stands for an option's value in the help. */
export function valueName({ type, value, choices }: Option): string {
  if (value !== undefined) return value;
  if (choices !== undefined) return "choice";
  const names = { text: "text", integer: "number", list: "values", json: "json", time: "time", pairs: "name=value" };
  return type === "flag" || type === "boolean" ? "" : names[type];
}
