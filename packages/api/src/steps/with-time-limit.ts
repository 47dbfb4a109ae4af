import type { Step } from "../call.ts";

/** Ends an attempt after its `timeoutMs`. */
export function withTimeLimit(): Step {
  return (next) => (request) => {
    return next({ ...request, signal: AbortSignal.any([request.signal, AbortSignal.timeout(request.timeoutMs)]) });
  };
}
