import { DingTalkError } from "../../errors/dingtalk-error.ts";
import { interrupted } from "../../errors/network-error.ts";
import type { Step } from "../call.ts";
import type { Limiter } from "../limiter.ts";

/** For calls that nobody wants to end. */
const never = new AbortController().signal;

/** Waits for the limiter before each attempt and tells it when DingTalk found the pace too fast. */
export function withLimit(limiter: Limiter, identity: string): Step {
  return (next) => async (request) => {
    const call = { identity, operation: request.operation.name };
    const { signal = never } = request;
    await limiter.acquire(call, signal).catch((error: unknown) => {
      if (!signal.aborted) throw error;
      throw interrupted(request.operation, signal.reason).with({ outcome: "not_sent" });
    });
    try {
      return await next(request);
    } catch (error) {
      if (error instanceof DingTalkError && error.code === "rate_limited")
        await limiter.throttled?.(call, error.retryAfterMs ?? 1_000);
      throw error;
    }
  };
}
