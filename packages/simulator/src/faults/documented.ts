import { type Operation, type OperationName, operations } from "@dt/api";
import type { Reply } from "../http/exchange.ts";
import { refuse, refuseFlat, refuseLegacy } from "../openapi/refusal.ts";

const legacyThrottleText =
  "从 2026-01-01 10:00:00 到 2026-01-01 10:00:01 请求总次数超过 20 次，将在 2026-01-01 10:00:02 结束";

/** Refusals that DingTalk and OpenAI-compatible models are known to answer, ready for fault injection. */
export const documentedErrors = {
  "api.token-invalid": api(400, "InvalidAuthentication", "不合法的access_token"),
  "api.token-missing": api(400, "AuthenticationFailed.MissingParameter", "x-acs-dingtalk-access-token is missing"),
  "api.user-token-expired": api(400, "accesstoken.expired", "access token is expired"),
  "api.not-granted": api(401, "unauthorized.client", "the app is not authorised by the organisation"),
  "api.permission": {
    ...api(403, "Forbidden.AccessDenied.AccessTokenPermissionDenied", "应用尚未开通所需的权限"),
    extra: { accessdenieddetail: { requiredScopes: ["qyapi_robot_sendmsg"] } },
  },
  "api.ip": api(403, "Forbidden.AccessDenied.IpNotInWhiteList", "caller IP is not in the white list"),
  "api.qps": api(403, "Forbidden.AccessDenied.QpsLimitForAppkeyAndApi", "request exceeds the QPS limit of the app"),
  "api.qps-suite": api(403, "Forbidden.AccessDenied.QpsLimitForSuitekeyAndOrgAndApi", "request exceeds the QPS limit"),
  "api.qps-all": api(403, "Forbidden.AccessDenied.QpsLimitForApi", "request exceeds the QPS limit of the API"),
  "api.qpm": api(403, "Forbidden.AccessDenied.QpmLimitForAppkeyAndApi", "request exceeds the QPM limit of the app"),
  "api.quota": api(403, "Forbidden.AccessDenied.ApiCountLimitForOrg", "the monthly API quota is used up"),
  "api.busy": api(429, "system.busy", "system is busy"),
  "api.busy-camel": api(429, "systemBusy", "system is busy"),
  "api.too-fast": api(400, "send.too.fast", "the robot sends too fast"),
  "api.qps-hidden": api(400, "qps.exceed.limit", "qps exceeds limit"),
  "api.server-error": api(500, "system.error", "system error"),
  "api.unknown-error": api(500, "unknownError", "unknown error"),
  "api.bad-gateway": api(502, "serviceBusy", "service is busy"),
  "api.unavailable": api(503, "service.timeout", "service timed out"),
  "api.gateway-timeout": api(504, "operationTimeout", "operation timed out"),
  "api.capital-keys": { status: 500, body: { Code: "system.error", Message: "system error" }, idKey: "RequestId" },
  "gateway.auth-failed": api(401, "authFailed", "鉴权失败"),
  "gateway.system-error": api(400, "systemError", "系统错误"),
  "gateway.forbidden": api(403, "Forbidden.AccessDenied.IpNotInWhiteList", "caller IP is not in the white list"),
  "gateway.throttled": api(429, "system.busy", "system is busy"),
  "gateway.unavailable": { status: 503, body: "" },
  "oapi.token-invalid": oapi("40014", "不合法的access_token"),
  "oapi.token-expired": oapi("42001", "access_token已过期"),
  "oapi.token-secret": oapi("40001", "获取access_token时AppSecret错误，或者access_token无效"),
  "oapi.token-flat": { status: 200, body: { errcode: 40014, errmsg: "不合法的access_token" } },
  "oapi.token-expired-flat": { status: 200, body: { errcode: 42001, errmsg: "access_token已过期" } },
  "oapi.token-text-only": textOnly("40014", "不合法的access_token"),
  "oapi.token-missing": oapi("40000", "不合法的access_token, access_token is blank"),
  "oapi.throttled": oapi("90018", legacyThrottleText),
  "oapi.throttled-text-only": textOnly("90018", legacyThrottleText),
  "oapi.throttled-flat": { status: 200, body: { errcode: 90018, errmsg: legacyThrottleText } },
  "oapi.throttled-all": { status: 200, body: { errcode: 90002, errmsg: legacyThrottleText } },
  "oapi.quota": { status: 200, body: { errcode: 90020, errmsg: "本月接口调用量已用完" } },
  "oapi.permission": oapi("60011", "没有调用该接口的权限，requiredScopes=[qyapi_get_member]"),
  "oapi.busy": { status: 200, body: { errcode: -1, errmsg: "系统繁忙" } },
  "session.expired": { status: 200, body: { errcode: 300001, errmsg: "session 不存在" } },
  "session.too-long": { status: 200, body: { errcode: 460101, errmsg: "message too long, exceed 20000 bytes" } },
  "session.throttled": { status: 200, body: { errcode: 410100, errmsg: "发送速度太快而限流" } },
  "session.unknown": { status: 200, body: { errcode: 987654, errmsg: "unexpected" } },
  "ip-ban.json": {
    status: 200,
    body: { status: 1111, wait: 5, source: "x5", punish: "deny", uuid: "0123456789abcdef" },
  },
  "ip-ban.html": { status: 200, body: "<!doctype html><title>Access denied</title>", headers: html() },
  empty: { status: 200, body: "" },
  html: { status: 502, body: "<html><body><h1>502 Bad Gateway</h1></body></html>", headers: html() },
  "not-json": { status: 200, body: '{"success": tru', headers: { "content-type": "application/json" } },
  "success-false": { status: 200, body: { success: false } },
  "model.bad-key": model(401, "invalid_request_error", "invalid_api_key", "Incorrect API key provided."),
  "model.forbidden": model(403, "invalid_request_error", "unsupported_country_region_territory", "Not supported here."),
  "model.not-found": model(404, "invalid_request_error", "model_not_found", "The model does not exist."),
  "model.context-length": model(400, "invalid_request_error", "context_length_exceeded", "Context length exceeded."),
  "model.content-filter": model(400, "invalid_request_error", "content_filter", "The response was filtered."),
  "model.rate-limit": {
    ...model(429, "requests", "rate_limit_exceeded", "Rate limit reached. Please try again in 1s."),
    headers: { "retry-after": "1", "retry-after-ms": "1000" },
  },
  "model.quota": model(429, "insufficient_quota", "insufficient_quota", "You exceeded your current quota."),
  "model.server-error": model(500, "server_error", null, "The server had an error while processing your request."),
  "model.overloaded": model(503, "server_error", null, "The engine is currently overloaded."),
} as const satisfies Record<string, DocumentedError>;

export type DocumentedErrorName = keyof typeof documentedErrors;

interface DocumentedError {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Fields that stand beside those of the body. */
  readonly extra?: Readonly<Record<string, unknown>>;
  /** The key under which the request id is added. */
  readonly idKey?: string;
}

/** The refusal as it goes over the wire, with the request id where DingTalk puts one. */
export function documentedReply(name: DocumentedErrorName, requestId: string): Reply {
  const { status, body, headers = {}, extra, idKey }: DocumentedError = documentedErrors[name];
  const isObject = typeof body === "object" && body !== null;
  const full = isObject ? { ...body, ...extra, ...(idKey && { [idKey]: requestId }) } : body;
  return { status, body: full, headers };
}

/** The refusal of an operation with one of the codes that its declaration lists; undefined for any other code. */
export function operationReply(name: string, code: string, message: string, requestId: string): Reply | undefined {
  if (!Object.hasOwn(operations, name)) return undefined;
  const operation: Operation = operations[name as OperationName];
  const found = Object.entries(operation.errors).find(([, codes]) => codes.includes(code));
  if (found === undefined) return undefined;
  if (operation.host === "api") return refuse(Number(found[0]), code, message).toReply(requestId);
  const refuseHere = operation.path.startsWith("/topapi") ? refuseLegacy : refuseFlat;
  return refuseHere(Number(code), message).toReply(requestId);
}

export function isDocumentedError(name: string): name is DocumentedErrorName {
  return Object.hasOwn(documentedErrors, name);
}

function api(status: number, code: string, message: string): DocumentedError {
  return { status, body: { code, message }, idKey: "requestid" };
}

function oapi(subCode: string, text: string): DocumentedError {
  return {
    status: 200,
    body: {
      errcode: 88,
      sub_code: subCode,
      sub_msg: text,
      errmsg: `ding talk error[subcode=${subCode},submsg=${text}]`,
    },
    idKey: "request_id",
  };
}

function textOnly(subCode: string, text: string): DocumentedError {
  return { status: 200, body: { errcode: 88, errmsg: `ding talk error[subcode=${subCode},submsg=${text}]` } };
}

function model(status: number, type: string, code: string | null, message: string): DocumentedError {
  return { status, body: { error: { message, type, param: null, code } } };
}

function html(): Record<string, string> {
  return { "content-type": "text/html; charset=utf-8" };
}
