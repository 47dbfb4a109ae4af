import type { Option } from "./command.ts";

/** Understood by every command. */
export const globalOptions: readonly Option[] = [
  { name: "json", type: "flag", summary: "Result as JSON; also the default when the output is no terminal" },
  { name: "debug", type: "flag", summary: "Show requests and responses, secrets masked" },
  { name: "dry-run", type: "flag", summary: "Show the exact request and send nothing" },
  { name: "yes", type: "flag", summary: "Do not ask before something is deleted or costs money" },
  { name: "profile", type: "text", value: "name", summary: "Credentials of another app or organisation" },
];

/** Understood by every command that lists. */
export const pagingOptions: readonly Option[] = [
  { name: "all", type: "flag", summary: "Read all pages" },
  { name: "limit", type: "integer", value: "count", summary: "Read so many entries" },
  { name: "cursor", type: "text", value: "position", summary: "Go on where an earlier list ended (nextCursor)" },
];

export const dataOption: Option = {
  name: "data",
  type: "json",
  value: "json",
  summary: "Any further field of the request: JSON, @file.json, or - for standard input",
};

export interface GlobalFlags {
  readonly json: boolean;
  readonly debug: boolean;
  readonly dryRun: boolean;
  readonly yes: boolean;
  readonly profile: string | undefined;
}

export function readGlobalFlags(options: Readonly<Record<string, unknown>>): GlobalFlags {
  return {
    json: options.json === true,
    debug: options.debug === true,
    dryRun: options["dry-run"] === true,
    yes: options.yes === true,
    profile: options.profile as string | undefined,
  };
}
