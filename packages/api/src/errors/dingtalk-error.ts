/**
 * Why a call failed:
 * - `invalid_request`: the input is wrong; change it
 * - `too_large`: the content is too long; split it
 * - `unauthorized`: app key, secret, ticket or token are wrong
 * - `permission_denied`: the app or person lacks a permission (see `requiredScopes`), or this kind of app may not call it
 * - `not_found`: the person, department, group, card, approval … does not exist or is outside the app's scope
 * - `already_exists`: an object with this idempotency key exists
 * - `refused`: DingTalk understood and declined (content, state, settings)
 * - `expired_route`: the session webhook is over; send by another way
 * - `rate_limited`: too fast; wait `retryAfterMs`
 * - `quota_exceeded`: the daily or monthly quota is used up
 * - `unavailable`: DingTalk or a gateway failed, or answered something unreadable
 * - `timeout`: no answer in time
 * - `network`: no connection, or it broke
 * - `aborted`: the caller's signal ended the call
 */
export type DingTalkErrorCode =
  | "invalid_request"
  | "too_large"
  | "unauthorized"
  | "permission_denied"
  | "not_found"
  | "already_exists"
  | "refused"
  | "expired_route"
  | "rate_limited"
  | "quota_exceeded"
  | "unavailable"
  | "timeout"
  | "network"
  | "aborted";

/** `not_sent`: the call certainly had no effect. `unknown`: it may have had one. */
export type Outcome = "not_sent" | "unknown";

/** The outcome of a call that left and was not answered clearly: a read has no effect either way. */
export function outcomeAfterSending({ effect }: { readonly effect: string }): Outcome {
  return effect === "read" ? "not_sent" : "unknown";
}

/** What is known about a failed call. */
export interface DingTalkErrorDetails {
  readonly code: DingTalkErrorCode;
  /** @default "not_sent" */
  readonly outcome?: Outcome | undefined;
  readonly operation?: string | undefined;
  readonly apiCode?: string | undefined;
  readonly requestId?: string | undefined;
  readonly httpStatus?: number | undefined;
  readonly retryAfterMs?: number | undefined;
  readonly requiredScopes?: readonly string[] | undefined;
  readonly field?: string | undefined;
  readonly tokenRejected?: boolean | undefined;
  readonly cause?: unknown;
}

const retryableCodes: ReadonlySet<DingTalkErrorCode> = new Set(["rate_limited", "unavailable", "timeout", "network"]);

/** The one error of this package. */
export class DingTalkError extends Error {
  override readonly name = "DingTalkError";
  readonly code: DingTalkErrorCode;
  /** Whether the call may have had an effect. */
  readonly outcome: Outcome;
  /** Name of the operation. */
  readonly operation: string | undefined;
  /** DingTalk's own code: text on the newer host, digits on the older. */
  readonly apiCode: string | undefined;
  /** DingTalk's id of the call, for its support. */
  readonly requestId: string | undefined;
  readonly httpStatus: number | undefined;
  /** How long DingTalk asks to wait, in milliseconds. */
  readonly retryAfterMs: number | undefined;
  /** Permissions to add in the developer console. */
  readonly requiredScopes: readonly string[];
  /** Input field that is wrong, such as `userIds[2]`. */
  readonly field: string | undefined;
  /** DingTalk did not accept the access token; a new one may help. */
  readonly tokenRejected: boolean;

  constructor(message: string, details: DingTalkErrorDetails) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = details.code;
    this.outcome = details.outcome ?? "not_sent";
    this.operation = details.operation;
    this.apiCode = details.apiCode;
    this.requestId = details.requestId;
    this.httpStatus = details.httpStatus;
    this.retryAfterMs = details.retryAfterMs;
    this.requiredScopes = details.requiredScopes ?? [];
    this.field = details.field;
    this.tokenRejected = details.tokenRejected ?? false;
  }

  /** Whether the same call can succeed later. Look at `outcome` before repeating one that writes. */
  get retryable(): boolean {
    return retryableCodes.has(this.code);
  }

  /** The same error with other details, keeping message and stack. */
  with(details: Partial<DingTalkErrorDetails>): DingTalkError {
    const { code, outcome, operation, apiCode, requestId, httpStatus, retryAfterMs, requiredScopes } = this;
    const { field, tokenRejected, cause } = this;
    const known = { code, outcome, operation, apiCode, requestId, httpStatus, retryAfterMs, requiredScopes };
    const copy = new DingTalkError(this.message, { ...known, field, tokenRejected, cause, ...details });
    if (this.stack !== undefined) copy.stack = this.stack;
    return copy;
  }
}
