import { inputSchema, type Operation, type Schema } from "@dt/api";
import type { Option, OptionType } from "./command.ts";

/** What a command says differently about the flag of a field. */
export interface FlagNames {
  readonly name?: string;
  readonly summary?: string;
}

/** Fields that get their value from elsewhere: an argument, the paging flags, the configuration. */
export type Omitted = ReadonlySet<string>;

/** A field of an operation and the flag that sets it. */
export interface FieldOption {
  readonly field: string;
  readonly option: Option;
}

/** One flag per field of the operation's input. */
export function optionsOf(
  operation: Operation,
  flags: Readonly<Record<string, FlagNames>>,
  omitted: Omitted,
  provided: Omitted,
): FieldOption[] {
  const { properties, required = [] } = inputSchema(operation);
  return Object.entries(properties)
    .filter(([field, schema]) => !omitted.has(field) && !isBinary(schema))
    .map(([field, schema]) => {
      const { name = toFlag(field), summary } = flags[field] ?? {};
      const option: Option = {
        name,
        summary: summary ?? describe(field, schema),
        type: typeOf(field, schema),
        ...("enum" in schema && schema.enum !== undefined ? { choices: schema.enum.map(String) } : {}),
        ...(required.includes(field) && !provided.has(field) ? { required: true } : {}),
      };
      return { field, option };
    });
}

/** `only_active`, `maxResults` and `userIdList` as `--only-active`, `--max-results` and `--user-id-list`. */
function toFlag(field: string): string {
  return field
    .replaceAll(/([a-z0-9])([A-Z])/g, "$1-$2")
    .replaceAll("_", "-")
    .toLowerCase();
}

function describe(field: string, schema: Schema): string {
  return (schema.description ?? `Field ${field} of the request.`).replace(/\.$/, "");
}

function typeOf(field: string, schema: Schema): OptionType {
  if (schema.type === "boolean") return "boolean";
  if (schema.type === "integer" || schema.type === "number") return isTime(field, schema) ? "time" : "integer";
  if (schema.type === "string") return "text";
  if (schema.type === "array" && schema.items.type === "string") return "list";
  return "json";
}

function isTime(field: string, schema: Schema): boolean {
  return /time/i.test(field) && schema.description?.includes("milliseconds since 1970") === true;
}

function isBinary(schema: Schema): boolean {
  return schema.type === "string" && "format" in schema && schema.format === "binary";
}
