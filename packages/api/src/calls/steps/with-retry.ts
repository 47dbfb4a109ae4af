import { DingTalkError } from "../../errors/dingtalk-error.ts";
import { interrupted } from "../../errors/network-error.ts";
import type { Clock } from "../../time/clock.ts";
import type { ApiRequest, Step } from "../call.ts";

const firstDelayMs = 300;
const longestDelayMs = 10_000;
/** Callers that were throttled together should not come back together. */
const jitterMs = 300;

export interface RetryOptions {
  readonly clock: Clock;
  /** A failure that asks for a longer wait is passed on at once. */
  readonly maxWaitMs: number;
  /** From 0 to 1. */
  readonly random: () => number;
}

/**
 * Repeats a failed call when that can help and can do no harm: after a refusal always, after an unknown outcome only
 * a call that reads, overwrites, or carries its idempotency key.
 */
export function withRetry(options: RetryOptions): Step {
  return (next) => async (request) => {
    let mayHaveHadEffect = false;
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await next(attempt === 1 ? request : { ...request, attempt });
      } catch (error) {
        if (!(error instanceof DingTalkError)) throw error;
        mayHaveHadEffect ||= error.outcome === "unknown";
        // An earlier attempt may have had the effect although the last one was refused.
        const failure = mayHaveHadEffect ? error.with({ outcome: "unknown" }) : error;
        const delayMs = delayBeforeRepeat(error, request, attempt, options);
        if (delayMs === undefined) throw failure;
        await wait(options.clock, delayMs, request, failure);
      }
    }
  };
}

function delayBeforeRepeat(
  error: DingTalkError,
  request: ApiRequest,
  attempt: number,
  { maxWaitMs, random }: RetryOptions,
): number | undefined {
  if (!error.retryable || attempt >= request.maxAttempts) return undefined;
  if (error.outcome === "unknown" && !request.repeatable) return undefined;
  const growing = Math.min(firstDelayMs * 2 ** (attempt - 1), longestDelayMs);
  const delayMs = Math.max(growing, error.retryAfterMs ?? 0);
  return delayMs > maxWaitMs ? undefined : Math.round(delayMs + random() * jitterMs);
}

async function wait(clock: Clock, ms: number, request: ApiRequest, failure: DingTalkError): Promise<void> {
  try {
    await clock.wait(ms, request.signal);
  } catch {
    throw interrupted(request.operation, request.signal?.reason).with({ outcome: failure.outcome });
  }
}
