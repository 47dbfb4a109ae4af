import { CommanderError, Command as Parser, Option as ParserOption } from "commander";
import type { CliError } from "../cli-error.ts";
import type { Argument, Command, Option } from "./command.ts";
import { allOptions, commandPath, valueName } from "./describe.ts";
import { globalOptions } from "./global-options.ts";
import type { Group } from "./group.ts";
import type { RawInput } from "./input.ts";

/** What a command line asks for. */
export type Parsed =
  | { readonly kind: "run"; readonly path: string; readonly command: Command; readonly raw: RawInput }
  | { readonly kind: "help"; readonly text: string }
  | { readonly kind: "mistake"; readonly error: CliError };

export interface ParseOptions {
  readonly version: string;
  readonly columns: number | undefined;
}

/** Reads a command line, loading only the group that it names. */
export async function parseCommandLine(
  given: readonly string[],
  groups: readonly Group[],
  options: ParseOptions,
): Promise<Parsed> {
  const words = helpAsFlag(given);
  const [groupName, verb] = leadingWords(words).map(({ word }) => word);
  const group = groups.find(({ name }) => name === groupName);
  const commands = (await group?.load()) ?? [];
  const print: string[] = [];
  let chosen: Parsed | undefined;
  const run = (command: Command, raw: RawInput): void => {
    chosen = { kind: "run", path: commandPath(groupName ?? "", command), command, raw };
  };
  const root = createRoot(groups, options, print);
  for (const { name, summary, section } of groups) {
    const parser = root.command(name).summary(summary).description(summary).helpGroup(`${section}:`);
    if (name === group?.name) fill(parser, name, commands, verb, run);
  }
  try {
    if (asksForHelp(words)) refuseUnknown(groupName, commands, verb);
    if (words.length === 0) root.outputHelp();
    else root.parse(words, { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode !== 0) {
      const { explainMistake } = await import("./mistake.ts");
      return { kind: "mistake", error: explainMistake(error, { groups, groupName, commands, verb }) };
    }
  }
  return chosen ?? { kind: "help", text: print.join("") };
}

function asksForHelp(words: readonly string[]): boolean {
  return words.includes("--help") || words.includes("-h");
}

/** Commander shows the nearest help instead. @throws CommanderError for a group or verb that does not exist */
function refuseUnknown(groupName: string | undefined, commands: readonly Command[], verb: string | undefined): void {
  const isGroup = commands.length > 0;
  const isVerb = verb === undefined || commands.some(({ name }) => name === "" || name === verb);
  const unknown = isGroup ? verb : groupName;
  if (unknown === undefined || (isGroup && isVerb)) return;
  throw new CommanderError(1, "commander.unknownCommand", `error: unknown command '${unknown}'`);
}

function createRoot(groups: readonly Group[], { version, columns }: ParseOptions, print: string[]): Parser {
  const root = new Parser("dt").description("DingTalk from the command line, for people, scripts and agents.");
  root.version(version, "-V, --version", "Show the version").exitOverride().showSuggestionAfterError(false);
  root.helpOption("-h, --help", "Show help for a command").helpCommand("help [command]", "Show help for a command");
  root.configureHelp({ showGlobalOptions: true, ...(columns === undefined ? {} : { helpWidth: columns }) });
  root.configureOutput({ writeOut: (text) => print.push(text), writeErr: () => {}, getOutHasColors: () => false });
  for (const option of globalOptions) root.addOption(toParserOptions(option)[0]);
  root.addHelpText("after", `\n${rootNotes(groups)}`);
  return root;
}

function rootNotes(groups: readonly Group[]): string {
  const example = groups.some(({ name }) => name === "user") ? "dt user search 张 --json" : "dt --help";
  return [
    "Credentials come from the environment (DINGTALK_APP_KEY, DINGTALK_APP_SECRET) or ~/.dingtalk-skills/config;",
    "on a terminal dt asks for them once. Check everything with: dt doctor",
    "",
    `Example: ${example}`,
  ].join("\n");
}

interface Word {
  readonly word: string;
  readonly index: number;
}

/** Group and verb: the first two words that are neither flags nor values of global ones. */
function leadingWords(words: readonly string[]): readonly Word[] {
  const found: Word[] = [];
  for (let index = 0; index < words.length && found.length < 2; index += 1) {
    const word = words[index] ?? "";
    if (!word.startsWith("-")) found.push({ word, index });
    else if (globalOptions.some(({ name, type }) => word === `--${name}` && type !== "flag")) index += 1;
    else if (word === "--") break;
  }
  return found;
}

/** `help user get` means `user get --help`. */
function helpAsFlag(words: readonly string[]): readonly string[] {
  const [first] = leadingWords(words);
  return first?.word === "help" ? [...words.toSpliced(first.index, 1), "--help"] : words;
}

function fill(
  parser: Parser,
  groupName: string,
  commands: readonly Command[],
  verb: string | undefined,
  run: (command: Command, raw: RawInput) => void,
): void {
  const [only] = commands;
  if (commands.length === 1 && only?.name === "") return complete(parser, groupName, only, run);
  parser.helpCommand(false);
  for (const command of commands) {
    const child = parser.command(command.name).summary(command.summary).description(command.summary);
    if (command.name === verb) complete(child, groupName, command, run);
  }
}

/** Everything about one command; costs reading its declaration. */
function complete(
  parser: Parser,
  groupName: string,
  command: Command,
  run: (command: Command, raw: RawInput) => void,
): void {
  parser.allowExcessArguments(false);
  for (const argument of command.arguments ?? []) parser.addArgument(toParserArgument(parser, argument));
  for (const option of allOptions(command)) for (const form of toParserOptions(option)) parser.addOption(form);
  const notes = helpNotes(groupName, command);
  if (notes !== "") parser.addHelpText("after", `\n${notes}`);
  parser.action(() => {
    const raw = parser.optsWithGlobals<Record<string, unknown>>();
    const options = Object.fromEntries(Object.entries(raw).map(([name, value]) => [toKebab(name), value]));
    run(command, { arguments: parser.processedArgs as RawInput["arguments"], options });
  });
}

function helpNotes(groupName: string, command: Command): string {
  const examples = (command.examples ?? []).map((line) => `  dt ${line}`);
  const parts = [command.details ?? "", examples.length === 0 ? "" : ["Examples:", ...examples].join("\n")];
  if (command.operation !== undefined)
    parts.push(`DingTalk operation: ${command.operation} (dt schema ${command.operation})`);
  return parts.filter((part) => part !== "").join("\n\n");
}

function toParserArgument(parser: Parser, argument: Argument): ReturnType<Parser["createArgument"]> {
  const name = argument.many ? `${argument.name}...` : argument.name;
  const created = parser.createArgument(argument.optional ? `[${name}]` : `<${name}>`, argument.summary);
  return argument.choices === undefined ? created : created.choices([...argument.choices]);
}

function toParserOptions(option: Option): [ParserOption, ...ParserOption[]] {
  const { name, summary, type } = option;
  if (type === "flag") return [new ParserOption(`--${name}`, summary)];
  if (type === "boolean")
    return [new ParserOption(`--${name}`, `${summary} (or --no-${name})`), new ParserOption(`--no-${name}`).hideHelp()];
  const many = type === "list" || type === "pairs";
  const choices = option.choices === undefined ? "" : ` (${option.choices.join(", ")})`;
  const text = `${summary}${choices}${option.required ? " (required)" : ""}`;
  return [new ParserOption(`--${name} <${valueName(option)}${many ? "..." : ""}>`, text)];
}

function toKebab(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
