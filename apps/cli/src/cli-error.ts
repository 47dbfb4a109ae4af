import { defined } from "./fields.ts";

/** The closed set of codes that scripts and agents may rely on. */
const errorCodes = [
  "MISSING_CREDENTIALS",
  "INVALID_ARGUMENTS",
  "AUTH_FAILED",
  "PERMISSION_DENIED",
  "NOT_FOUND",
  "RATE_LIMITED",
  "UNAVAILABLE",
  "STREAM_CONNECTION_FAILED",
  "UNKNOWN_ERROR",
] as const;

export type ErrorCode = (typeof errorCodes)[number];

/** What the process ends with. A Ctrl-C ends it with 130. */
export const exitCodes: Readonly<Record<ErrorCode, number>> = {
  UNKNOWN_ERROR: 1,
  INVALID_ARGUMENTS: 2,
  MISSING_CREDENTIALS: 3,
  AUTH_FAILED: 4,
  PERMISSION_DENIED: 5,
  NOT_FOUND: 6,
  RATE_LIMITED: 7,
  UNAVAILABLE: 8,
  STREAM_CONNECTION_FAILED: 9,
};

export const interruptedExitCode = 130;

/** What is known beyond code and message. It is printed, so it holds no secret. */
export interface ErrorDetails {
  /** What to do now. */
  readonly hint?: string | undefined;
  /** Permissions to add in the developer console. */
  readonly missingScopes?: readonly string[] | undefined;
  /** DingTalk's own code. */
  readonly apiCode?: string | undefined;
  /** DingTalk's id of the call. */
  readonly requestId?: string | undefined;
  readonly operation?: string | undefined;
  /** The reason in the words of @dt/api, finer than the code. */
  readonly reason?: string | undefined;
  /** `unknown`: the call may have had its effect; read before you repeat it. */
  readonly outcome?: "not_sent" | "unknown" | undefined;
  readonly retryAfterMs?: number | undefined;
  /** Arguments, flags or fields that are wrong or absent. */
  readonly problems?: readonly ArgumentProblem[] | undefined;
  /** Where a list that broke off goes on. */
  readonly nextCursor?: string | number | undefined;
  /** With what a bulk command that broke off goes on. */
  readonly resumeFile?: string | undefined;
  /** Replaces the exit code that follows from the code. */
  readonly exitCode?: number | undefined;
  readonly cause?: unknown;
}

export interface ArgumentProblem {
  /** As it is typed: `<userId>`, `--due` or `cardData.cardParamMap`. */
  readonly name: string;
  readonly expected: string;
  readonly found?: string;
}

/** The one error that commands end with. */
export class CliError extends Error {
  override readonly name = "CliError";
  readonly code: ErrorCode;
  readonly details: ErrorDetails;

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.details = details;
  }

  /** The same error, knowing more; what is undefined is not known better. */
  with(details: ErrorDetails): CliError {
    return new CliError(this.code, this.message, { ...this.details, ...defined({ ...details }) });
  }

  get exitCode(): number {
    return this.details.exitCode ?? exitCodes[this.code];
  }
}

/** Wrong use of the command line. */
export function invalidArguments(message: string, details?: ErrorDetails): CliError {
  return new CliError("INVALID_ARGUMENTS", message, details);
}
