import { CliError, type ErrorCode } from "../cli-error.ts";
import type { Context } from "../command/context.ts";
import { type Fields, isFields, textAt, valueAt } from "../fields.ts";
import { hostsOf } from "./dingtalk.ts";
import { DryRunEnd } from "./dry-run.ts";
import { interrupted } from "./to-cli-error.ts";

export const methods = ["GET", "POST", "PUT", "PATCH", "DELETE"] as const;
export type Method = (typeof methods)[number];

export interface PathCall {
  readonly method: Method;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly body: Fields | undefined;
}

const tokenHeader = "x-acs-dingtalk-access-token";
const timeoutMs = 15_000;

/** Calls a path that is not declared: nothing is checked before, and nothing is repeated but for a rejected token. */
export async function callPath(context: Context, call: PathCall): Promise<unknown> {
  const { dingtalk } = context;
  const request = await toRequest(context, call);
  if (dingtalk.dryRun) throw new DryRunEnd([{ operation: "call", ...authorise(request, "****"), body: call.body }]);
  const token = await dingtalk.accessToken();
  try {
    return await exchange(context, request, token);
  } catch (error) {
    if (!(error instanceof CliError) || error.code !== "AUTH_FAILED") throw error;
    return exchange(context, request, await dingtalk.accessToken(token));
  }
}

async function exchange(context: Context, request: PathRequest, token: string): Promise<unknown> {
  const { method, url, headers } = authorise(request, token);
  const signal = AbortSignal.any([context.host.interrupted, AbortSignal.timeout(timeoutMs)]);
  const body = request.body === undefined ? {} : { body: JSON.stringify(request.body) };
  return readAnswer(await send(context, url, { method, headers, redirect: "manual", signal, ...body }));
}

interface PathRequest {
  readonly method: Method;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly auth: "header" | "query";
  readonly body: Fields | undefined;
}

async function toRequest({ settings }: Context, { method, path, query, body }: PathCall): Promise<PathRequest> {
  const isNew = path.startsWith("/v");
  const { api, oapi } = hostsOf(await settings());
  const url = new URL((isNew ? api : oapi).replace(/\/+$/, "") + path);
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  const content: Record<string, string> = body === undefined ? {} : { "content-type": "application/json" };
  return {
    method,
    url: url.href,
    headers: { accept: "application/json", ...content },
    auth: isNew ? "header" : "query",
    body,
  };
}

function authorise(request: PathRequest, token: string): Pick<PathRequest, "url" | "headers" | "method"> {
  const { method, url, headers, auth } = request;
  if (auth === "header") return { method, url, headers: { ...headers, [tokenHeader]: token } };
  const withToken = new URL(url);
  withToken.searchParams.set("access_token", token);
  return { method, url: withToken.href, headers };
}

async function send({ flags, note, host }: Context, url: string, init: RequestInit): Promise<Response> {
  const { createDebugFetch } = await import("./debug-fetch.ts");
  try {
    return await (flags.debug ? createDebugFetch(note, fetch)(url, init) : fetch(url, init));
  } catch (cause) {
    if (host.interrupted.aborted) throw interrupted(cause);
    const hint = "The call may have had its effect. dt doctor checks the way to DingTalk.";
    throw new CliError("UNAVAILABLE", `${new URL(url).host} did not answer.`, { hint, outcome: "unknown", cause });
  }
}

/** Failures are told by status, and by `errcode` inside HTTP 200. */
async function readAnswer(response: Response): Promise<unknown> {
  const text = await response.text();
  const body = parse(text);
  const errcode = textAt(body, "errcode");
  if (response.ok && (errcode === undefined || errcode === "0") && body !== undefined) return body;
  const apiCode = textAt(body, "sub_code") ?? errcode ?? textAt(body, "code");
  const explained = textAt(body, "sub_msg") ?? textAt(body, "errmsg") ?? textAt(body, "message") ?? "no reason given";
  const requestId = textAt(body, "requestid") ?? textAt(body, "request_id");
  const scopes = valueAt(body, "accessdenieddetail.requiredScopes");
  const missingScopes = Array.isArray(scopes) ? scopes.map(String) : undefined;
  const message = `DingTalk answered HTTP ${response.status}${apiCode === undefined ? "" : `, ${apiCode}`}: ${explained}`;
  throw new CliError(codeOf(response.status, apiCode), message, { apiCode, requestId, missingScopes });
}

function parse(text: string): Fields | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isFields(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function codeOf(status: number, apiCode = ""): ErrorCode {
  if (/Q[pP][sSmM]|ApiCountLimit/.test(apiCode) || status === 429 || /^900\d\d$/.test(apiCode)) return "RATE_LIMITED";
  if (apiCode === "InvalidAuthentication" || apiCode === "40014" || status === 401) return "AUTH_FAILED";
  if (status === 403 || apiCode === "60011") return "PERMISSION_DENIED";
  if (status === 404 || apiCode === "404" || apiCode === "22") return "NOT_FOUND";
  return status >= 500 || (status < 300 && apiCode === "") ? "UNAVAILABLE" : "INVALID_ARGUMENTS";
}
