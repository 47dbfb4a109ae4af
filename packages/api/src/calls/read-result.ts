import type { ObjectSchema, Schema } from "../schema.ts";

type Fields = Record<string, unknown>;

/**
 * Brings a parsed answer into the declared types, in place. DingTalk now and then sends booleans and numbers as text
 * and `null` for absent fields; those are put right, everything undeclared is left as it came.
 */
export function readResult(schema: ObjectSchema, body: Fields): Fields {
  return readFields(body, (name) => schema.properties[name]);
}

function read(schema: Schema, value: unknown): unknown {
  if (value === null) return value;
  if ("properties" in schema) return isObject(value) ? readResult(schema, value) : value;
  if ("additionalProperties" in schema)
    return isObject(value) ? readFields(value, () => schema.additionalProperties) : value;
  if (schema.type === "array") return Array.isArray(value) ? readList(value, schema.items) : value;
  if (schema.type === "string") return typeof value === "number" || typeof value === "boolean" ? String(value) : value;
  if (schema.type === "number" || schema.type === "integer") return toNumber(value);
  if (schema.type === "boolean") return toBoolean(value);
  return value;
}

/** A number beyond the exact range stays text: a rounded id names something else. */
function toNumber(value: unknown): unknown {
  if (typeof value !== "string" || !/^-?\d+(\.\d+)?$/.test(value)) return value;
  const number = Number(value);
  return Math.abs(number) <= Number.MAX_SAFE_INTEGER ? number : value;
}

function toBoolean(value: unknown): unknown {
  if (value === "true") return true;
  return value === "false" ? false : value;
}

function readFields(fields: Fields, schemaOf: (name: string) => Schema | undefined): Fields {
  for (const name of Object.keys(fields)) {
    const schema = schemaOf(name);
    if (schema === undefined) continue;
    const entry = fields[name];
    const right = read(schema, entry);
    if (entry === null) delete fields[name];
    else if (right !== entry) fields[name] = right;
  }
  return fields;
}

function readList(list: unknown[], items: Schema): unknown[] {
  for (const [index, entry] of list.entries()) {
    list[index] = read(items, entry);
  }
  return list;
}

function isObject(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
