import type { QueueLogger } from "./connection.ts";

/** While Redis is away or full, what uses it fails at every attempt. */
const REPORT_EVERY_MS = 10_000;

export type ReportError = (error: unknown, fields?: object) => void;

/** Logs errors of one kind: the first one at once, and then one now and then, with how many there were. */
export function reportErrors(logger: QueueLogger, message: string, everyMs = REPORT_EVERY_MS): ReportError {
  let silentUntil = 0;
  let unreported = 0;
  return (error, fields) => {
    unreported++;
    if (performance.now() < silentUntil) return;
    silentUntil = performance.now() + everyMs;
    const reason = error instanceof Error ? error.message : "unknown";
    logger.warn({ ...fields, reason, errors: unreported }, message);
    unreported = 0;
  };
}
