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
