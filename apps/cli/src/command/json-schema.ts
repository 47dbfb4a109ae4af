import { inputSchema, type Operation, operations, type Schema } from "@dt/api";
import { defined, type Fields } from "../fields.ts";
import type { Argument, Command, Option } from "./command.ts";
import { allOptions } from "./describe.ts";

/** A command's arguments and flags as JSON Schema, by the names that are typed. */
export function commandSchema(path: string, command: Command): Fields {
  const names = command.arguments ?? [];
  const options = allOptions(command);
  const properties = [
    ...names.map((argument) => [argument.name, argumentSchema(argument)] as const),
    ...options.map((option) => [`--${option.name}`, optionSchema(option)] as const),
  ];
  const required = [
    ...names.filter(({ optional }) => optional !== true).map(({ name }) => name),
    ...options.filter((option) => option.required === true).map(({ name }) => `--${name}`),
  ];
  return defined({
    command: `dt ${path}`,
    description: command.summary,
    details: command.details,
    effect: command.effect,
    operation: command.operation,
    arguments: names.map(({ name, optional, many }) => (optional ? `[${name}]` : `<${name}>`) + (many ? "..." : "")),
    input: { type: "object", properties: Object.fromEntries(properties), required },
    examples: command.examples?.map((line) => `dt ${line}`),
  });
}

function argumentSchema({ summary, many, choices }: Argument): Fields {
  const text = defined({ type: "string", enum: choices });
  return many ? { type: "array", items: text, description: summary } : { ...text, description: summary };
}

const optionTypes: Readonly<Record<Option["type"], Fields>> = {
  text: { type: "string" },
  integer: { type: "integer" },
  flag: { type: "boolean" },
  boolean: { type: "boolean" },
  list: { type: "array", items: { type: "string" } },
  json: {},
  time: { type: "string" },
  pairs: { type: "object", additionalProperties: { type: "string" } },
};

function optionSchema({ type, summary, choices }: Option): Fields {
  return defined({ ...optionTypes[type], enum: choices, description: summary });
}

/** Everything that is known about an operation. */
export function operationSchema(name: keyof typeof operations, paths: readonly string[]): Fields {
  const operation: Operation = operations[name];
  const { description, group, method, host, path, effect, permissions, appTypes, result, paging } = operation;
  const { idempotencyKey, costly, limits, notes, unconfirmed, errors, docUrl } = operation;
  return defined({
    operation: name,
    group,
    description,
    commands: paths.length === 0 ? [`dt call ${name}`] : paths.map((words) => `dt ${words}`),
    effect,
    costly,
    method,
    host: host === "api" ? "api.dingtalk.com" : "oapi.dingtalk.com",
    path,
    input: inputSchema(operation),
    result: result satisfies Schema,
    paging,
    idempotencyKey,
    permissions,
    appTypes,
    limits,
    notes,
    unconfirmed,
    errors,
    docUrl,
  });
}
