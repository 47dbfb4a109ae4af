import type { ObjectSchema, Schema } from "./schema.ts";

/**
 * An answer in the declared types. DingTalk now and then sends booleans and numbers as text and `null` for absent
 * fields; those are put right, everything undeclared is left as it came.
 */
export function readResult(schema: ObjectSchema, body: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return readObject(schema, body);
}

function read(schema: Schema | undefined, value: unknown): unknown {
  if (schema === undefined || value === null || value === undefined) return value;
  if ("properties" in schema) return isObject(value) ? readObject(schema, value) : value;
  if ("additionalProperties" in schema) return isObject(value) ? readMap(schema.additionalProperties, value) : value;
  if (schema.type === "array") return Array.isArray(value) ? value.map((entry) => read(schema.items, entry)) : value;
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

function readObject(schema: ObjectSchema, value: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const kept = Object.entries(value).filter(([, entry]) => entry !== null);
  return Object.fromEntries(kept.map(([name, entry]) => [name, read(schema.properties[name], entry)]));
}

function readMap(values: Schema, value: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).map(([name, entry]) => [name, read(values, entry)]));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
