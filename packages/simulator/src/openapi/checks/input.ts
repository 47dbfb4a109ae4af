import type { Operation } from "@dt/api";
import type { Exchange } from "../../http/exchange.ts";
import { refuse, refuseFlat, refuseLegacy } from "../refusal.ts";
import type { Match } from "../routes.ts";
import type { InputPlace, InputProblem } from "./validation.ts";

/** The body of a request, as far as it could be read. */
export type ParsedBody =
  | { readonly fields: Record<string, unknown>; readonly isForm?: true }
  | { readonly problem: "absent" | "not-json" | "type" };

/** Reads a JSON or form body; forms are read on the older host only. Multipart bodies are read by {@link readMultipart}. */
export function parseBody(exchange: Exchange, operation: Operation | undefined): ParsedBody {
  if (exchange.body.length === 0) return { problem: "absent" };
  const contentType = exchange.headers["content-type"] ?? "";
  if (contentType.includes("application/json")) return parseJson(exchange.body);
  const isForm = contentType.includes("application/x-www-form-urlencoded");
  if (isForm && operation?.host === "oapi" && operation.path.startsWith("/topapi")) {
    return { fields: Object.fromEntries(new URLSearchParams(exchange.body.toString())), isForm: true };
  }
  return { problem: "type" };
}

function parseJson(body: Buffer): ParsedBody {
  try {
    const value: unknown = JSON.parse(body.toString());
    const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
    return isObject ? { fields: value as Record<string, unknown> } : { problem: "not-json" };
  } catch {
    return { problem: "not-json" };
  }
}

/** Puts path, query and body parameters together after checking each. Throws a refusal in the operation's own codes. */
export async function readInput(match: Match, exchange: Exchange, body: ParsedBody): Promise<Record<string, unknown>> {
  const { operation } = match.route;
  const query = readQuery(operation, exchange.query);
  const fields = await readFields(operation, exchange, body, query);
  check(match, "path", match.path);
  check(match, "query", query);
  check(match, "body", fields, "isForm" in body || undefined);
  return { ...match.path, ...query, ...fields };
}

function readQuery(operation: Operation, query: URLSearchParams): Record<string, unknown> {
  if (query.size === 0) return {};
  const fields: Record<string, unknown> = Object.fromEntries(query);
  const isCredential = operation.auth === "query" && operation.tokenKind !== "robot";
  if (isCredential || operation.host === "api") delete fields.access_token;
  for (const [name, schema] of Object.entries(operation.input.query?.properties ?? {})) {
    if ("type" in schema && schema.type === "array" && name in fields) fields[name] = readList(fields[name]);
  }
  return fields;
}

/** Lists stand in a query as JSON. */
function readList(value: unknown): unknown {
  try {
    return JSON.parse(String(value));
  } catch {
    return value;
  }
}

async function readFields(
  operation: Operation,
  exchange: Exchange,
  body: ParsedBody,
  query: Record<string, unknown>,
): Promise<Record<string, unknown>> {
  if (operation.encoding === "multipart") return readMultipart(operation, exchange, query);
  if ("fields" in body) return withoutNulls(body.fields);
  const isNeeded = (operation.input.body?.required?.length ?? 0) > 0;
  if (body.problem === "absent" && !isNeeded) return {};
  if (operation.encoding === "none") return {};
  if (operation.host === "oapi") throw refuseUnreadable(operation, body.problem);
  if (body.problem === "not-json") throw refuse(400, "invalidParameter", "the request body is not a JSON object");
  throw refuse(400, "Missingbody", "body is mandatory for this action.");
}

/** Null is as good as nothing there. */
function withoutNulls(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null));
}

function refuseUnreadable(operation: Operation, problem: "absent" | "not-json" | "type"): Error {
  if (problem === "type") return refuseFlat(43004, "无效的HTTP HEADER Content-Type");
  const refuseHere = operation.path.startsWith("/topapi") ? refuseLegacy : refuseFlat;
  return refuseHere(40035, "不合法的参数");
}

async function readMultipart(
  operation: Operation,
  exchange: Exchange,
  query: Record<string, unknown>,
): Promise<Record<string, unknown>> {
  const headers = { "content-type": exchange.headers["content-type"] ?? "" };
  const form = await new Response(new Uint8Array(exchange.body), { headers }).formData().catch(() => undefined);
  if (!form) throw refuseFlat(40035, "不合法的参数: the body is not multipart/form-data");
  const fields: Record<string, unknown> = Object.fromEntries(form);
  const names = Object.keys(operation.input.body?.properties ?? {});
  for (const name of names) {
    // A field of the form may stand in the query as well.
    if (!(name in fields) && name in query) fields[name] = query[name];
    delete query[name];
  }
  return fields;
}

function check(match: Match, place: InputPlace, value: Record<string, unknown>, isText?: boolean): void {
  const problem = match.route.check(place, value, isText);
  if (problem) throw refuseInput(match, problem);
}

function refuseInput({ route }: Match, problem: InputProblem): Error {
  const { operation, handler } = route;
  const refusals = handler?.refusals ?? {};
  const { field, keyword, message } = problem;
  const code = refusals[`${field}:${keyword}`] ?? refusals[field] ?? missingCode(operation, problem) ?? refusals["*"];
  if (operation.host === "api") return refuse(400, code ?? "invalidParameter", message);
  const refuseHere = operation.path.startsWith("/topapi") ? refuseLegacy : refuseFlat;
  return refuseHere(Number(code ?? 40035), `不合法的参数: ${message}`);
}

/** Absent required fields are noticed by the new host's gateway, before the operation's own checks. */
function missingCode(operation: Operation, { field, keyword }: InputProblem): string | undefined {
  const isTopLevel = keyword === "required" && !field.includes(".");
  return isTopLevel && operation.host === "api" ? `Missing${field}` : undefined;
}
