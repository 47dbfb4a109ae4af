import { DingTalkError } from "../errors/dingtalk-error.ts";
import type { Operation } from "../operation.ts";
import type {
  AnySchema,
  ArraySchema,
  BooleanSchema,
  NumberSchema,
  ObjectSchema,
  Schema,
  StringSchema,
} from "../schema.ts";
import { inputSchema } from "./input-schema.ts";

/** One thing that is wrong with an input. */
export interface InputProblem {
  /** Such as `userIds[2]` or `cardData.cardParamMap.count`. */
  readonly field: string;
  /** What belongs there, such as `text` or `at most 20 entries`. */
  readonly expected: string;
  /** What is there, without the value itself. */
  readonly found: string;
}

/** Everything that is wrong with an input, empty when it may be sent. Fields that are `undefined` count as absent. */
export function checkInput(operation: Operation, input: unknown): InputProblem[] {
  const problems: InputProblem[] = [];
  check(inputSchema(operation), input, "", problems);
  return problems;
}

/** @throws DingTalkError `invalid_request`, naming field and expected type, when an input does not fit its operation */
export function assertInput(operation: Operation, input: unknown): void {
  const problems = checkInput(operation, input);
  const [first] = problems;
  if (first === undefined) return;
  const sentences = problems.slice(0, 3).map(({ field, expected, found }) => {
    return `${field === "" ? "the input" : field} must be ${expected}, found ${found}`;
  });
  const more = problems.length > 3 ? `; ${problems.length - 3} more` : "";
  const details = { code: "invalid_request", operation: operation.name, field: first.field } as const;
  throw new DingTalkError(`${operation.name} was not called: ${sentences.join("; ")}${more}.`, details);
}

function check(schema: Schema, value: unknown, field: string, problems: InputProblem[]): void {
  if ("properties" in schema) checkObject(schema, value, field, problems);
  else if ("additionalProperties" in schema) checkMap(schema.additionalProperties, value, field, problems);
  else if (schema.type === "array") checkArray(schema, value, field, problems);
  else {
    const found = checkScalar(schema, value, field);
    if (found !== undefined) problems.push(found);
  }
}

function checkObject(schema: ObjectSchema, value: unknown, field: string, problems: InputProblem[]): void {
  if (!isPlainObject(value)) return void problems.push(problem(field, "an object", value));
  for (const name of schema.required ?? []) {
    if (value[name] === undefined)
      problems.push(problem(join(field, name), kindOf(schema.properties[name] ?? {}), undefined));
  }
  for (const [name, entry] of Object.entries(value)) {
    if (entry === undefined) continue;
    const known = Object.hasOwn(schema.properties, name) ? schema.properties[name] : undefined;
    if (known !== undefined) check(known, entry, join(field, name), problems);
    else
      problems.push({
        field: join(field, name),
        expected: `absent${suggestion(name, schema)}`,
        found: "an unknown field",
      });
  }
}

function checkMap(values: Schema, value: unknown, field: string, problems: InputProblem[]): void {
  if (!isPlainObject(value)) return void problems.push(problem(field, "an object", value));
  for (const [name, entry] of Object.entries(value)) {
    if (entry !== undefined) check(values, entry, join(field, name), problems);
  }
}

function checkArray(schema: ArraySchema, value: unknown, field: string, problems: InputProblem[]): void {
  if (!Array.isArray(value)) return void problems.push(problem(field, "a list", value));
  const { minItems = 0, maxItems = Number.POSITIVE_INFINITY } = schema;
  if (value.length < minItems)
    return void problems.push({ field, expected: `at least ${entries(minItems)}`, found: entries(value.length) });
  if (value.length > maxItems)
    return void problems.push({ field, expected: `at most ${entries(maxItems)}`, found: entries(value.length) });
  for (const [index, entry] of value.entries()) check(schema.items, entry, `${field}[${index}]`, problems);
}

function entries(count: number): string {
  return count === 1 ? "1 entry" : `${count} entries`;
}

type ScalarSchema = StringSchema | NumberSchema | BooleanSchema | AnySchema;

function checkScalar(schema: ScalarSchema, value: unknown, field: string): InputProblem | undefined {
  if (schema.type === "string") return checkString(schema, value, field);
  if (schema.type === "number" || schema.type === "integer") return checkNumber(schema, value, field);
  if (schema.type === "boolean" && typeof value !== "boolean") return problem(field, "true or false", value);
  return undefined;
}

function checkString(schema: StringSchema, value: unknown, field: string): InputProblem | undefined {
  if (schema.format === "binary") return value instanceof Blob ? undefined : problem(field, "a Blob", value);
  if (typeof value !== "string") return problem(field, "text", value);
  const { minLength = 0, maxLength, maxBytes } = schema;
  if (schema.enum !== undefined && !schema.enum.includes(value))
    return { field, expected: `one of ${schema.enum.join(", ")}`, found: "other text" };
  if (value.length < minLength)
    return { field, expected: `at least ${minLength} characters`, found: `${value.length}` };
  if (maxLength !== undefined && value.length > maxLength)
    return { field, expected: `at most ${maxLength} characters`, found: `${value.length}` };
  const bytes = maxBytes === undefined ? 0 : Buffer.byteLength(value);
  if (maxBytes !== undefined && bytes > maxBytes)
    return { field, expected: `at most ${maxBytes} bytes`, found: `${bytes}` };
  const listed = schema.maxListed === undefined ? 0 : value.split(",").length;
  if (schema.maxListed !== undefined && listed > schema.maxListed)
    return { field, expected: `at most ${entries(schema.maxListed)}`, found: entries(listed) };
  if (schema.format === "json" && !isJson(value)) return { field, expected: "JSON text", found: "other text" };
  return undefined;
}

function checkNumber(schema: NumberSchema, value: unknown, field: string): InputProblem | undefined {
  const expected = kindOf(schema);
  if (typeof value !== "number" || !Number.isFinite(value)) return problem(field, expected, value);
  if (schema.type === "integer" && !Number.isSafeInteger(value)) return { field, expected, found: `${value}` };
  if (schema.enum !== undefined && !schema.enum.includes(value))
    return { field, expected: `one of ${schema.enum.join(", ")}`, found: `${value}` };
  if (schema.minimum !== undefined && value < schema.minimum)
    return { field, expected: `at least ${schema.minimum}`, found: `${value}` };
  if (schema.maximum !== undefined && value > schema.maximum)
    return { field, expected: `at most ${schema.maximum}`, found: `${value}` };
  return undefined;
}

const kinds = {
  string: "text",
  integer: "a whole number",
  number: "a number",
  boolean: "true or false",
  array: "a list",
  object: "an object",
} as const;

function kindOf(schema: Schema): string {
  if (schema.type === "string" && schema.format === "binary") return "a Blob";
  return schema.type === undefined ? "any value" : kinds[schema.type];
}

function problem(field: string, expected: string, value: unknown): InputProblem {
  return { field, expected, found: describe(value) };
}

function describe(value: unknown): string {
  if (value === undefined) return "nothing";
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "string") return "text";
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function join(field: string, name: string): string {
  return field === "" ? name : `${field}.${name}`;
}

function plain(name: string): string {
  return name.toLowerCase().replaceAll("_", "");
}

/** Names differ between the hosts (`userId`, `userid`, `user_id`), so spelling is the usual mistake. */
function suggestion(name: string, { properties }: ObjectSchema): string {
  const alike = Object.keys(properties).find((known) => plain(known) === plain(name));
  return alike === undefined ? "" : ` (did you mean ${alike}?)`;
}
