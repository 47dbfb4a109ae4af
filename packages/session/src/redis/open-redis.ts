/** What every service does with its Redis: connect, wait until it is there, say what is unsafe, notice when its data is gone. */
import { watchLayout } from "./layout.ts";
import { type ConnectOptions, closeRedis, connectRedis, type RedisClient, redisReady } from "./redis.ts";
import { checkRedisSafety } from "./redis-safety.ts";
import { watchState } from "./state-watch.ts";

export interface OpenRedisOptions {
  readonly url: string;
  readonly mode: ConnectOptions["mode"];
  /** Shown by `CLIENT LIST`. */
  readonly name: string;
  readonly logger: { warn(fields: object, message: string): void; error(fields: object, message: string): void };
  readonly metrics: { counter(options: { name: string; help: string }): { increment(): void } };
  /** Mailboxes wait for so many replicas. Default: 0. */
  readonly replicas?: number;
  /** Ends the service: a newer release has been started on the same data, which this one must leave alone. */
  readonly fail: (error: Error) => void;
  /** Closes everything. */
  readonly stack: AsyncDisposableStack;
}

export interface ServiceRedis {
  readonly redis: RedisClient;
  /** The connection for mailboxes: one of their own where they wait for replicas, because it stands still meanwhile. */
  readonly mailboxes: RedisClient;
  /** One more connection of the same kind, for what needs one to itself. */
  readonly another: () => RedisClient;
  /** Reasons not to be ready, in words. */
  readonly problems: () => readonly string[];
  /**
   * Resolves once Redis is usable, however long that takes; rejects when the signal aborts.
   * @throws NewerLayoutError when the data is that of a newer release
   */
  readonly ready: (signal: AbortSignal) => Promise<void>;
}

export function openRedis(options: OpenRedisOptions): ServiceRedis {
  const { url, mode, name, logger, metrics, replicas = 0, fail, stack } = options;
  const losses = metrics.counter({ name: "dt_state_losses_total", help: "How often the data in Redis was found gone" });
  const another = (): RedisClient => stack.adopt(connectRedis(url, { mode, name, logger }), closeRedis);
  const redis = another();
  const mailboxes = replicas > 0 ? another() : redis;
  const onLost = (): void => {
    losses.increment();
    logger.error({}, "the data in Redis is gone: messages, conversations and accounts begin anew");
  };
  return {
    redis,
    mailboxes,
    another,
    problems: () => ([redis, mailboxes].every(({ status }) => status === "ready") ? [] : ["Redis is not reachable"]),
    async ready(signal) {
      await Promise.all([redisReady(redis, signal), redisReady(mailboxes, signal)]);
      stack.adopt(await watchLayout({ redis, onNewer: fail }), (watch) => watch.close());
      for (const warning of await checkRedisSafety(redis, { replicas })) logger.warn({}, warning);
      stack.adopt(await watchState({ redis, onLost }), (watch) => watch.close());
    },
  };
}
