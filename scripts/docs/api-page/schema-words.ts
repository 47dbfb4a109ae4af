import type { Schema } from "@dt/api";

/** A parameter as one row: the parts of an object have rows of their own, named `cardData.cardParamMap`. */
export interface ParameterRow {
  readonly name: string;
  readonly type: string;
  readonly required: boolean;
  readonly description: string;
}

/** The rows of a parameter and of everything inside it. */
export function toRows(name: string, schema: Schema, required: boolean): ParameterRow[] {
  const own = { name, type: typeWords(schema), required, description: schema.description ?? "" };
  return [own, ...innerRows(name, schema)];
}

function innerRows(name: string, schema: Schema): ParameterRow[] {
  if ("items" in schema) return innerRows(`${name}[]`, schema.items);
  if ("additionalProperties" in schema) return innerRows(`${name}.*`, schema.additionalProperties);
  if (!("properties" in schema)) return [];
  const { properties, required = [] } = schema;
  return Object.entries(properties).flatMap(([key, inner]) => toRows(`${name}.${key}`, inner, required.includes(key)));
}

/** What belongs into a parameter, with its limits. */
export function typeWords(schema: Schema): string {
  if ("items" in schema)
    return `list of ${plural(schema.items)}${counted(schema.minItems, schema.maxItems, "entry", "entries")}`;
  if ("additionalProperties" in schema) return `object from any key to ${typeWords(schema.additionalProperties)}`;
  if ("properties" in schema) return "object";
  if (schema.type === undefined) return "any JSON";
  if (schema.type === "boolean") return "true or false";
  if (schema.enum !== undefined) return schema.enum.map((choice) => `\`${choice}\``).join(" or ");
  if (schema.type === "string") return textWords(schema);
  return `${schema.type === "integer" ? "whole number" : "number"}${range(schema.minimum, schema.maximum)}`;
}

type StringSchema = Extract<Schema, { readonly type: "string" }>;

function textWords({ format, person, secret, maxListed, maxBytes, minLength, maxLength }: StringSchema): string {
  if (format === "binary") return "`Blob`";
  const kind = person === undefined ? (format === "json" ? "JSON text" : "text") : `\`${person}\``;
  const listed = maxListed === undefined ? "" : `, at most ${maxListed} entries`;
  const bytes = maxBytes === undefined ? "" : `, at most ${maxBytes} bytes`;
  const length = counted(minLength, maxLength, "character", "characters");
  return `${kind}${listed}${bytes}${length}${secret === true ? ", secret" : ""}`;
}

function plural(schema: Schema): string {
  if ("properties" in schema) return "objects";
  const words = typeWords(schema);
  return words === "text" ? "texts" : words === "whole number" ? "whole numbers" : words;
}

function counted(least: number | undefined, most: number | undefined, one: string, many: string): string {
  const noun = (count: number): string => (count === 1 ? one : many);
  if (least !== undefined && most !== undefined) return `, ${least} to ${most} ${many}`;
  if (most !== undefined) return `, at most ${most} ${noun(most)}`;
  return least === undefined || least === 0 ? "" : `, at least ${least} ${noun(least)}`;
}

function range(least: number | undefined, most: number | undefined): string {
  if (least !== undefined && most !== undefined) return `, ${least} to ${most}`;
  if (most !== undefined) return `, at most ${most}`;
  return least === undefined ? "" : `, at least ${least}`;
}

/** What a result holds, as a TypeScript type; every field may be missing. */
export function toTypeText(schema: Schema, indent = ""): string {
  if ("items" in schema) return arrayOf(toTypeText(schema.items, indent));
  if ("additionalProperties" in schema) return `Record<string, ${toTypeText(schema.additionalProperties, indent)}>`;
  if ("properties" in schema) {
    const inner = `${indent}  `;
    const fields = Object.entries(schema.properties).map(([name, field]) => {
      const comment = field.description === undefined ? "" : ` // ${field.description}`;
      return `${inner}${name}?: ${toTypeText(field, inner)};${comment}`;
    });
    return fields.length === 0 ? "{}" : `{\n${fields.join("\n")}\n${indent}}`;
  }
  if (schema.type === undefined) return "unknown";
  return schema.type === "integer" ? "number" : schema.type;
}

function arrayOf(type: string): string {
  return `${type}[]`;
}
