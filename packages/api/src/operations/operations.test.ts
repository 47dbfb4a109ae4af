import { describe, expect, expectTypeOf, it } from "vitest";
import { readResult } from "../calls/read-result.ts";
import type { Operation } from "../operation.ts";
import type { ObjectSchema, Schema } from "../schema.ts";
import { countsInQuota, type InputFor, operationNames, operations, type ResultFor } from "./index.ts";

const all: [string, Operation][] = Object.entries(operations);

function places({ input }: Operation): ObjectSchema[] {
  return [input.path, input.query, input.body].filter((place) => place !== undefined);
}

function at(schema: Schema, path: string): Schema | undefined {
  return path.split(".").reduce<Schema | undefined>((here, key) => {
    return here !== undefined && "properties" in here ? here.properties[key] : undefined;
  }, schema);
}

function objectsWithin(schema: Schema): ObjectSchema[] {
  if ("items" in schema) return objectsWithin(schema.items);
  if ("additionalProperties" in schema) return objectsWithin(schema.additionalProperties);
  if (!("properties" in schema)) return [];
  return [schema, ...Object.values(schema.properties).flatMap(objectsWithin)];
}

/** Every list of bounded length in an input, with its path such as `file.attachments`. */
function boundedLists(schema: Schema, path: string): string[] {
  if ("items" in schema) return [...(schema.maxItems === undefined ? [] : [path]), ...boundedLists(schema.items, path)];
  if ("properties" in schema)
    return Object.entries(schema.properties).flatMap(([name, inner]) => boundedLists(inner, `${path}.${name}`));
  return "maxListed" in schema && schema.maxListed !== undefined ? [path] : [];
}

/** Bounded lists that no second call can continue, and why. */
const undivided: Readonly<Record<string, string>> = {
  "workflowCreateInstance.approvers": "an approval has one flow",
  "workflowCreateInstance.ccList": "an approval has one list of copies",
  "workflowCreateInstance.formComponentValues": "an approval has one form",
  "workflowCreateInstance.formComponentValues.details": "an approval has one form",
  "workflowCreateInstance.targetSelectActioners": "an approval has one flow",
  "workflowForecast.formComponentValues": "a forecast is about one form",
  "workflowForecast.formComponentValues.details": "a forecast is about one form",
  "workflowExecuteTask.file.attachments": "a decision has one remark",
  "workflowRedirectTask.file.attachments": "a task is handed over once",
  "workflowAddComment.file.attachments": "a second comment would be another comment",
  "todoCreatePersonal.executorIds": "a to-do has one list of people",
  "todoCreatePersonal.participantIds": "a to-do has one list of people",
  "todoUpdate.executorIds": "the list replaces the one before",
  "todoUpdate.participantIds": "the list replaces the one before",
};

function fieldsNamed(schema: Schema, name: string): Schema[] {
  if ("items" in schema) return fieldsNamed(schema.items, name);
  if (!("properties" in schema)) return [];
  return Object.entries(schema.properties).flatMap(([key, inner]) => [
    ...(key === name ? [inner] : []),
    ...fieldsNamed(inner, name),
  ]);
}

/** Limits that are advice, about parts of a field, or about time. */
const notChecked = /advised|recommended|days|hour|over all pages|members|key at most/;

/** Sentences such as `subject and description at most 1024 characters each`. */
const limitSentence = /^([\w., ]+?):?(?: default \d+,)? (?:at most (\d+)|\d+\.\.(\d+))/;

interface Bound {
  readonly operation: Operation;
  readonly field: string;
  readonly bound: number;
}

function boundsIn(operation: Operation, limit: string): Bound[] {
  const [, fields, most, last] = notChecked.test(limit) ? [] : (limitSentence.exec(limit) ?? []);
  if (fields === undefined) return [];
  return fields.split(/ and |, /).map((field) => ({ operation, field, bound: Number(most ?? last) }));
}

/** An answer with every declared field. */
function answerOf(schema: Schema): unknown {
  if ("properties" in schema)
    return Object.fromEntries(Object.entries(schema.properties).map(([name, inner]) => [name, answerOf(inner)]));
  if ("additionalProperties" in schema) return { key: answerOf(schema.additionalProperties) };
  if (schema.type === "array") return [answerOf(schema.items)];
  if (schema.type === "boolean") return true;
  return schema.type === "number" || schema.type === "integer" ? 7 : "x";
}

/** The same as DingTalk now and then sends it: scalars as text, `null` for what is absent. */
function asText(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(asText);
  if (typeof value !== "object" || value === null) return String(value);
  return { ...Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, asText(inner)])), more: null };
}

describe("operations", () => {
  it("are 84, each under its own name", () => {
    expect(all).toHaveLength(84);
    expect(all.map(([, operation]) => operation.name)).toEqual([...operationNames]);
  });

  it.each(all)("%s declares its path parameters, with names unique across path, query and body", (_, operation) => {
    const inPath = [...operation.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    expect(Object.keys(operation.input.path?.properties ?? {})).toEqual(inPath);
    expect(operation.input.path?.required ?? []).toEqual(inPath);
    const names = places(operation).flatMap((place) => Object.keys(place.properties));
    expect(new Set(names).size).toBe(names.length);
  });

  it.each(all)("%s requires only fields that it has", (_, operation) => {
    for (const { required = [], properties } of places(operation).flatMap(objectsWithin)) {
      expect(Object.keys(properties)).toEqual(expect.arrayContaining([...required]));
    }
  });

  it.each(all)("%s: numbers and booleans of its answer may come as text, and null beside them", (_, { result }) => {
    const answer = answerOf(result) as Record<string, unknown>;
    expect(readResult(result, asText(answer) as Record<string, unknown>)).toMatchObject(answer);
  });

  it("page along fields that exist", () => {
    const broken = all.flatMap(([name, { paging, input, result }]) => {
      if (paging === undefined) return [];
      const fields = [paging.position, paging.size].filter((field) => field !== undefined);
      const inputs = { ...input.query?.properties, ...input.body?.properties };
      const paths = [paging.items, paging.next, paging.more, paging.total].filter((path) => path !== undefined);
      return [
        ...fields.filter((field) => !(field in inputs)),
        ...paths.filter((path) => at(result, path) === undefined),
      ].map((missing) => `${name}: ${missing}`);
    });
    expect(broken).toEqual([]);
  });

  it("split every list of bounded length, or say why not", () => {
    const lists = all.flatMap(([name, operation]) => places(operation).flatMap((place) => boundedLists(place, name)));
    const divided = all.flatMap(([name, { batching }]) => (batching === undefined ? [] : [`${name}.${batching.list}`]));
    expect(divided.filter((list) => !lists.includes(list))).toEqual([]);
    expect(new Set(lists)).toEqual(new Set([...divided, ...Object.keys(undivided)]));
  });

  it("refuse before the call what their limits say DingTalk refuses", () => {
    const checked = all.flatMap(([, operation]) =>
      (operation.limits ?? []).flatMap((limit) => boundsIn(operation, limit)),
    );
    const loose = checked.filter(({ operation, field, bound }) => {
      const found = places(operation).flatMap((place) => fieldsNamed(place, field.split(".").at(-1) ?? ""));
      return !found.some((schema) => Object.values(schema).includes(bound));
    });
    expect(loose.map(({ operation, field, bound }) => `${operation.name}.${field} ${bound}`)).toEqual([]);
    expect(checked.length).toBeGreaterThan(40);
  });

  it("describe every parameter, at any depth", () => {
    const silent = all.flatMap(([name, operation]) => {
      const objects = places(operation).flatMap(objectsWithin);
      const fields = objects.flatMap(({ properties }) => Object.entries(properties));
      return fields.flatMap(([field, { description = "" }]) =>
        /[.)"]$/.test(description) ? [] : [`${name}.${field}`],
      );
    });
    expect(silent).toEqual([]);
  });

  it("mark every parameter that must not be shown", () => {
    const named = /secret|token$|ticket|^sign|session$|^code$|signature/i;
    const open = all.flatMap(([name, operation]) => {
      const fields = places(operation).flatMap(({ properties }) => Object.entries(properties));
      const shown = fields.filter(
        ([field, schema]) => named.test(field) && !/^nextToken$/.test(field) && !("secret" in schema),
      );
      return shown.map(([field]) => `${name}.${field}`);
    });
    expect(open).toEqual([]);
  });

  it("have a body exactly when they are encoded", () => {
    const wrong = all.filter(([, { encoding, method, input }]) => {
      return encoding === "none" ? input.body !== undefined : method === "GET";
    });
    expect(wrong).toEqual([]);
  });

  it("name an idempotency key that callers can give", () => {
    const keys = all.flatMap(([, { idempotencyKey, input }]) => {
      return idempotencyKey === undefined ? [] : [[idempotencyKey, Object.keys(input.body?.properties ?? {})] as const];
    });
    expect(keys).toHaveLength(5);
    for (const [key, fields] of keys) expect(fields).toContain(key);
  });

  it("succeed again where they are said to overwrite: none knows a refusal of what exists", () => {
    const refusing = all.filter(([, { overwrites, errors }]) => {
      return (
        overwrites === true &&
        Object.values(errors)
          .flat()
          .some((code) => /(already|Key)Exist/.test(code))
      );
    });
    expect(refusing.map(([name]) => name)).toEqual([]);
  });

  it("count in the monthly quota, except those that DingTalk's list of free calls names", () => {
    const free = operationNames.filter((name) => !countsInQuota(name));
    const groups = new Set(free.map((name) => operations[name].group));
    expect([...groups]).toEqual(["tokens", "users", "departments"]);
    const counted = operationNames.filter((name) => groups.has(operations[name].group) && countsInQuota(name));
    expect(counted).toEqual(["searchUsers", "searchDepartments"]);
    expect(countsInQuota("request")).toBe(true);
  });

  it("give typed inputs and results", () => {
    expectTypeOf<InputFor<"getUser">>().toEqualTypeOf<{
      readonly userid: string;
      readonly language?: "zh_CN" | "en_US";
    }>();
    expectTypeOf<InputFor<"todoDelete">>().toEqualTypeOf<{
      readonly unionId: string;
      readonly taskId: string;
      readonly operatorId?: string;
    }>();
    expectTypeOf<ResultFor<"searchUsers">>().toEqualTypeOf<{
      hasMore?: boolean;
      list?: string[];
      totalCount?: number;
    }>();
    expectTypeOf<InputFor<"mediaUpload">["media"]>().toEqualTypeOf<Blob>();
  });
});
