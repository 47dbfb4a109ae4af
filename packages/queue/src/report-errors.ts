import type { QueueLogger } from "./connection.ts";

/** While Redis is away, BullMQ has an error at every attempt to connect, and its workers at every attempt to take. */
const REPORT_EVERY_MS = 10_000;

/** Logs errors of a queue, the first one at once and then one now and then. */
export function reportErrors(logger: QueueLogger, queue: string, everyMs = REPORT_EVERY_MS): (error: Error) => void {
  let silentUntil = 0;
  let unreported = 0;
  return (error) => {
    unreported++;
    if (performance.now() < silentUntil) return;
    silentUntil = performance.now() + everyMs;
    logger.warn({ queue, reason: error.message, errors: unreported }, "queue error");
    unreported = 0;
  };
}
