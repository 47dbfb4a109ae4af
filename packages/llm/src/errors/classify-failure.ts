import type { ModelErrorCode } from "./model-error.ts";

/** What a provider said about a request that it refused. */
export interface Failure {
  /** Absent for an error that arrived inside a stream. */
  status?: number | undefined;
  /** The provider's `code`, else its `type`, in lower case. */
  codes: readonly string[];
  message: string;
}

/** Codes that say more than the status they come with. Providers reuse 400, 403 and 429 for all of these. */
const meanings: Readonly<Record<string, ModelErrorCode>> = {
  context_length_exceeded: "context_too_long",
  exceed_context_size_error: "context_too_long",
  string_above_max_length: "context_too_long",
  "1261": "context_too_long",
  content_filter: "content_refused",
  content_policy_violation: "content_refused",
  data_inspection_failed: "content_refused",
  datainspectionfailed: "content_refused",
  "1301": "content_refused",
  model_not_found: "not_found",
  insufficient_quota: "unauthorized",
  insufficient_balance: "unauthorized",
  arrearage: "unauthorized",
  invalid_api_key: "unauthorized",
  rate_limit_exceeded: "rate_limited",
  rate_limit_error: "rate_limited",
  throttling: "rate_limited",
  overloaded_error: "unavailable",
  engine_overloaded_error: "unavailable",
  server_error: "unavailable",
};

/** Decides what a refusal means, from the provider's code first and from the status else. */
export function classifyFailure(failure: Failure): ModelErrorCode {
  const known = failure.codes.map((code) => meanings[code]).find((meaning) => meaning !== undefined);
  return known ?? byStatus(failure);
}

function byStatus({ status, message }: Failure): ModelErrorCode {
  // An error inside a stream has no status. The request had been accepted by then, so the fault is the provider's.
  if (status === undefined || status >= 500) return "unavailable";
  switch (status) {
    case 400:
    case 422:
      return saysTooLong(message) ? "context_too_long" : "invalid_request";
    case 401:
    case 402:
    case 403:
      return "unauthorized";
    case 404:
      return "not_found";
    case 408:
      return "timeout";
    case 409:
    case 425:
      return "unavailable";
    case 413:
      return "context_too_long";
    case 429:
      return "rate_limited";
    default:
      return "invalid_request";
  }
}

/**
 * DeepSeek, vLLM and Qwen give a conversation that is too long the code of any bad request, so that only their
 * words tell it apart: "maximum context length is …", "Range of input length should be …".
 */
function saysTooLong(message: string): boolean {
  return /maximum context length|context (length|window|size)|range of input length|too many tokens/i.test(message);
}
