import { APIConnectionError, APIConnectionTimeoutError, APIError } from "openai";
import { classifyFailure } from "./classify-failure.ts";
import { ModelError, type ModelErrorCode, type ModelErrorDetails } from "./model-error.ts";
import { readRetryAfter } from "./retry-after.ts";

/** Translates what the `openai` package or the connection threw. `subject` names the model for the message. */
export function toModelError(error: unknown, subject: string): ModelError {
  if (error instanceof ModelError) return error;
  // Connection errors are API errors as well, so they are asked for first.
  if (error instanceof APIConnectionTimeoutError) return failed("timeout", subject, "gave no answer in time");
  if (error instanceof APIConnectionError) return failed("network", subject, `cannot be reached${systemCode(error)}`);
  if (error instanceof APIError) return refused(error, subject);
  if (error instanceof SyntaxError) return failed("unavailable", subject, "sent something that is not JSON");
  return failed("network", subject, `broke off its reply${systemCode(error)}`);
}

const advice: Readonly<Record<ModelErrorCode, string>> = {
  rate_limited: "refused the request: too many requests",
  unavailable: "is not available",
  network: "cannot be reached",
  timeout: "gave no answer in time",
  context_too_long: "refused the request: the conversation is too long for it",
  content_refused: "refused the request by its content rules",
  unauthorized: "refused the key: check that it is right, may use this model and has credit left",
  not_found: "does not exist there: check the name of the model and the base URL",
  invalid_request: "does not understand the request",
  empty_answer: "gave an empty answer",
  aborted: "was stopped",
};

function refused(error: APIError, subject: string): ModelError {
  const status = error.status ?? statusInside(error);
  const codes = [error.code, error.type].filter((code) => code !== undefined && code !== null && code !== "");
  const code = classifyFailure({
    status,
    codes: codes.map((value) => String(value).toLowerCase()),
    message: error.message,
  });
  const providerCode = codes[0] === undefined ? undefined : String(codes[0]).slice(0, 80);
  return failed(code, subject, advice[code], {
    status,
    providerCode,
    retryAfterMs: code === "rate_limited" || code === "unavailable" ? readRetryAfter(error.headers) : undefined,
    requestId: error.requestID ?? undefined,
  });
}

/** Some providers put the status as a number into the code of an error that they send inside a stream. */
function statusInside(error: APIError): number | undefined {
  const code = Number(error.code);
  return code >= 400 && code < 600 ? code : undefined;
}

function failed(code: ModelErrorCode, subject: string, what: string, details: ModelErrorDetails = {}): ModelError {
  const facts = [details.status, details.providerCode].filter((fact) => fact !== undefined);
  return new ModelError(code, `${subject} ${what}${facts.length > 0 ? ` (${facts.join(", ")})` : ""}`, details);
}

/** ` (ECONNREFUSED)`, or what a proxy did instead of letting the connection through, when the connection's own error is somewhere among the causes. */
function systemCode(error: unknown, depth = 0): string {
  if (!(error instanceof Error) || depth > 4) return "";
  if ("code" in error && typeof error.code === "string")
    return error.code === "ERR_PROXY_TUNNEL" ? `: ${error.message}` : ` (${error.code})`;
  const inner = error instanceof AggregateError ? error.errors[0] : error.cause;
  return systemCode(inner, depth + 1);
}
