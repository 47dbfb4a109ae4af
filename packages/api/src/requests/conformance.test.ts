import { expect, it } from "vitest";
import { askOfficialSdk } from "../../test/official-sdk.ts";
import type { Operation } from "../operation.ts";
import { operations } from "../operations/index.ts";
import type { Schema } from "../schema.ts";
import { buildRequest } from "./build-request.ts";
import { inputSchema } from "./input-schema.ts";

const hosts = { api: "https://api.dingtalk.com", oapi: "https://oapi.dingtalk.com" };

const all: [string, Operation][] = Object.entries(operations);
const inSdk = all.filter(([, { host, sdk }]) => host === "api" && sdk !== undefined);

/** Fields that the documentation or the Stream SDKs have and this SDK does not. */
const elsewhere: Readonly<Record<string, string>> = {
  robotSendDing: "callVoice",
  todoCreate: "thirdExtension",
  todoUpdate: "contentFieldList",
  streamOpenConnection: "ua",
};

/** A value with every field that a schema has, or with those only that it requires. */
function sampleOf(schema: Schema, name: string, fields: "all" | "required"): unknown {
  if ("properties" in schema) {
    const entries = Object.entries(schema.properties);
    const wanted = entries.filter(([key]) => fields === "all" || schema.required?.includes(key) === true);
    return Object.fromEntries(wanted.map(([key, inner]) => [key, sampleOf(inner, key, fields)]));
  }
  if ("additionalProperties" in schema) return { key: sampleOf(schema.additionalProperties, "key", fields) };
  if (schema.type === "array") return [sampleOf(schema.items, name, fields)];
  if (schema.type === "string") return schema.enum?.[0] ?? (schema.format === "json" ? '{"a":"b"}' : name);
  if (schema.type === "boolean") return true;
  if (schema.type === undefined) return "anything";
  return schema.enum?.[0] ?? schema.minimum ?? 7;
}

it("covers every operation of the newer host: none is missing from DingTalk's SDK", () => {
  expect(all.filter(([, { host, sdk }]) => host === "api" && sdk === undefined)).toEqual([]);
  expect(inSdk).toHaveLength(64);
});

const samples = inSdk.flatMap(([name, operation]) => {
  return [[name, "all", operation] as const, [name, "required", operation] as const];
});

it.each(samples)("%s with %s fields sends what DingTalk's official SDK sends", async (_, fields, operation) => {
  const whole = sampleOf(inputSchema(operation), "", fields) as Record<string, unknown>;
  const input = Object.fromEntries(Object.entries(whole).filter(([name]) => name !== elsewhere[operation.name]));
  const theirs = await askOfficialSdk(operation, input);
  const { method, url, body } = buildRequest(operation, input, hosts);
  const { pathname, searchParams } = new URL(url);
  const query = Object.fromEntries(searchParams);
  const ours = {
    method,
    path: pathname,
    query,
    body: body === undefined ? {} : (JSON.parse(body as string) as unknown),
  };
  expect(ours).toEqual(theirs);
});
