import type { Limiter } from "../calls/limiter.ts";
import type { CallReport } from "../calls/steps/with-report.ts";
import type { Logger } from "../logging/logger.ts";
import type { Clock } from "../time/clock.ts";
import type { Credentials } from "../tokens/credentials.ts";
import type { TokenCache } from "../tokens/token-cache.ts";
import type { Fetch } from "../transport/fetch-exchange.ts";

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
