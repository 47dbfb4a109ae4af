import { maskText } from "../logging/masking.ts";
import type { CalledOperation } from "../operation.ts";
import { readApiCode, readLegacyCode, readStatus } from "./classify-code.ts";
import type { Reading } from "./code-table.ts";
import { DingTalkError } from "./dingtalk-error.ts";
import { outcomeAfterSending } from "./outcome-after-sending.ts";
import { throttleEndMs } from "./throttle-text.ts";

/** An HTTP answer as far as classification needs it. */
export interface Answer {
  readonly status: number;
  /** Body as text. */
  readonly text: string;
  /** `Retry-After` and `x-acs-request-id`. */
  readonly headers: { get(name: string): string | null };
}

type Fields = Readonly<Record<string, unknown>>;

/**
 * The body of a successful answer.
 * @throws DingTalkError for every kind of failure, also those inside HTTP 200
 */
export function readAnswer(operation: CalledOperation, answer: Answer): Record<string, unknown> {
  const body = parseObject(answer.text);
  if (body === undefined) throw unreadable(operation, answer);
  if (body["status"] === 1111 && body["punish"] !== undefined) throw addressBanned(operation, answer);
  const errcode = scalar(body["errcode"]);
  // The newer host answers unknown paths in the older shape, so both hosts are checked for it.
  if (errcode !== undefined && errcode !== "0") throw legacyFailure(operation, answer, body);
  if (answer.status >= 300) throw apiFailure(operation, answer, body);
  if (isFalse(body["success"])) throw declined(operation, answer, body, "success");
  // A call whose whole result is true or false says by it whether something was done.
  const saysDone = operation.result.properties["result"]?.type === "boolean";
  if (saysDone && isFalse(body["result"])) throw declined(operation, answer, body, "result");
  return body;
}

function isFalse(value: unknown): boolean {
  return value === false || value === "false";
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

function unreadable(operation: CalledOperation, answer: Answer): DingTalkError {
  const empty = answer.text.trim() === "";
  if (answer.status === 200 && /punish|x5sec/.test(answer.text)) return addressBanned(operation, answer);
  const what = empty ? "an empty body" : "something that is not a JSON object";
  const reading: Reading = answer.status < 400 ? { code: "unavailable" } : readStatus(answer.status);
  return failure(operation, answer, reading, `answered HTTP ${answer.status} with ${what}`, {});
}

/** More than 10 000 calls in 20 s from one address: every call is refused for five minutes. */
function addressBanned(operation: CalledOperation, answer: Answer): DingTalkError {
  const reading: Reading = { code: "rate_limited", retryAfterMs: 5 * 60_000 };
  return failure(operation, answer, reading, "was refused: this IP address is banned for calling too often", {});
}

function legacyFailure(operation: CalledOperation, answer: Answer, body: Fields): DingTalkError {
  const message = scalar(body["errmsg"]) ?? "";
  const subCode = scalar(body["sub_code"]) ?? /subcode=(-?[\w.]+)/.exec(message)?.[1];
  const errcode = scalar(body["errcode"]) ?? "";
  const code = errcode === "88" && subCode !== undefined ? subCode : errcode;
  const reading = readLegacyCode(code, operation.name);
  const explained = scalar(body["sub_msg"]) ?? message;
  return failure(operation, answer, reading, `failed with errcode ${code}: ${explained}`, {
    apiCode: code,
    requestId: scalar(body["request_id"]),
    requiredScopes: reading.code === "permission_denied" ? scopesIn(`${message} ${explained}`) : [],
    retryAfterMs: throttleEndMs(message),
  });
}

function apiFailure(operation: CalledOperation, answer: Answer, body: Fields): DingTalkError {
  const code = scalar(body["code"] ?? body["Code"]);
  const message = scalar(body["message"] ?? body["Message"] ?? body["description"] ?? body["Description"]) ?? "";
  const reading = code === undefined ? readStatus(answer.status) : readApiCode(code, message, answer.status);
  return failure(operation, answer, reading, `failed with ${code ?? "no code"} (HTTP ${answer.status}): ${message}`, {
    apiCode: code,
    requestId: scalar(body["requestid"] ?? body["requestId"] ?? body["RequestId"]),
    requiredScopes: requiredScopes(body),
  });
}

function declined(operation: CalledOperation, answer: Answer, body: Fields, field: string): DingTalkError {
  const why = scalar(body["message"] ?? body["errorMsg"] ?? body["errorMessage"]) ?? "no reason given";
  return failure(operation, answer, { code: "refused" }, `was declined (${field} is false): ${why}`, {});
}

interface Known {
  readonly apiCode?: string | undefined;
  readonly requestId?: string | undefined;
  readonly requiredScopes?: readonly string[];
  readonly retryAfterMs?: number | undefined;
}

function failure(
  operation: CalledOperation,
  answer: Answer,
  reading: Reading,
  what: string,
  known: Known,
): DingTalkError {
  const hint = known.requiredScopes?.length
    ? ` Add the permission ${known.requiredScopes.join(", ")} to the app in the developer console.`
    : "";
  return new DingTalkError(`${operation.name} ${maskText(what)}${hint}`, {
    ...known,
    code: reading.code,
    // A fault may strike before or after the effect; a refusal comes before it.
    outcome: reading.code === "unavailable" ? outcomeAfterSending(operation) : "not_sent",
    operation: operation.name,
    httpStatus: answer.status,
    requestId: known.requestId ?? answer.headers.get("x-acs-request-id") ?? undefined,
    retryAfterMs: retryAfterHeader(answer) ?? known.retryAfterMs ?? reading.retryAfterMs,
    tokenRejected: reading.tokenRejected === true && operation.tokenKind !== "none",
  });
}

function retryAfterHeader({ headers }: Answer): number | undefined {
  const value = headers.get("retry-after");
  if (value === null) return undefined;
  const seconds = Number(value);
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1_000);
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, date - Date.now());
}

function requiredScopes(body: Fields): readonly string[] {
  const detail = body["accessdenieddetail"] ?? body["accessDeniedDetail"] ?? body["AccessDeniedDetail"];
  const scopes = (detail as Fields | null | undefined)?.["requiredScopes"];
  return Array.isArray(scopes) ? scopes.filter((scope) => typeof scope === "string") : [];
}

/** The older host names missing permissions only in its text: `requiredScopes=[qyapi_get_member]`. */
function scopesIn(message: string): readonly string[] {
  const list =
    /requiredScopes\s*[=:]\s*\[([^\]]*)\]/.exec(message)?.[1] ??
    /\[\s*([A-Za-z][\w.]*_[\w.]*(?:\s*,\s*[\w.]+)*)\s*\]/.exec(message)?.[1];
  return (list ?? "")
    .split(",")
    .map((scope) => scope.trim().replaceAll(/["']/g, ""))
    .filter((scope) => scope !== "");
}

function scalar(value: unknown): string | undefined {
  return typeof value === "string" || typeof value === "number" ? String(value) : undefined;
}
