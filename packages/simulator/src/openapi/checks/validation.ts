import type { Operation, Schema } from "@dt/api";
import { Ajv, type ErrorObject, type ValidateFunction } from "ajv";

export type InputPlace = "path" | "query" | "body";

/** What is wrong with an input, in the words of JSON Schema. */
export interface InputProblem {
  readonly place: InputPlace;
  /** Dotted path of the field, such as `cardData.cardParamMap.text`; empty for the whole. */
  readonly field: string;
  /** `required`, `type`, `additionalProperties`, `maxItems` and so on. */
  readonly keyword: string;
  readonly message: string;
}

/**
 * Checks the input of one operation. Text from path and query, and from a body that `isText` says is a form, is
 * converted where a number or boolean is declared.
 */
export interface InputCheck {
  (place: InputPlace, value: Record<string, unknown>, isText?: boolean): InputProblem | undefined;
}

const strict = new Ajv({ strict: false, validateFormats: false });
const converting = new Ajv({ strict: false, validateFormats: false, coerceTypes: true });
for (const ajv of [strict, converting]) {
  ajv.addKeyword({
    keyword: "maxBytes",
    validate: (limit: number, text: unknown) => typeof text !== "string" || Buffer.byteLength(text) <= limit,
  });
}

/** Compiling takes tens of milliseconds and depends on nothing but the declaration. */
const compiled = new WeakMap<Operation, InputCheck>();

/** The check of an operation; the same one every time. Each place is compiled when it is first needed. */
export function inputCheckOf(operation: Operation): InputCheck {
  const known = compiled.get(operation);
  if (known) return known;
  const check = createInputCheck(operation);
  compiled.set(operation, check);
  return check;
}

function createInputCheck(operation: Operation): InputCheck {
  const checks = new Map<string, ValidateFunction>();
  return (place, value, isText = place !== "body" || operation.encoding !== "json") => {
    const schema = operation.input[place];
    if (!schema) return Object.keys(value).length === 0 ? undefined : unexpected(place, value);
    const key = `${place} ${isText}`;
    let check = checks.get(key);
    if (!check) {
      // Forms and queries hold text only; a JSON body must have the right types by itself.
      checks.set(key, (check = (isText ? converting : strict).compile(closed(schema))));
    }
    return check(value) ? undefined : toProblem(place, check.errors?.[0]);
  };
}

/** The declared schema with every object closed: real DingTalk ignores some unknown fields, a test must not. */
function closed(schema: Schema): object {
  if (!("type" in schema) || schema.type === undefined) return {};
  if (schema.type === "array") return { ...schema, items: closed(schema.items) };
  if (schema.type === "string" && schema.format === "binary") return {};
  if (schema.type !== "object") return schema;
  if ("additionalProperties" in schema) return { ...schema, additionalProperties: closed(schema.additionalProperties) };
  const properties = Object.entries(schema.properties).map(([name, inner]) => [name, closed(inner)]);
  return { ...schema, properties: Object.fromEntries(properties), additionalProperties: false };
}

function toProblem(place: InputPlace, error: ErrorObject | undefined): InputProblem {
  const parent = error?.instancePath.split("/").slice(1) ?? [];
  const params = (error?.params ?? {}) as { missingProperty?: string; additionalProperty?: string };
  const child = params.missingProperty ?? params.additionalProperty;
  const field = [...parent, ...(child === undefined ? [] : [child])].join(".");
  const keyword = error?.keyword ?? "unknown";
  const reason = error?.message ?? "is invalid";
  // To-do calls are known to say so, and clients tell by it that something must be shortened.
  const text = isTooLarge(keyword) ? `is oversize: ${reason}` : reason;
  return { place, field, keyword, message: `${field || place} ${text}` };
}

function isTooLarge(keyword: string): boolean {
  return keyword === "maxLength" || keyword === "maxBytes" || keyword === "maxItems";
}

function unexpected(place: InputPlace, value: Record<string, unknown>): InputProblem {
  const field = Object.keys(value)[0] ?? "";
  return { place, field, keyword: "additionalProperties", message: `${field} is not a parameter of this operation` };
}
