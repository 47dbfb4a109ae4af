import type { ApiRequest } from "../calls/call.ts";
import { DingTalkError } from "../errors/dingtalk-error.ts";
import type { Host, Operation } from "../operation.ts";
import type { ObjectSchema } from "../schema.ts";
import { assertInput } from "./validate-input.ts";

type Fields = Readonly<Record<string, unknown>>;

/** Base URLs of the two hosts. */
export type Hosts = Readonly<Record<Host, string>>;

/** The part of a request that follows from operation and input alone; nothing is sent. */
export interface RequestParts extends Pick<ApiRequest, "method" | "url" | "headers" | "body" | "repeatable"> {
  readonly operation: Operation;
}

const plainHeaders = { accept: "application/json" } as const;
const jsonHeaders = { ...plainHeaders, "content-type": "application/json" } as const;

/**
 * Turns an input into the exact request, without access token.
 * @throws DingTalkError `invalid_request` when the input does not fit the operation
 */
export function buildRequest(operation: Operation, input: Fields, hosts: Hosts): RequestParts {
  assertInput(operation, input);
  const { method, encoding } = operation;
  const url = buildUrl(operation, input, hosts[operation.host]);
  const repeatable = isRepeatable(operation, input);
  const headers = encoding === "json" ? jsonHeaders : plainHeaders;
  if (encoding === "none") return { operation, method, url, headers, repeatable };
  const fields = bodyFields(operation, input);
  const body = encoding === "json" ? JSON.stringify(fields) : toForm(fields);
  return { operation, method, url, headers, body, repeatable };
}

function buildUrl(operation: Operation, input: Fields, base: string): string {
  const { path, input: places } = operation;
  const filled =
    places.path === undefined
      ? path
      : path.replaceAll(/\{(\w+)\}/g, (_, name: string) => toSegment(operation, name, String(input[name])));
  const query = places.query === undefined ? "" : buildQuery(pick(input, places.query));
  return base.replace(/\/+$/, "") + filled + query;
}

/** Empty, one dot and two mean a path above, which a server in between may take them for: it would be another call. */
function toSegment({ name: operation }: Operation, field: string, value: string): string {
  if (!/^\.{0,2}$/.test(value) && value.isWellFormed()) return encodeURIComponent(value);
  const message = `${operation} was not called: ${field} must be an id, found text that cannot stand in a path.`;
  throw new DingTalkError(message, { code: "invalid_request", operation, field });
}

function buildQuery(fields: Fields): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(fields))
    query.set(name, Array.isArray(value) ? JSON.stringify(value) : String(value));
  return query.size === 0 ? "" : `?${query.toString()}`;
}

function isRepeatable({ effect, overwrites, idempotencyKey }: Operation, input: Fields): boolean {
  if (effect === "read" || overwrites === true) return true;
  return idempotencyKey !== undefined && input[idempotencyKey] !== undefined;
}

/** Where every parameter is one of the body, the input is the body as it stands. */
function bodyFields({ input: { path, query, body } }: Operation, input: Fields): Fields {
  if (body === undefined) return {};
  return path === undefined && query === undefined ? input : pick(input, body);
}

function pick(input: Fields, { properties }: ObjectSchema): Fields {
  return Object.fromEntries(Object.entries(input).filter(([name, value]) => name in properties && value !== undefined));
}

function toForm(fields: Fields): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) {
    if (value instanceof Blob) form.set(name, value, value instanceof File ? value.name : "file");
    else if (value !== undefined) form.set(name, typeof value === "string" ? value : JSON.stringify(value));
  }
  return form;
}
