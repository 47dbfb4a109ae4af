import type { RequestToSend } from "../calls/invoke.ts";
import { DingTalkError } from "../errors/dingtalk-error.ts";
import type { CalledOperation, Effect, Host } from "../operation.ts";
import type { Hosts } from "./build-request.ts";

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/** What goes with a call of a path. */
export interface PathRequest {
  readonly query?: Readonly<Record<string, string | number | boolean>> | undefined;
  /** Any JSON value. */
  readonly body?: unknown;
  /** @default the newer host for paths such as /v1.0/…, the older one for all others */
  readonly host?: Host | undefined;
}

/** The name of these calls in errors, logs, metrics and for the limiter. */
const name = "request";

const effects: Readonly<Record<Method, Effect>> = {
  GET: "read",
  POST: "write",
  PUT: "write",
  PATCH: "write",
  DELETE: "destructive",
};

/**
 * The exact request for a path that need not be declared, without access token. Nothing but the path is checked.
 * @throws DingTalkError `invalid_request` for a path that does not lead to the host
 */
export function buildPathRequest(
  method: Method,
  path: string,
  { query = {}, body, host = hostOf(path) }: PathRequest,
  hosts: Hosts,
): RequestToSend {
  const url = toUrl(path, hosts[host]);
  for (const [field, value] of Object.entries(query)) url.searchParams.set(field, String(value));
  const operation: CalledOperation = {
    name,
    effect: effects[method],
    auth: host === "api" ? "header" : "query",
    tokenKind: "app",
    result: { type: "object", properties: {} },
  };
  const accept = { accept: "application/json" };
  const request = { operation, method, url: url.href, repeatable: method === "GET" };
  if (body === undefined) return { ...request, headers: accept };
  return { ...request, headers: { ...accept, "content-type": "application/json" }, body: JSON.stringify(body) };
}

function hostOf(path: string): Host {
  return /^\/v\d/.test(path) ? "api" : "oapi";
}

function toUrl(path: string, base: string): URL {
  const root = base.replace(/\/+$/, "");
  const url = path.startsWith("/") ? URL.parse(root + path) : null;
  if (url !== null && url.href.startsWith(`${root}/`)) return url;
  const message = "request was not sent: the path must begin with /, such as /v1.0/contact/users/me.";
  throw new DingTalkError(message, { code: "invalid_request", operation: name, field: "path" });
}
