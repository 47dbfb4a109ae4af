import type { ToolArguments } from "./tool.ts";

type Schema = Readonly<Record<string, unknown>>;
type Checked = { ok: true; value: ToolArguments } | { ok: false; problem: string };

/**
 * Parses what a model wrote as arguments and checks it against the top level of a tool's schema: required
 * properties, unknown ones where they are excluded, types and enums. Deeper checks are the tool's own.
 */
export function checkArguments(text: string, schema: Schema): Checked {
  const value = parseObject(text);
  if (value === undefined) return { ok: false, problem: "the arguments are not a JSON object" };
  const problems = [...findMissing(value, schema), ...findWrong(value, schema)];
  return problems.length === 0 ? { ok: true, value } : { ok: false, problem: problems.join("; ") };
}

function parseObject(text: string): ToolArguments | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function findMissing(value: ToolArguments, schema: Schema): string[] {
  const required = Array.isArray(schema["required"]) ? schema["required"].map(String) : [];
  return required.filter((name) => !Object.hasOwn(value, name)).map((name) => `"${name}" is missing`);
}

function findWrong(value: ToolArguments, schema: Schema): string[] {
  const properties = isObject(schema["properties"]) ? schema["properties"] : {};
  return Object.entries(value).flatMap(([name, item]) => {
    const property = Object.hasOwn(properties, name) ? properties[name] : undefined;
    if (property === undefined && schema["additionalProperties"] === false) return [`"${name}" is not a parameter`];
    return isObject(property) ? checkProperty(name, item, property) : [];
  });
}

function checkProperty(name: string, item: unknown, property: Schema): string[] {
  const { type, enum: words } = property;
  if (Array.isArray(words) && !words.includes(item)) return [`"${name}" must be one of ${JSON.stringify(words)}`];
  const types = (Array.isArray(type) ? type : [type]).filter((word) => typeof word === "string");
  if (types.length === 0 || types.some((word) => hasType(item, word))) return [];
  return [`"${name}" must be of type ${types.join(" or ")}`];
}

function hasType(item: unknown, type: string): boolean {
  switch (type) {
    case "object":
      return isObject(item);
    case "array":
      return Array.isArray(item);
    case "integer":
      return Number.isInteger(item);
    case "null":
      return item === null;
    default:
      return typeof item === type;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
