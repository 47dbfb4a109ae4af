import type { DingTalkErrorCode, DingTalkErrorDetails, Outcome } from "./error-details.ts";

export type { DingTalkErrorCode, DingTalkErrorDetails, Outcome } from "./error-details.ts";

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
