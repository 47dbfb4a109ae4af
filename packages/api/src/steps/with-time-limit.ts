import type { Step } from "../call.ts";

/** Ends an attempt after its `timeoutMs`. */
export function withTimeLimit(): Step {
  return (next) => async (request) => {
    // By hand, since AbortSignal.any and AbortSignal.timeout cost more than the rest of the call.
    const limit = new AbortController();
    const abort = (): void => limit.abort(request.signal.reason);
    const timer = setTimeout(() => limit.abort(timeout(request.timeoutMs)), request.timeoutMs);
    if (request.signal.aborted) abort();
    request.signal.addEventListener("abort", abort);
    try {
      return await next({ ...request, signal: limit.signal });
    } finally {
      clearTimeout(timer);
      request.signal.removeEventListener("abort", abort);
    }
  };
}

function timeout(ms: number): DOMException {
  return new DOMException(`no answer within ${ms} ms`, "TimeoutError");
}
