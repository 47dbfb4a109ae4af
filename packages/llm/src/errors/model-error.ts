/**
 * - `rate_limited`: too many requests; `retryAfterMs` says when to come back, if the provider did
 * - `unavailable`: the provider is overloaded or broken, or answers with something that is no reply
 * - `network`: not reached, or the connection was cut
 * - `timeout`: no complete reply in time, or a stream that stalled
 * - `context_too_long`: the conversation is longer than the model takes
 * - `content_refused`: the provider's content rules
 * - `unauthorized`: the key is wrong, may not use this model, or its account has no credit left
 * - `not_found`: the provider has no such model or address
 * - `invalid_request`: the provider does not understand the request
 * - `empty_answer`: the model said nothing, twice
 * - `aborted`: the caller's signal
 */
export type ModelErrorCode =
  | "rate_limited"
  | "unavailable"
  | "network"
  | "timeout"
  | "context_too_long"
  | "content_refused"
  | "unauthorized"
  | "not_found"
  | "invalid_request"
  | "empty_answer"
  | "aborted";

export interface ModelErrorDetails {
  status?: number | undefined;
  /** The provider's own code. */
  providerCode?: string | undefined;
  retryAfterMs?: number | undefined;
  requestId?: string | undefined;
}

const retryableCodes: ReadonlySet<ModelErrorCode> = new Set([
  "rate_limited",
  "unavailable",
  "network",
  "timeout",
  "empty_answer",
]);

/**
 * A call of a model failed. Its message holds no key and nothing of the conversation: what the provider wrote
 * is left out, because providers quote both.
 */
export class ModelError extends Error {
  override readonly name = "ModelError";
  readonly code: ModelErrorCode;
  readonly status: number | undefined;
  readonly providerCode: string | undefined;
  readonly retryAfterMs: number | undefined;
  readonly requestId: string | undefined;

  constructor(code: ModelErrorCode, message: string, details: ModelErrorDetails = {}) {
    super(message);
    this.code = code;
    this.status = details.status;
    this.providerCode = details.providerCode;
    this.retryAfterMs = details.retryAfterMs;
    this.requestId = details.requestId;
  }

  /** Whether the same request may succeed later. */
  get retryable(): boolean {
    return retryableCodes.has(this.code);
  }
}
