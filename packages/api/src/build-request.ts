import type { ApiRequest } from "./call.ts";
import type { Host, Operation } from "./operation.ts";
import { assertInput } from "./validate-input.ts";

type Fields = Readonly<Record<string, unknown>>;

/** Base URLs of the two hosts. */
export type Hosts = Readonly<Record<Host, string>>;

/** The part of a request that follows from operation and input alone; nothing is sent. */
export type RequestParts = Pick<ApiRequest, "operation" | "method" | "url" | "headers" | "body" | "repeatable">;

/**
 * Turns an input into the exact request, without access token.
 * @throws DingTalkError `invalid_request` when the input does not fit the operation
 */
export function buildRequest(operation: Operation, input: Fields, hosts: Hosts): RequestParts {
  assertInput(operation, input);
  const { method } = operation;
  const url = buildUrl(operation, input, hosts[operation.host]);
  const headers: Record<string, string> = { accept: "application/json" };
  const repeatable = isRepeatable(operation, input);
  if (operation.encoding === "none") return { operation, method, url, headers, repeatable };
  const fields = pick(input, operation.input.body?.properties ?? {});
  if (operation.encoding === "multipart") return { operation, method, url, headers, body: toForm(fields), repeatable };
  headers["content-type"] = "application/json";
  return { operation, method, url, headers, body: JSON.stringify(fields), repeatable };
}

function buildUrl(operation: Operation, input: Fields, base: string): string {
  const path = operation.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(input[name])));
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(pick(input, operation.input.query?.properties ?? {})))
    query.set(name, Array.isArray(value) ? JSON.stringify(value) : String(value));
  return base.replace(/\/+$/, "") + path + (query.size === 0 ? "" : `?${query.toString()}`);
}

function isRepeatable({ effect, overwrites, idempotencyKey }: Operation, input: Fields): boolean {
  if (effect === "read" || overwrites === true) return true;
  return idempotencyKey !== undefined && input[idempotencyKey] !== undefined;
}

function pick(input: Fields, properties: Fields): Fields {
  return Object.fromEntries(Object.entries(input).filter(([name, value]) => name in properties && value !== undefined));
}

function toForm(fields: Fields): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) {
    if (value instanceof Blob) form.set(name, value, value instanceof File ? value.name : "file");
    else form.set(name, String(value));
  }
  return form;
}
