import { inputSchema, type Operation, type Paging } from "@dt/api";
import { checkInput } from "@dt/api/requests";
import { CliError, invalidArguments } from "../cli-error.ts";
import { defined, type Fields, valueAt } from "../fields.ts";
import { type Answer, table, type View } from "../output/answer.ts";
import type { Option } from "./command.ts";
import type { Context } from "./context.ts";
import type { OperationCommand } from "./from-operation.ts";
import type { Input } from "./input.ts";
import type { FieldOption } from "./operation-options.ts";

export interface RunOperation {
  readonly definition: OperationCommand;
  readonly operation: Operation;
  readonly flags: readonly FieldOption[];
  readonly context: Context;
  readonly input: Input;
}

/** Puts the input together, checks it and calls the operation. */
export async function runOperation(run: RunOperation): Promise<Answer> {
  const { definition, operation, context, input } = run;
  const fields = await completeFields(run);
  if (!isPaged(operation)) return callOnce(definition, fields, context);
  const { readList } = await import("./paging.ts");
  return readList({ context, operation, fields, input, columns: definition.columns });
}

function isPaged(operation: Operation): operation is Operation & { readonly paging: Paging } {
  return operation.paging !== undefined;
}

async function completeFields({ definition, operation, flags, context, input }: RunOperation): Promise<Fields> {
  const { properties } = inputSchema(operation);
  const given = {
    ...definition.defaults,
    ...input.data,
    ...defined(fromFlags(flags, input)),
    ...defined(fromArguments(definition, operation, input)),
  };
  const changed = { ...given, ...(await definition.prepare?.(given, context, input)) };
  const fields = { ...defined(changed), ...(await configured(definition, properties, changed, context)) };
  await assertFields(definition, operation, flags, withFirstPage(operation, fields));
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
async function assertFields(
  definition: OperationCommand,
  operation: Operation,
  flags: readonly FieldOption[],
  fields: Fields,
): Promise<void> {
  const wrong = checkInput(operation, fields);
  if (wrong.length === 0) return;
  const { suggest } = await import("./suggest.ts");
  const problems = wrong.map(({ field, expected, found }) => {
    const near = suggest(field, Object.keys(inputSchema(operation).properties));
    const name = typedName(definition, flags, field);
    return { name, expected: withSuggestion(expected, near), found };
  });
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

function withSuggestion(expected: string, near: string | undefined): string {
  const isUnknown = expected.startsWith("absent") && !expected.includes("did you mean");
  return isUnknown && near !== undefined ? `${expected} (did you mean ${near}?)` : expected;
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
