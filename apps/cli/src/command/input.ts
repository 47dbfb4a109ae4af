import { type ArgumentProblem, invalidArguments } from "../cli-error.ts";
import { type Fields, isFields } from "../fields.ts";
import type { Host } from "../host.ts";
import type { Command, Option } from "./command.ts";

/** Arguments and flags as the parser leaves them: text, or lists of it. */
export interface RawInput {
  readonly arguments: readonly (string | readonly string[] | undefined)[];
  readonly options: Readonly<Record<string, unknown>>;
}

/** Arguments and flags of one call, in their types. */
export interface Input {
  /** A required argument, or one that the command knows to be there. */
  argument(name: string): string;
  optionalArgument(name: string): string | undefined;
  /** All values of an argument that takes many. */
  arguments(name: string): readonly string[];
  text(name: string): string | undefined;
  list(name: string): readonly string[];
  /** The number of a flag. */
  integer(name: string): number | undefined;
  /** Whether a flag stands there; `undefined` when it may be `--no-…` and neither does. */
  flag(name: string): boolean | undefined;
  /** Milliseconds since 1970. */
  time(name: string): number | undefined;
  json(name: string): unknown;
  pairs(name: string): Readonly<Record<string, string>>;
  /** Fields given with `--data`. */
  readonly data: Fields;
  /** All of a list, so many entries, or from this position on. */
  readonly paging: { readonly all: boolean; readonly limit: number | undefined; readonly cursor: string | undefined };
}

/**
 * Reads files and turns text into values.
 * @throws CliError `INVALID_ARGUMENTS` with every problem at once
 */
export async function readInput(command: Command, raw: RawInput, host: Host): Promise<Input> {
  const options = command.options?.() ?? [];
  const problems: ArgumentProblem[] = [];
  const values = new Map<string, unknown>();
  for (const option of options) {
    const given = raw.options[option.name];
    if (given !== undefined) values.set(option.name, await readOption(option, given, host, problems));
    // A body given as a whole may hold the field; then the operation's own check decides.
    else if (option.required && raw.options.data === undefined)
      problems.push({ name: `--${option.name}`, expected: option.summary, found: "nothing" });
  }
  const texts = new Map((command.arguments ?? []).map(({ name }, index) => [name, raw.arguments[index]] as const));
  for (const { name, summary } of command.arguments ?? []) {
    // As a variable of a script that is not set leaves it: it would name nothing, or everything.
    if ([texts.get(name)].flat().includes(""))
      problems.push({ name: `<${name}>`, expected: summary, found: "nothing" });
  }
  const limit = readLimit(raw.options.limit, problems);
  if (problems.length > 0) throw wrongOptions(problems);
  const data = await readData(raw.options.data, host);
  const cursor = raw.options.cursor as string | undefined;
  return toInput(texts, values, data, { all: raw.options.all === true, limit, cursor });
}

function toInput(
  texts: ReadonlyMap<string, string | readonly string[] | undefined>,
  values: ReadonlyMap<string, unknown>,
  data: Fields,
  paging: Input["paging"],
): Input {
  const one = (name: string): string | undefined => {
    const value = texts.get(name);
    return typeof value === "string" ? value : value?.[0];
  };
  return {
    argument: (name) => one(name) ?? "",
    optionalArgument: one,
    arguments: (name) => [texts.get(name) ?? []].flat(),
    text: (name) => values.get(name) as string | undefined,
    list: (name) => (values.get(name) as readonly string[] | undefined) ?? [],
    integer: (name) => values.get(name) as number | undefined,
    flag: (name) => values.get(name) as boolean | undefined,
    time: (name) => values.get(name) as number | undefined,
    json: (name) => values.get(name),
    pairs: (name) => (values.get(name) as Readonly<Record<string, string>> | undefined) ?? {},
    data,
    paging,
  };
}

async function readOption(option: Option, given: unknown, host: Host, problems: ArgumentProblem[]): Promise<unknown> {
  const name = `--${option.name}`;
  const wrong = (expected: string, found: string): undefined => {
    problems.push({ name, expected, found });
    return undefined;
  };
  if (option.type === "flag" || option.type === "boolean") return given;
  if (option.type === "list") return splitList(given as readonly string[]);
  if (option.type === "pairs") return readPairs(given as readonly string[], wrong);
  const text = given as string;
  if (option.choices !== undefined && !option.choices.includes(text))
    return wrong(`one of ${option.choices.join(", ")}`, JSON.stringify(text));
  if (option.type === "integer") return readInteger(text, wrong);
  if (option.type === "time") {
    const { parseTime } = await import("./parse-time.ts");
    const day = option.name.startsWith("start") || option.name === "since" ? "begin" : "end";
    const expected = "a time such as 2026-03-01, '2026-03-01 18:00', tomorrow, +3d or -2h";
    return parseTime(text, { now: Date.now(), day }) ?? wrong(expected, JSON.stringify(text));
  }
  if (option.type === "text" && text !== "-") return text;
  const { parseJson, readValue } = await import("./read-value.ts");
  const content = await readValue(host, text);
  return option.type === "json" ? parseJson(content, name) : content;
}

type Wrong = (expected: string, found: string) => undefined;

function readInteger(text: string, wrong: Wrong): number | undefined {
  const value = Number(text);
  return text.trim() !== "" && Number.isSafeInteger(value) ? value : wrong("a whole number", JSON.stringify(text));
}

function splitList(given: readonly string[]): readonly string[] {
  return given.flatMap((text) => text.split(",")).filter((text) => text !== "");
}

function readPairs(given: readonly string[], wrong: Wrong): Readonly<Record<string, string>> | undefined {
  const unclear = given.find((text) => !text.includes("="));
  if (unclear !== undefined) return wrong("name=value", JSON.stringify(unclear));
  return Object.fromEntries(given.map((text) => [text.slice(0, text.indexOf("=")), text.slice(text.indexOf("=") + 1)]));
}

function readLimit(given: unknown, problems: ArgumentProblem[]): number | undefined {
  if (typeof given !== "string") return undefined;
  const limit = Number(given);
  if (Number.isSafeInteger(limit) && limit > 0) return limit;
  problems.push({ name: "--limit", expected: "a whole number of at least 1", found: JSON.stringify(given) });
  return undefined;
}

async function readData(given: unknown, host: Host): Promise<Fields> {
  if (typeof given !== "string") return {};
  const { parseJson, readValue } = await import("./read-value.ts");
  const data = parseJson(await readValue(host, given), "--data");
  if (isFields(data)) return data;
  throw invalidArguments("The value of --data must be a JSON object with the fields of the request.");
}

function wrongOptions(problems: readonly ArgumentProblem[]): Error {
  const sentences = problems.map(({ name, expected, found }) => {
    return found === "nothing" ? `${name} is missing (${expected})` : `${name} must be ${expected}, not ${found}`;
  });
  return invalidArguments(`${sentences.join("; ")}.`, { problems });
}
