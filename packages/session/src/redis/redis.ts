/** Connections to Redis: one place for URL forms, time limits and reconnecting. */
import { Cluster, type ClusterOptions, type Redis, type RedisOptions } from "ioredis";
import { usageWritten } from "../accounting/usage.ts";
import { BatchingRedis } from "./batching-redis.ts";

export type RedisClient = Redis | Cluster;

export interface RedisLogger {
  warn(fields: object, message: string): void;
}

export interface ConnectOptions {
  /**
   * `fail-fast`: calls fail at once while Redis is away; for the ingester, which must not acknowledge what it cannot
   * store. A call that failed may still have been executed. `patient`: calls wait for Redis; for workers and senders.
   */
  readonly mode: "fail-fast" | "patient";
  /** Shown by `CLIENT LIST`. */
  readonly name?: string;
  readonly logger?: RedisLogger;
  /**
   * A server that owes an answer for so long is taken for dead, and looked for anew: one that hangs, or whose machine
   * lost its power, closes no connection. Default: 5 s with `fail-fast`, 15 s with `patient`, whose calls may block.
   */
  readonly silenceMs?: number;
  /** How often the log says that Redis is still away. Default: 1 min. */
  readonly reminderMs?: number;
}

/**
 * Connects to Redis. Forms of the URL:
 * `redis://[user:password@]host:port[/db]` and `rediss://` (TLS);
 * `redis+sentinel://[user:password@]host:port,host:port/master-name[/db]`;
 * `redis+cluster://[user:password@]host:port,host:port`.
 *
 * @throws TypeError when the URL has none of these forms; its text never holds the password.
 */
export function connectRedis(url: string, options: ConnectOptions): RedisClient {
  const { mode, name, logger, silenceMs, reminderMs = 60_000 } = options;
  const named = name === undefined ? {} : { connectionName: name };
  const limited = silenceMs === undefined ? {} : { socketTimeout: silenceMs };
  const client = open(parseRedisUrl(url), { ...modes[mode], ...named, ...limited });
  let saidAt: number | undefined;
  client.on("error", (error: Error) => {
    // Not at every attempt.
    if (saidAt !== undefined && performance.now() < saidAt + reminderMs) return;
    saidAt = performance.now();
    logger?.warn({ reason: error.message }, "redis unreachable");
  });
  client.on("ready", () => {
    if (saidAt !== undefined) logger?.warn({}, "redis reachable again");
    saidAt = undefined;
  });
  return client;
}

/**
 * Resolves when the connection is usable. Waits as long as it takes: a service that starts before Redis goes on when
 * Redis comes. Rejects with the signal's reason when that comes first.
 */
export async function redisReady(client: RedisClient, signal?: AbortSignal): Promise<void> {
  if (client.status === "ready") return;
  signal?.throwIfAborted();
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const abort = (): void => reject(signal?.reason as Error);
  client.once("ready", resolve);
  signal?.addEventListener("abort", abort, { once: true });
  try {
    // Not events.once(): that gives up at the first refused connection.
    await promise;
  } finally {
    client.off("ready", resolve);
    signal?.removeEventListener("abort", abort);
  }
}

/** Closes a connection, waiting briefly for calls under way and for usage that is not written yet. */
export async function closeRedis(client: RedisClient): Promise<void> {
  if (client.status === "ready") await Promise.race([finish(client), delay(1000)]);
  client.disconnect();
}

async function finish(client: RedisClient): Promise<void> {
  await usageWritten(client);
  await client.quit().catch(() => undefined);
}

function delay(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms).unref();
  });
}

const modes: Record<ConnectOptions["mode"], RedisOptions> = {
  "fail-fast": {
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    autoResendUnfulfilledCommands: false,
    commandTimeout: 2000,
    connectTimeout: 1000,
    socketTimeout: 5000,
    retryStrategy: () => 200,
    reconnectOnError: isReadOnly,
  },
  patient: {
    // null: BullMQ's workers demand that a call waits for as long as Redis is away.
    maxRetriesPerRequest: null,
    connectTimeout: 5000,
    // Longer than BullMQ's workers block, which is 10 s.
    socketTimeout: 15_000,
    retryStrategy: (attempt: number) => Math.min(50 * 2 ** Math.min(attempt, 6), 2000),
    reconnectOnError: isReadOnly,
  },
};

/**
 * After a fail-over the old primary answers READONLY: look for the new one and send the call again. Before Redis 7 the
 * words stand inside the error of a script.
 */
export function isReadOnly(error: Error): false | 2 {
  return /^(READONLY |ERR Error running script.* -READONLY )/.test(error.message) ? 2 : false;
}

/** The servers that take writes: the one, or the primaries of a cluster. */
export function primariesOf(redis: RedisClient): Redis[] {
  return redis instanceof Cluster ? redis.nodes("master") : [redis];
}

type Target =
  | { readonly form: "single"; readonly url: string }
  | {
      readonly form: "sentinel" | "cluster";
      readonly nodes: { host: string; port: number }[];
      readonly masterName: string;
      readonly db: number;
      readonly username: string;
      readonly password: string;
    };

/** Reads the forms of a Redis URL. @throws TypeError */
export function parseRedisUrl(url: string): Target {
  if (/^rediss?:\/\//.test(url) && URL.canParse(url)) return { form: "single", url };
  const match = /^redis\+(sentinel|cluster):\/\/(?:([^:@/]*):([^@/]*)@)?([^/]+)(?:\/([^/]*))?(?:\/(\d+))?$/.exec(url);
  const [, form, username = "", password = "", hosts = "", masterName = "", db = "0"] = match ?? [];
  if ((form !== "sentinel" && form !== "cluster") || (form === "sentinel" && masterName === "")) throw badUrl();
  const nodes = hosts.split(",").map((node) => {
    const [host = "", port = form === "sentinel" ? "26379" : "6379"] = node.split(":");
    if (host === "" || !/^\d+$/.test(port)) throw badUrl();
    return { host, port: Number(port) };
  });
  const decoded = { username: decodeURIComponent(username), password: decodeURIComponent(password) };
  return { form, nodes, masterName, db: Number(db), ...decoded };
}

function badUrl(): TypeError {
  return new TypeError(
    "a Redis URL has the form redis://host:port, rediss://host:port, redis+sentinel://host:port,host:port/master-name or redis+cluster://host:port,host:port",
  );
}

function open(target: Target, options: RedisOptions): RedisClient {
  if (target.form === "single") return new BatchingRedis(target.url, options);
  const login = {
    ...(target.username === "" ? {} : { username: target.username }),
    ...(target.password === "" ? {} : { password: target.password }),
  };
  if (target.form === "sentinel") {
    return new BatchingRedis({ ...options, ...login, sentinels: target.nodes, name: target.masterName, db: target.db });
  }
  const { retryStrategy, ...redisOptions } = options;
  const clusterOptions: ClusterOptions = {
    redisOptions: { ...redisOptions, ...login },
    clusterRetryStrategy: (attempt) => retryStrategy?.(attempt) ?? null,
    enableOfflineQueue: options.enableOfflineQueue ?? true,
    // A fail-over is also noticed by who asks nothing.
    slotsRefreshInterval: 5000,
    // One is used up every 100 ms while a node is replaced, two while a slot is moved: patience ends when those do.
    maxRedirections: options.maxRetriesPerRequest === null ? Number.MAX_SAFE_INTEGER : 16,
  };
  return new Cluster(target.nodes, clusterOptions);
}
