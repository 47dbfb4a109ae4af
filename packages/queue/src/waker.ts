/** Sends wakes. */
import { Queue } from "bullmq";
import type { QueueConnection, QueueLogger } from "./connection.ts";
import { reportErrors } from "./report-errors.ts";
import { PREFIX, type WakeName, type WakePayloads, wakeKey, wakeOptions } from "./wakes.ts";
import { withinTime } from "./within-time.ts";

export interface Waker<Name extends WakeName> {
  /** Resolves once the wake is stored. @throws Error when Redis does not take it within the time limit. */
  wake(payload: WakePayloads[Name]): Promise<void>;
  /** For callers that do not wait: a wake that is lost costs seconds, since the sweeper finds the mailbox. */
  wakeSoon(payload: WakePayloads[Name]): void;
  close(): Promise<void>;
}

export interface WakerOptions {
  /** A connection that is `ready`: a queue built on one that is not hangs until Redis comes. */
  readonly redis: QueueConnection;
  readonly logger: QueueLogger;
  /** Default: 2 s. */
  readonly timeoutMs?: number;
}

interface Batch<Payload> {
  readonly payloads: Map<string, Payload>;
  readonly sent: PromiseWithResolvers<void>;
}

/**
 * Wakes of one kind. While one batch is on its way to Redis the next one gathers, so that a burst costs few round
 * trips and a mailbox is named once per batch; alone, a wake leaves at once.
 */
export function createWaker<Name extends WakeName>(name: Name, options: WakerOptions): Waker<Name> {
  const { redis, logger, timeoutMs = 2000 } = options;
  const queue = new Queue(name, {
    connection: redis,
    prefix: PREFIX,
    streams: { events: { maxLen: 1000 } },
    skipMetasUpdate: true,
  });
  const reportError = reportErrors(logger, "queue error");
  const onError = (error: unknown): void => reportError(error, { queue: name });
  queue.on("error", onError);

  let gathering: Batch<WakePayloads[Name]> | undefined;
  let sending = false;

  async function send(): Promise<void> {
    sending = true;
    while (gathering !== undefined) {
      const batch = gathering;
      gathering = undefined;
      try {
        const isInTime = await withinTime(queue.addBulk(jobsOf(name, batch.payloads)), timeoutMs);
        if (!isInTime) throw new Error(`Redis did not take the wake within ${timeoutMs} ms`);
        batch.sent.resolve();
      } catch (error) {
        batch.sent.reject(error);
      }
    }
    sending = false;
  }

  function wake(payload: WakePayloads[Name]): Promise<void> {
    gathering ??= { payloads: new Map(), sent: Promise.withResolvers<void>() };
    gathering.payloads.set(wakeKey(payload), payload);
    const { promise } = gathering.sent;
    if (!sending) void send();
    return promise;
  }

  return {
    wake,
    wakeSoon: (payload) => void wake(payload).catch(onError),
    close: () => queue.close(),
  };
}

function jobsOf<Name extends WakeName>(name: Name, payloads: ReadonlyMap<string, WakePayloads[Name]>) {
  return Array.from(payloads, ([key, data]) => ({ name, data, opts: wakeOptions(key) }));
}
