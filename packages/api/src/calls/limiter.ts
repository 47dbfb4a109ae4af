/** What is about to be called. */
export interface LimitedCall {
  /** Identity of app or person, without secrets. */
  readonly identity: string;
  /** Name of the operation. */
  readonly operation: string;
}

/**
 * Paces calls before they are sent. DingTalk allows an app 20 calls per second of one operation (standard edition),
 * over all processes together; a limiter shared by them keeps within it.
 */
export interface Limiter {
  /** Resolves when the call may go; rejects with the signal's reason when that comes first. */
  acquire(call: LimitedCall, signal: AbortSignal): Promise<void>;
  /** DingTalk refused the call as too fast and asks to wait. */
  throttled?(call: LimitedCall, retryAfterMs: number): void | Promise<void>;
}
