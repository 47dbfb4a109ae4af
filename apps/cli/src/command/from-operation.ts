import { inputSchema, type Operation, type OperationName, operations, type Paging } from "@dt/api";
import { checkInput } from "@dt/api/requests";
import { CliError, invalidArguments } from "../cli-error.ts";
import { defined, type Fields, valueAt } from "../fields.ts";
import { type Answer, table, type View } from "../output/answer.ts";
import { suggest } from "../suggest.ts";
import type { Argument, Command, Option } from "./command.ts";
import type { Context } from "./context.ts";
import type { Input } from "./input.ts";
import { type FieldOption, type FlagNames, optionsOf } from "./operation-options.ts";
import { readList } from "./paging.ts";

/** How an operation becomes a command. What is left out follows from the operation's declaration. */
export interface OperationCommand {
  readonly name: string;
  readonly operation: OperationName;
  readonly summary: string;
  readonly details?: string;
  readonly examples?: readonly string[];
  /** Arguments in their order, by the field that they set. */
  readonly arguments?: Readonly<Record<string, Argument>>;
  /** Other names for flags, by field. */
  readonly flags?: Readonly<Record<string, FlagNames>>;
  /** Fields without a flag; `--data` still sets them. */
  readonly without?: readonly string[];
  /** Values of fields that are not given. */
  readonly defaults?: Fields;
  /** Fields that hold the userId of whoever uses dt when they are not given. */
  readonly me?: readonly string[];
  /** Fields that hold a unionId and are given as userId; when they are not given, of whoever uses dt. */
  readonly operator?: readonly string[];
  /** Path of the result in the answer. @default the whole answer, or the entries of a list */
  readonly result?: string;
  /** Columns of the table: title to path. */
  readonly columns?: Readonly<Record<string, string>>;
  /** How people see the result, where a table of columns is not enough. */
  readonly view?: (data: unknown) => View;
  readonly options?: readonly Option[];
  /** Last changes to the input, such as what DingTalk wants in another form. */
  readonly prepare?: (fields: Fields, context: Context, input: Input) => Promise<Fields> | Fields;
  readonly question?: (input: Input) => string;
  /** What failed inside an answer that looks like success. */
  readonly failure?: (answer: Fields) => CliError | undefined;
}

/** A command made from an operation's declaration. */
export function fromOperation(definition: OperationCommand): Command {
  const operation: Operation = operations[definition.operation];
  const { name, summary, details, examples, question } = definition;
  const flags = (): FieldOption[] => flagsOf(definition, operation);
  return {
    name,
    summary,
    operation: definition.operation,
    effect: operation.effect,
    arguments: Object.values(definition.arguments ?? {}),
    options: () => [...(definition.options ?? []), ...flags().map(({ option }) => option)],
    ...(details === undefined ? {} : { details }),
    ...(examples === undefined ? {} : { examples }),
    ...(question === undefined ? {} : { question }),
    ...(operation.costly === true ? { costly: true } : {}),
    ...(operation.paging === undefined ? {} : { paged: true }),
    run: async (context, input) => {
      const fields = await completeFields(definition, operation, flags(), context, input);
      if (!isPaged(operation)) return callOnce(definition, fields, context);
      return readList({ context, operation, fields, input, columns: definition.columns });
    },
  };
}

function isPaged(operation: Operation): operation is Operation & { readonly paging: Paging } {
  return operation.paging !== undefined;
}

function flagsOf(definition: OperationCommand, operation: Operation): FieldOption[] {
  const { paging } = operation;
  const omitted = new Set([
    ...Object.keys(definition.arguments ?? {}),
    ...(definition.without ?? []),
    ...[paging?.position, paging?.size].filter((field) => field !== undefined),
  ]);
  const { me = [], operator = [], defaults = {} } = definition;
  return optionsOf(
    operation,
    definition.flags ?? {},
    omitted,
    new Set([...me, ...operator, ...Object.keys(defaults), "robotCode"]),
  );
}

async function completeFields(
  definition: OperationCommand,
  operation: Operation,
  flags: readonly FieldOption[],
  context: Context,
  input: Input,
): Promise<Fields> {
  const { properties } = inputSchema(operation);
  const given = {
    ...definition.defaults,
    ...input.data,
    ...defined(fromFlags(flags, input)),
    ...defined(fromArguments(definition, operation, input)),
  };
  const changed = { ...given, ...(await definition.prepare?.(given, context, input)) };
  const fields = { ...defined(changed), ...(await configured(definition, properties, changed, context)) };
  assertFields(definition, operation, flags, withFirstPage(operation, fields));
  return fields;
}

/** Fields that the configuration knows. */
async function configured(
  { me = [], operator = [] }: OperationCommand,
  properties: Fields,
  given: Fields,
  { dingtalk }: Context,
): Promise<Fields> {
  const found: Record<string, unknown> = {};
  if ("robotCode" in properties && given.robotCode === undefined) found.robotCode = await dingtalk.robotCode();
  for (const field of me) if (given[field] === undefined) found[field] = await dingtalk.myUserId();
  for (const field of operator) {
    const userId = given[field];
    found[field] = typeof userId === "string" ? await dingtalk.unionIdOf(userId) : await dingtalk.myUnionId();
  }
  return found;
}

function fromFlags(flags: readonly FieldOption[], input: Input): Fields {
  return Object.fromEntries(flags.map(({ field, option }) => [field, valueOf(option, input)]));
}

function valueOf({ name, type, choices }: Option, input: Input): unknown {
  if (type === "list") return input.list(name).length === 0 ? undefined : input.list(name);
  if (type === "boolean" || type === "flag") return input.flag(name);
  if (type === "time") return input.time(name);
  if (type === "integer") return choices === undefined ? input.integer(name) : toNumber(input.text(name));
  return input.json(name);
}

function toNumber(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Number(text);
}

function fromArguments(definition: OperationCommand, operation: Operation, input: Input): Fields {
  const { properties } = inputSchema(operation);
  const entries = Object.entries(definition.arguments ?? {}).map(([field, { name, many }]) => {
    const type = properties[field]?.type;
    if (many === true) return [field, input.arguments(name)];
    const text = input.optionalArgument(name);
    // Text that is no number stays text, so that the check names it.
    const isNumber = (type === "integer" || type === "number") && text !== undefined && /^-?\d+$/.test(text);
    return [field, isNumber ? Number(text) : text];
  });
  return Object.fromEntries(entries) as Fields;
}

/** The position and size of a page are ours to set; for the check they stand there already. */
function withFirstPage({ paging }: Operation, fields: Fields): Fields {
  if (paging === undefined) return fields;
  const size = paging.size === undefined ? {} : { [paging.size]: 1 };
  return { ...size, ...(paging.first === undefined ? {} : { [paging.position]: paging.first }), ...fields };
}

/** @throws CliError that names wrong fields as they were typed */
function assertFields(
  definition: OperationCommand,
  operation: Operation,
  flags: readonly FieldOption[],
  fields: Fields,
): void {
  const problems = checkInput(operation, fields).map(({ field, expected, found }) => {
    return { name: typedName(definition, flags, field), expected: withSuggestion(operation, field, expected), found };
  });
  if (problems.length === 0) return;
  const sentences = problems.map(({ name, expected, found }) => {
    return found === "nothing" ? `${name} is missing (${expected})` : `${name} must be ${expected}, found ${found}`;
  });
  const hint = `See the fields with: dt schema ${operation.name}`;
  throw invalidArguments(`${sentences.join("; ")}.`, { problems, hint, operation: operation.name });
}

function typedName(definition: OperationCommand, flags: readonly FieldOption[], field: string): string {
  const argument = definition.arguments?.[field];
  if (argument !== undefined) return `<${argument.name}>`;
  const flag = flags.find((candidate) => candidate.field === field);
  return flag === undefined ? field : `--${flag.option.name}`;
}

function withSuggestion(operation: Operation, field: string, expected: string): string {
  if (!expected.startsWith("absent") || expected.includes("did you mean")) return expected;
  const near = suggest(field, Object.keys(inputSchema(operation).properties));
  return near === undefined ? expected : `${expected} (did you mean ${near}?)`;
}

async function callOnce(definition: OperationCommand, fields: Fields, context: Context): Promise<Answer> {
  const answer = await context.dingtalk.call(definition.operation, fields);
  const data = resultOf(definition, answer);
  const failure = definition.failure?.(answer);
  const view = viewOf(definition, data);
  return { data, ...(view === undefined ? {} : { view }), ...(failure === undefined ? {} : { failure }) };
}

/** @throws CliError for an answer that holds nothing: no script should take it for a result */
function resultOf({ operation, result = "" }: OperationCommand, answer: Fields): unknown {
  const data = valueAt(answer, result);
  if (data !== undefined && data !== null) return data;
  const message = `${operation} answered without ${result}.`;
  throw new CliError("UNAVAILABLE", message, { hint: "Run it again with --debug to see the answer.", operation });
}

function viewOf({ view, columns }: OperationCommand, data: unknown): View | undefined {
  if (view !== undefined) return view(data);
  return columns !== undefined && Array.isArray(data) ? table(data as unknown[], columns) : undefined;
}
