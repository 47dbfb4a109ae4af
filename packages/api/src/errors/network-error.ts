import type { Operation } from "../operation.ts";
import { DingTalkError, outcomeAfterSending } from "./dingtalk-error.ts";

/** Turns what `fetch` throws into a DingTalkError that knows whether the request can have left. */
export function networkError(operation: Operation, error: unknown, signal: AbortSignal): DingTalkError {
  const { name } = operation;
  if (signal.aborted) return interrupted(operation, signal.reason);
  const causes = causesOf(error);
  const code = causes.map((cause) => cause.code).find((found) => found !== undefined);
  const details = { operation: name, cause: error } as const;
  if (causes.every((cause) => cause.beforeSending)) {
    const message = `${name} was not sent: no connection to DingTalk (${code ?? "unknown reason"}). Check network, proxy and host.`;
    return new DingTalkError(message, { ...details, code: "network", outcome: "not_sent" });
  }
  const message = `${name} has no answer: the connection broke (${code ?? "unknown reason"}).`;
  return new DingTalkError(message, { ...details, code: "network", outcome: outcomeAfterSending(operation) });
}

/** A call that a signal ended, by the time limit or by the caller. */
export function interrupted(operation: Operation, reason: unknown): DingTalkError {
  if (reason instanceof DingTalkError) return reason;
  const timedOut = reason instanceof Error && reason.name === "TimeoutError";
  const message = timedOut
    ? `${operation.name} has no answer in time.`
    : `${operation.name} was aborted by its caller.`;
  return new DingTalkError(message, {
    code: timedOut ? "timeout" : "aborted",
    outcome: outcomeAfterSending(operation),
    operation: operation.name,
    cause: reason,
  });
}

interface Cause {
  readonly code: string | undefined;
  /** The connection was never made, so nothing was sent. */
  readonly beforeSending: boolean;
}

const certificate = /CERT|ERR_TLS|ERR_SSL|UNABLE_TO_VERIFY|UNABLE_TO_GET_ISSUER/;

/** `fetch` wraps the system error; several addresses give an AggregateError of one failure each. */
function causesOf(error: unknown): Cause[] {
  const inner = error instanceof Error && error.cause !== undefined ? error.cause : error;
  const all: unknown[] = inner instanceof AggregateError ? inner.errors : [inner];
  return all.map((each) => {
    const { code, syscall } = (each ?? {}) as { code?: unknown; syscall?: unknown };
    const name = typeof code === "string" ? code : undefined;
    const connecting = syscall === "connect" || syscall === "getaddrinfo" || name === "UND_ERR_CONNECT_TIMEOUT";
    return { code: name, beforeSending: connecting || (name !== undefined && certificate.test(name)) };
  });
}
