import type { Clock } from "./call.ts";
import { DingTalkError } from "./errors/dingtalk-error.ts";
import type { Limiter } from "./limiter.ts";
import type { Logger } from "./logger.ts";
import type { CallReport } from "./steps/with-report.ts";
import type { Credentials } from "./tokens/credentials.ts";
import type { TokenCache } from "./tokens/token-cache.ts";
import type { Fetch } from "./transport/fetch-exchange.ts";

export interface ClientOptions {
  /** Who calls: an app of the organisation, an app from the store, or a person. */
  readonly credentials: Credentials;
  /** The newer host. @default "https://api.dingtalk.com" */
  readonly apiUrl?: string;
  /** The older host. @default "https://oapi.dingtalk.com" */
  readonly oapiUrl?: string;
  /** The robot that robot calls mean when they name none. @default the app key of an internal app */
  readonly robotCode?: string;
  /** Time limit of one attempt. @default 15_000 */
  readonly timeoutMs?: number;
  /** How often a call is sent at most when a repeat can help and do no harm. @default 3 */
  readonly maxAttempts?: number;
  /** A call that would have to wait longer before its repeat fails at once, with `retryAfterMs`. @default 5_000 */
  readonly maxWaitMs?: number;
  /** Keeps access tokens; share one between processes. @default in memory */
  readonly tokenCache?: TokenCache;
  /** Paces calls. @default no pacing */
  readonly limiter?: Limiter;
  /** @default silent */
  readonly logger?: Logger;
  /** Told about every finished call, for metrics. */
  readonly onCall?: (report: CallReport) => void;
  /** Sends the requests; for tests. @default Node's HTTP client */
  readonly fetch?: Fetch;
  /** @default the system's */
  readonly clock?: Clock;
  /** From 0 to 1, for jitter. @default Math.random */
  readonly random?: () => number;
}

/** What a single call may change. */
export interface CallOptions {
  /** Ends the call early. */
  readonly signal?: AbortSignal;
  /** @default the client's */
  readonly timeoutMs?: number;
  /** 1 leaves every repeat to the caller. @default the client's */
  readonly maxAttempts?: number;
  /** Called while a file is uploaded, from the start again when the call is repeated. */
  readonly onUploadProgress?: (sentBytes: number, totalBytes: number) => void;
}

/** @throws DingTalkError `invalid_request` with the right value in the message */
export function assertOptions(options: ClientOptions): void {
  assertUrl("apiUrl", options.apiUrl);
  assertUrl("oapiUrl", options.oapiUrl);
  assertCount("timeoutMs", options.timeoutMs, 1);
  assertCount("maxAttempts", options.maxAttempts, 1);
  assertCount("maxWaitMs", options.maxWaitMs, 0);
}

function assertUrl(field: string, value: string | undefined): void {
  if (value === undefined) return;
  const url = URL.parse(value);
  if (url !== null && /^https?:$/.test(url.protocol)) return;
  const message = `createClient: ${field} must be a web address such as https://api.dingtalk.com.`;
  throw new DingTalkError(message, { code: "invalid_request", field });
}

function assertCount(field: string, value: number | undefined, least: number): void {
  if (value === undefined || (Number.isFinite(value) && value >= least)) return;
  const message = `createClient: ${field} must be a number of at least ${least}.`;
  throw new DingTalkError(message, { code: "invalid_request", field });
}
