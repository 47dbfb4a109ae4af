import { createClient, DingTalkError, type Operation, operationNames, operations, type Schema } from "@dt/api";
import { beforeAll, describe, expect, it } from "vitest";
import { createSimulator } from "../../simulator/simulator.ts";
import type { Simulator } from "../../simulator/types.ts";
import { defaultApp } from "../../world/default-world.ts";

const { appKey, appSecret } = defaultApp;
type ObjectSchema = Extract<Schema, { readonly properties: unknown }>;
const nothing: ObjectSchema = { type: "object", properties: {} };

/** Operations of the app whose input goes as JSON or in the query. */
const all = operationNames
  .map((name): Operation => operations[name])
  .filter(({ tokenKind, encoding }) => tokenKind === "app" && encoding !== "multipart");

let simulator: Simulator;
beforeAll(async () => {
  simulator = await createSimulator({ seed: 1, limits: { callsPerSecond: 0 } });
  return () => simulator.close();
});

/** A value of the right type. */
function sampleOf(schema: Schema): unknown {
  if ("properties" in schema) {
    const required = Object.entries(schema.properties).filter(([name]) => schema.required?.includes(name));
    return Object.fromEntries(required.map(([name, inner]) => [name, sampleOf(inner)]));
  }
  if ("additionalProperties" in schema) return {};
  if (schema.type === "array") return [sampleOf(schema.items)];
  if (schema.type === "string") return schema.enum?.[0] ?? (schema.format === "json" ? "{}" : "x");
  if (schema.type === "boolean") return true;
  return schema.type === undefined ? "x" : (schema.enum?.[0] ?? schema.minimum ?? 1);
}

/** Values that break one bound each, at any depth. */
function beyond(schema: Schema): unknown[] {
  if ("properties" in schema) {
    const sample = sampleOf(schema) as Fields;
    return Object.entries(schema.properties).flatMap(([name, inner]) =>
      beyond(inner).map((value) => ({ ...sample, [name]: value })),
    );
  }
  if (schema.type === "array") {
    const { items, minItems = 0, maxItems } = schema;
    const tooMany = maxItems === undefined ? [] : [Array.from({ length: maxItems + 1 }, () => sampleOf(items))];
    return [...(minItems > 0 ? [[]] : []), ...tooMany, ...beyond(items).map((value) => [value])];
  }
  if (schema.type === "string") return textsBeyond(schema);
  return schema.type === "integer" || schema.type === "number" ? numbersBeyond(schema) : [];
}

function textsBeyond({ enum: choices, maxLength, maxBytes }: Extract<Schema, { readonly type: "string" }>): string[] {
  const longest = maxLength ?? maxBytes;
  return [...(choices ? ["none of them"] : []), ...(longest === undefined ? [] : ["x".repeat(longest + 1)])];
}

function numbersBeyond({
  enum: choices,
  minimum,
  maximum,
}: Extract<Schema, { readonly type: "integer" | "number" }>): number[] {
  return [
    ...(choices ? [99] : []),
    ...(minimum === undefined ? [] : [minimum - 1]),
    ...(maximum === undefined ? [] : [maximum + 1]),
  ];
}

/** A value of another type than declared. */
function wrongFor(schema: Schema): unknown {
  return schema.type === "object" || schema.type === "array" ? "wrong" : { wrong: true };
}

type Fields = Readonly<Record<string, unknown>>;

async function refusalOf(operation: Operation, fields: Fields): Promise<DingTalkError> {
  const refusal = await outcomeOf(operation, fields);
  if (refusal) return refusal;
  throw new Error(`${operation.name} took ${JSON.stringify(fields)}`);
}

/** The refusal; undefined when the call succeeded. */
async function outcomeOf(
  { method, path, host, encoding }: Operation,
  fields: Fields,
): Promise<DingTalkError | undefined> {
  const { apiUrl, oapiUrl } = simulator;
  const client = createClient({ credentials: { appKey, appSecret }, apiUrl, oapiUrl, maxAttempts: 1 });
  const text = Object.entries(fields).map(([name, value]) => [
    name,
    typeof value === "string" ? value : JSON.stringify(value),
  ]);
  const sent = encoding === "json" ? { body: fields } : { query: Object.fromEntries(text) as Record<string, string> };
  const call = client.request(method, path.replaceAll(/\{\w+\}/g, "x"), { host, ...sent });
  return call.then(
    () => undefined,
    (error: unknown) => {
      if (error instanceof DingTalkError) return error;
      throw error;
    },
  );
}

function placeOf({ input, encoding }: Operation): ObjectSchema {
  return (encoding === "json" ? input.body : input.query) ?? nothing;
}

/** Codes of the gateway, and those that mean a bad parameter everywhere. */
function isUsual(code: string, field: string, host: Operation["host"]): boolean {
  return host === "oapi"
    ? code === "40035" || code === "400002"
    : code === `Missing${field}` || code === "invalidParameter";
}

async function expectRefusals(operation: Operation, field: string, fields: Fields): Promise<void> {
  expect(surpriseIn(operation, field, await refusalOf(operation, fields))).toBeUndefined();
}

/** What is wrong with a refusal, if anything: it must be certain, and in documented words. */
function surpriseIn(operation: Operation, field: string, { apiCode = "", outcome }: DingTalkError): string | undefined {
  if (outcome !== "not_sent") return `${field}: ${apiCode} leaves the outcome open`;
  const documented = Object.values(operation.errors).flat();
  // Where nothing is documented, the simulator uses the words of neighbouring operations.
  if (documented.length === 0 || documented.includes(apiCode) || isUsual(apiCode, field, operation.host)) {
    return undefined;
  }
  return `${field}: ${apiCode} is not documented`;
}

describe("the input of every operation", () => {
  it.each(all.map((operation) => [operation.name, operation] as const))(
    "%s: absent required fields, wrong types and unknown fields are refused in documented words",
    async (_, operation) => {
      const schema = placeOf(operation);
      const sample = sampleOf(schema) as Fields;
      for (const field of schema.required ?? []) {
        const { [field]: left, ...rest } = sample;
        expect(left).toBeDefined();
        await expectRefusals(operation, field, rest);
      }
      if (operation.encoding === "json") {
        for (const [field, inner] of Object.entries(schema.properties))
          if (inner.type !== undefined) await expectRefusals(operation, field, { ...sample, [field]: wrongFor(inner) });
      }
      await expectRefusals(operation, "surplus", { ...sample, surplus: "1" });
    },
  );

  it.each(all.map((operation) => [operation.name, operation] as const))(
    "%s: what is beyond a bound is refused in documented words",
    async (_, operation) => {
      const surprises: unknown[] = [];
      for (const fields of beyond(placeOf(operation))) {
        surprises.push(surpriseIn(operation, "", await refusalOf(operation, fields as Fields)));
      }
      expect(surprises.filter(Boolean)).toEqual([]);
    },
  );

  it.each(all.map((operation) => [operation.name, operation] as const))(
    "%s: what does not exist is refused in documented words, if at all",
    async (_, operation) => {
      const refusal = await outcomeOf(operation, sampleOf(placeOf(operation)) as Fields);
      expect(refusal && surpriseIn(operation, "", refusal)).toBeUndefined();
    },
  );

  it("is looked at for more than sixty of them", () => {
    expect(all.length).toBeGreaterThan(60);
  });
});
