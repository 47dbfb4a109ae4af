import type { CallOptions } from "../client/client-options.ts";
import type { CalledOperation } from "../operation.ts";

/** One call on its way to DingTalk. Neither URL nor headers hold the access token; the transport puts it in. */
export interface ApiRequest {
  readonly operation: CalledOperation;
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | FormData | undefined;
  /** Whether a repeated call is harmless: it reads, overwrites, or carries its idempotency key. */
  readonly repeatable: boolean;
  /** Ends the call. */
  readonly signal: AbortSignal | undefined;
  /** Time limit of one attempt in milliseconds. */
  readonly timeoutMs: number;
  /** How often the call may be sent at most. */
  readonly maxAttempts: number;
  /** Counts from 1. */
  readonly attempt: number;
  readonly accessToken?: string;
  readonly onUploadProgress?: CallOptions["onUploadProgress"] | undefined;
}

/** Sends a request and resolves with the answer's body. Rejects with a `DingTalkError`, nothing else. */
export type Call = (request: ApiRequest) => Promise<Readonly<Record<string, unknown>>>;

/** Does something around a call. */
export type Step = (next: Call) => Call;

/** The first step is the outermost. */
export function compose(steps: readonly Step[], transport: Call): Call {
  return steps.reduceRight((next, step) => step(next), transport);
}
