import { hideSecretsInText, isSecretName } from "./secrets.ts";

/** Deeper objects are cut: a log line is not a dump. */
const maximumDepth = 6;
const maximumItems = 50;
const maximumText = 4_000;
const hidden = "[hidden]";

/** Names under which programs keep what people wrote. */
const bodyName = /^(body|text|content|markdown|prompt|systemPrompt|messages?body|payload|arguments)$/i;

/** Fields as they may be logged: secrets and bodies hidden, errors readable, long values cut, cycles broken. */
export function toLogFields(fields: object): Record<string, unknown> {
  return toLogObject(fields, 0);
}

function toLogObject(object: object, depth: number): Record<string, unknown> {
  const entries = Object.entries(object).slice(0, maximumItems);
  return Object.fromEntries(entries.map(([name, value]) => [name, toLogEntry(name, value, depth)]));
}

function toLogEntry(name: string, value: unknown, depth: number): unknown {
  // Numbers and booleans under such a name are counts and flags: promptTokens, hasSecret.
  const mayHoldText = typeof value === "string" || (typeof value === "object" && value !== null);
  if (mayHoldText && !(value instanceof Error) && (isSecretName(name) || bodyName.test(name))) return hidden;
  return toLogValue(value, depth + 1);
}

function toLogValue(value: unknown, depth: number): unknown {
  if (typeof value === "string") return hideSecretsInText(value.slice(0, maximumText));
  if (typeof value === "bigint") return value.toString();
  if (typeof value !== "object" || value === null) return value;
  if (depth > maximumDepth) return "[…]";
  if (value instanceof Error) return toLogError(value, depth);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? "invalid date" : value.toISOString();
  if (value instanceof URL) return hideSecretsInText(value.href);
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
  if (Array.isArray(value)) return value.slice(0, maximumItems).map((item) => toLogValue(item, depth + 1));
  return toLogObject(value, depth);
}

/** What an error says about itself; its other properties may hold requests, bodies or credentials. */
const errorFields = ["code", "status", "apiCode", "requestId", "retryAfterMs", "syscall", "hostname", "port"] as const;

function toLogError(error: Error, depth: number): Record<string, unknown> {
  const own = error as unknown as Record<string, unknown>;
  const said = errorFields.filter((name) => ["string", "number"].includes(typeof own[name]));
  return {
    type: error.name,
    message: hideSecretsInText(error.message.slice(0, maximumText)),
    ...Object.fromEntries(said.map((name) => [name, own[name]])),
    ...(error.stack === undefined ? {} : { stack: hideSecretsInText(error.stack.slice(0, maximumText)) }),
    ...(error.cause === undefined ? {} : { cause: toLogValue(error.cause, depth + 1) }),
    ...(error instanceof AggregateError ? { errors: toLogValue(error.errors, depth + 1) } : {}),
  };
}
