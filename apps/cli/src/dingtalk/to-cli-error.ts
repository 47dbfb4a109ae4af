import type { DingTalkError, DingTalkErrorCode } from "@dt/api";
import { CliError, type ErrorCode } from "../cli-error.ts";

const codes: Readonly<Record<DingTalkErrorCode, ErrorCode>> = {
  invalid_request: "INVALID_ARGUMENTS",
  too_large: "INVALID_ARGUMENTS",
  already_exists: "INVALID_ARGUMENTS",
  refused: "INVALID_ARGUMENTS",
  unauthorized: "AUTH_FAILED",
  permission_denied: "PERMISSION_DENIED",
  not_found: "NOT_FOUND",
  expired_route: "NOT_FOUND",
  rate_limited: "RATE_LIMITED",
  quota_exceeded: "RATE_LIMITED",
  unavailable: "UNAVAILABLE",
  timeout: "UNAVAILABLE",
  network: "UNAVAILABLE",
  aborted: "UNKNOWN_ERROR",
};

/** Loading @dt/api only to recognise its error would cost every failure; the name is part of its interface. */
export function isDingTalkError(error: unknown): error is DingTalkError {
  return error instanceof Error && error.name === "DingTalkError";
}

/** Any failure in the words of the command line. */
export function toCliError(error: unknown): CliError {
  if (error instanceof CliError) return error;
  if (isDingTalkError(error)) return fromDingTalk(error);
  if (error instanceof Error && error.name === "AbortError") return interrupted(error);
  const message = error instanceof Error ? error.message : String(error);
  const hint = "This looks like a defect of dt. --debug shows more.";
  return new CliError("UNKNOWN_ERROR", message, { hint, cause: error });
}

/** Ctrl-C. */
export function interrupted(cause?: unknown): CliError {
  return new CliError("UNKNOWN_ERROR", "Interrupted.", { reason: "aborted", exitCode: 130, cause });
}

function fromDingTalk(error: DingTalkError): CliError {
  if (error.code === "aborted") {
    const hint = error.outcome === "unknown" ? readFirst : undefined;
    return interrupted(error).with({ operation: error.operation, outcome: error.outcome, hint });
  }
  const { apiCode, requestId, operation, retryAfterMs, requiredScopes } = error;
  const missingScopes = requiredScopes.length === 0 ? undefined : requiredScopes;
  const outcome = error.outcome === "unknown" ? error.outcome : undefined;
  const details = { apiCode, requestId, operation, retryAfterMs, missingScopes, outcome, reason: error.code };
  return new CliError(codes[error.code], error.message, { ...details, hint: hintFor(error), cause: error });
}

const readFirst = "The call may have had its effect: read before you repeat it.";

function hintFor(error: DingTalkError): string | undefined {
  const { code, requiredScopes, operation } = error;
  if (code === "permission_denied" && requiredScopes.length > 0) {
    const scopes = requiredScopes.join(", ");
    return `Add ${scopes} in the developer console (open-dev.dingtalk.com > your app > Permissions) and publish the app.`;
  }
  if (error.outcome === "unknown") return readFirst;
  const known = operation === undefined ? undefined : operationHints[operation];
  if ((code === "invalid_request" || code === "refused") && known !== undefined) return known;
  const next = operation === undefined ? undefined : nextSteps[code]?.[operation];
  if (next !== undefined) return next;
  if (code === "invalid_request" && operation !== undefined) return `See the fields with: dt schema ${operation}`;
  return generalHints[code];
}

/** What to do when one of these was declined, by operation. */
const operationHints: Readonly<Record<string, string>> = {
  request: "See path and fields at open.dingtalk.com; dt schema lists what dt knows.",
  workflowCreateInstance: "dt approval schema shows the fields of the form, dt approval templates the forms.",
  workflowTerminateInstance:
    "It can be withdrawn from 15 seconds after its start, while it runs; dt approval get shows it.",
};

const findPerson = "dt user search <name> finds people.";
const findDepartment = "dt dept search <name> and dt dept tree find departments.";
const findTodo = "dt todo list and dt todo search find to-dos.";

/** What leads on from one of these, by reason and operation. */
const nextSteps: Partial<Readonly<Record<DingTalkErrorCode, Readonly<Record<string, string>>>>> = {
  not_found: {
    getUser: findPerson,
    getUserByMobile: findPerson,
    getDepartment: findDepartment,
    listDepartmentUsers: findDepartment,
    listSubDepartments: findDepartment,
    robotSendGroup: "dt robot groups lists the groups that the robot is in.",
    todoGet: findTodo,
    workflowGetInstance: "dt approval list finds the approvals of a form.",
    workflowGetProcessCodeByName: "dt approval templates lists the forms with their exact names.",
  },
  already_exists: { todoCreate: "dt todo by-source <sourceId> shows the one that exists." },
};

const generalHints: Partial<Readonly<Record<DingTalkErrorCode, string>>> = {
  unauthorized:
    "Check DINGTALK_APP_KEY and DINGTALK_APP_SECRET (or those of the suite); dt doctor shows which ones are used.",
  permission_denied: "dt doctor shows which permissions the app has.",
  rate_limited: "Wait a moment and try again.",
  quota_exceeded: "The quota of the organisation is used up; the administrator can buy more.",
  unavailable: "Try again in a moment; dt doctor checks the way to DingTalk.",
  timeout: "Try again in a moment; dt doctor checks the way to DingTalk.",
  network: "Check the network and DINGTALK_API_URL / DINGTALK_OAPI_URL; dt doctor checks the way to DingTalk.",
  expired_route: "Session webhooks live about 90 minutes; send with dt robot send-user or send-group.",
};
