import { DingTalkError } from "../errors/dingtalk-error.ts";
import { countsInQuota, type OperationName, operations } from "../operations/index.ts";
import type { LimitedCall, Limiter } from "./limiter.ts";
import type { CallReport } from "./steps/with-report.ts";

/**
 * The organisation's monthly quota of API calls, as something that counts sees it.
 * https://open.dingtalk.com/document/development/billing-model
 */
export interface CallQuota {
  /** Whether no call is left. Asked before every call that would count, so it should answer from memory. */
  isUsedUp(): boolean | Promise<boolean>;
  /** A call was made that counts. */
  used(): void;
  /** DingTalk refused a call because none is left. */
  refused(): void;
}

/** Codes of both hosts for the month's calls; other quotas are those of a single operation. */
const monthlyCodes = new Set(["Forbidden.AccessDenied.ApiCountLimitForOrg", "90020"]);

type Result = CallReport["result"];
/** Results of calls that DingTalk does not count: refused for their pace, or before it was known whose they were. */
const uncounted: ReadonlySet<Result> = new Set<Result>(["rate_limited", "quota_exceeded", "unauthorized"]);
/** Results of calls that had no answer; those that arrived all the same are counted. */
const unanswered: ReadonlySet<Result> = new Set<Result>(["network", "timeout", "aborted"]);

/**
 * Options that make a client keep to a quota: calls are counted, and where none is left they fail with
 * `quota_exceeded` before they are sent. Calls that DingTalk does not count pass. A call that was repeated by the client
 * counts once. Whether replies by a session webhook count is not documented; they carry no token by which DingTalk would
 * know whose quota it is, so they are taken to be free.
 */
export function keepToQuota(
  quota: CallQuota,
  limiter?: Limiter,
): { readonly limiter: Limiter; readonly onCall: (report: CallReport) => void } {
  async function acquire(call: LimitedCall, signal: AbortSignal): Promise<void> {
    if (counts(call.operation) && (await quota.isUsedUp())) throw usedUp(call.operation);
    await limiter?.acquire(call, signal);
  }
  return {
    limiter: { acquire, throttled: (call, retryAfterMs) => limiter?.throttled?.(call, retryAfterMs) },
    onCall({ operation, result, apiCode, outcome }) {
      if (!counts(operation)) return;
      const isLost = unanswered.has(result) && outcome !== "unknown";
      if (!uncounted.has(result) && !isLost) quota.used();
      if (apiCode !== undefined && monthlyCodes.has(apiCode)) quota.refused();
    },
  };
}

function counts(operation: string): boolean {
  if (!countsInQuota(operation)) return false;
  return !Object.hasOwn(operations, operation) || operations[operation as OperationName].auth !== "none";
}

function usedUp(operation: string): DingTalkError {
  const message =
    `${operation} was not called: the month's quota of API calls is used up. ` +
    "Buy more calls from DingTalk, raise the limit that was set, or wait for the next month.";
  return new DingTalkError(message, { code: "quota_exceeded", operation });
}
