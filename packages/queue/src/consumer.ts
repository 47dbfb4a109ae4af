/** Answers wakes. */
import { setTimeout as delay } from "node:timers/promises";
import { DelayedError, type Job, Worker } from "bullmq";
import type { QueueConnection, QueueLogger } from "./connection.ts";
import { reportErrors } from "./report-errors.ts";
import { PREFIX, type WakeName, type WakePayloads, wakeKey } from "./wakes.ts";

/** What a handler wants next: nothing, or to be woken again after so many ms. */
export interface WakeResult {
  readonly againMs?: number;
}

export type WakeHandler<Name extends WakeName> = (payload: WakePayloads[Name]) => Promise<WakeResult | undefined>;

export interface ConsumerOptions {
  /** A patient connection: `maxRetriesPerRequest: null`. */
  readonly redis: QueueConnection;
  readonly logger: QueueLogger;
  /** Wakes answered at the same time by this process. */
  readonly concurrency: number;
}

export interface Consumer<Name extends WakeName> {
  /**
   * Answers a wake here and now, past the queue, and again for as long as the handler wants to be woken: for a mailbox
   * whose own wake is held by a process that died, which the queue notices after 20 s. Harmless for one that is being
   * answered so already. False when this process is answering as many wakes as it may.
   */
  offer(payload: WakePayloads[Name]): boolean;
  /** Takes no new wake and waits for those under way. */
  close(): Promise<void>;
}

// A killed process is noticed after lock + interval. The lock is no lease: that is the mailbox's own.
const LOCK_MS = 15_000;
const STALLED_INTERVAL_MS = 5000;
const REST_MS = 1000;

export function consumeWakes<Name extends WakeName>(
  name: Name,
  handler: WakeHandler<Name>,
  { redis, logger, concurrency }: ConsumerOptions,
): Consumer<Name> {
  const offered = new Map<string, Promise<void>>();
  const closing = new AbortController();
  let answering = 0;
  const handle: WakeHandler<Name> = async (payload) => {
    answering++;
    try {
      return await handler(payload);
    } finally {
      answering--;
    }
  };
  const answer = async (job: Job<WakePayloads[Name]>, token?: string): Promise<void> => {
    const result = await handle(job.data);
    if (result?.againMs === undefined) return;
    await job.moveToDelayed(Date.now() + result.againMs, token);
    // BullMQ's sign for "moved, neither completed nor failed": https://docs.bullmq.io/patterns/process-step-jobs
    throw new DelayedError();
  };
  const worker = new Worker<WakePayloads[Name]>(name, answer, {
    connection: redis,
    prefix: PREFIX,
    concurrency,
    lockDuration: LOCK_MS,
    stalledInterval: STALLED_INTERVAL_MS,
    // With a small count the next worker would fail a stalled wake without running it.
    maxStalledCount: 1_000_000_000,
    drainDelay: 5,
  });
  const report = reportErrors(logger, "queue error");
  worker.on("error", (error) => {
    report(error, { queue: name });
    if (error.message.startsWith("OOM")) restAWhile(worker);
  });
  worker.on("failed", (_job, error) => logger.error({ queue: name, reason: error.message }, "wake failed"));

  async function answerOffered(payload: WakePayloads[Name]): Promise<void> {
    try {
      for (;;) {
        const result = await handle(payload);
        if (result?.againMs === undefined) return;
        await delay(result.againMs, undefined, { signal: closing.signal }).catch(() => undefined);
        if (closing.signal.aborted) return;
      }
    } catch (error) {
      logger.error({ queue: name, error }, "an overdue mailbox could not be looked at");
    }
  }

  return {
    offer(payload) {
      if (closing.signal.aborted || answering >= concurrency) return false;
      const key = wakeKey(payload);
      if (!offered.has(key))
        offered.set(
          key,
          answerOffered(payload).finally(() => offered.delete(key)),
        );
      return true;
    },
    async close() {
      closing.abort();
      await Promise.all([worker.close(), ...offered.values()]);
    },
  };
}

/** Redis at its memory limit refuses to hand out jobs, and a worker asks thousands of times a second. */
function restAWhile(worker: Pick<Worker, "isPaused" | "pause" | "resume">): void {
  if (worker.isPaused()) return;
  void worker.pause(true);
  setTimeout(() => void worker.resume(), REST_MS).unref();
}
