import type { CalledOperation } from "../operation.ts";
import { DingTalkError } from "./dingtalk-error.ts";
import { outcomeAfterSending } from "./outcome-after-sending.ts";

/** Turns what `fetch` throws into a DingTalkError that knows whether the request can have left. */
export function networkError(operation: CalledOperation, error: unknown, signal: AbortSignal): DingTalkError {
  if (signal.aborted) return interrupted(operation, signal.reason);
  return causesOf(error).every(isBeforeSending) ? noConnection(operation, error) : brokenConnection(operation, error);
}

/** The connection was never made, so nothing was sent. */
export function noConnection(operation: CalledOperation, error: unknown): DingTalkError {
  const { name } = operation;
  const why = proxyFailure(error) ?? `no connection to DingTalk (${codeOf(error)}). Check network, proxy and host`;
  const message = `${name} was not sent: ${why}.`;
  return new DingTalkError(message, { code: "network", outcome: "not_sent", operation: name, cause: error });
}

/** What a proxy did instead of letting a connection through, as Node's agents tell it: without its password. */
export function proxyFailure(error: unknown): string | undefined {
  return error instanceof Error && "code" in error && error.code === "ERR_PROXY_TUNNEL" ? error.message : undefined;
}

/** The connection broke after the request may have left. */
export function brokenConnection(operation: CalledOperation, error: unknown): DingTalkError {
  const { name } = operation;
  const message = `${name} has no answer: the connection broke (${codeOf(error)}).`;
  return new DingTalkError(message, {
    code: "network",
    outcome: outcomeAfterSending(operation),
    operation: name,
    cause: error,
  });
}

/** Why an attempt ends after its time. */
export function timeLimit(ms: number): DOMException {
  return new DOMException(`no answer within ${ms} ms`, "TimeoutError");
}

/** A call that the time limit or its caller ended. */
export function interrupted(operation: CalledOperation, reason: unknown, hasLeft = true): DingTalkError {
  if (reason instanceof DingTalkError) return reason;
  const timedOut = reason instanceof Error && reason.name === "TimeoutError";
  const { name } = operation;
  const message = timedOut ? `${name} has no answer in time.` : `${name} was aborted by its caller.`;
  const outcome = hasLeft ? outcomeAfterSending(operation) : "not_sent";
  return new DingTalkError(message, {
    code: timedOut ? "timeout" : "aborted",
    outcome,
    operation: name,
    cause: reason,
  });
}

const certificate = /CERT|ERR_TLS|ERR_SSL|UNABLE_TO_VERIFY|UNABLE_TO_GET_ISSUER/;

interface SystemError {
  readonly code?: unknown;
  readonly syscall?: unknown;
}

/** `fetch` wraps the system error; several addresses give an AggregateError of one failure each. */
function causesOf(error: unknown): SystemError[] {
  const inner: unknown = error instanceof Error && error.cause !== undefined ? error.cause : error;
  const all: unknown[] = inner instanceof AggregateError ? inner.errors : [inner];
  return all.map((each) => (each ?? {}) as SystemError);
}

function codeOf(error: unknown): string {
  const codes = causesOf(error).map(({ code }) => code);
  return codes.find((code) => typeof code === "string") ?? "unknown reason";
}

function isBeforeSending({ code, syscall }: SystemError): boolean {
  if (syscall === "connect" || syscall === "getaddrinfo") return true;
  if (code === "UND_ERR_CONNECT_TIMEOUT" || code === "ERR_PROXY_TUNNEL") return true;
  return typeof code === "string" && certificate.test(code);
}
