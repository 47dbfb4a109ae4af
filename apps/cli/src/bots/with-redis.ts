import type { RedisClient } from "@dt/session";
import { CliError, invalidArguments } from "../cli-error.ts";
import type { Option } from "../command/command.ts";
import type { Context } from "../command/context.ts";
import type { Input } from "../command/input.ts";
import { DryRunEnd } from "../dingtalk/dry-run.ts";
import { interrupted } from "../dingtalk/to-cli-error.ts";
import { explainRedis } from "./redis-failure.ts";

const connectMs = 3_000;
const defaultUrl = "redis://127.0.0.1:6379";

export const tenantOption: Option = {
  name: "tenant",
  type: "text",
  value: "id",
  summary: "The bot that is meant (default: default)",
};

const defaultTenant = "default";

/** The bot that `--tenant` names. */
export function tenantOf(input: Input): string {
  return input.text("tenant") ?? defaultTenant;
}

/** Runs with a connection to Redis and the bot that is meant. */
export function withTenant<T>(
  context: Context,
  input: Input,
  use: (redis: RedisClient, tenant: string) => Promise<T>,
): Promise<T> {
  return withRedis(context, async (redis) => {
    const { tenantPrefix } = await import("@dt/session");
    const tenant = tenantOf(input);
    try {
      tenantPrefix(tenant);
    } catch (cause) {
      throw invalidArguments(`--tenant: ${cause instanceof Error ? cause.message : "unknown"}.`, { cause });
    }
    return use(redis, tenant);
  });
}

/** Runs with a connection to the Redis of the bots, named by `REDIS_URL`, and closes it. A dry run ends here. */
export async function withRedis<T>(context: Context, use: (redis: RedisClient) => Promise<T>): Promise<T> {
  if (context.flags.dryRun) throw new DryRunEnd([]);
  const { checkLayout, closeRedis, connectRedis, NewerLayoutError, redisReady } = await import("@dt/session");
  const url = (await context.settings()).get("REDIS_URL") ?? defaultUrl;
  const redis = connect(url, (address) => connectRedis(address, { mode: "fail-fast", name: "dt-cli" }));
  // A replica's refusal is told: a second try, as services make it, would end in a broken connection instead.
  if ("reconnectOnError" in redis.options) redis.options.reconnectOnError = null;
  try {
    const signal = AbortSignal.any([context.host.interrupted, AbortSignal.timeout(connectMs)]);
    await Promise.race([redisReady(redis, signal), firstError(redis, url)]).catch((cause: unknown) => {
      throw context.host.interrupted.aborted ? interrupted(cause) : unreachable(url, cause);
    });
    const run = async (): Promise<T> => {
      await checkLayout(redis);
      return await use(redis);
    };
    return await run().catch((cause: unknown) => {
      if (cause instanceof NewerLayoutError) throw new CliError("UNAVAILABLE", cause.message, { cause });
      throw explainRedis(cause, addressOf(url)) ?? cause;
    });
  } finally {
    await closeRedis(redis);
  }
}

/** A single server that refuses will refuse again; of several, others may answer. */
function firstError(redis: RedisClient, url: string): Promise<never> {
  return new Promise((_, reject) => {
    if (/^rediss?:/.test(url)) redis.once("error", reject);
  });
}

function connect<T>(url: string, open: (url: string) => T): T {
  try {
    return open(url);
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : "unknown";
    throw new CliError("INVALID_ARGUMENTS", `REDIS_URL cannot be used: ${message}.`, { cause });
  }
}

function unreachable(url: string, cause: unknown): CliError {
  const explained = explainRedis(cause, addressOf(url));
  if (explained !== undefined) return explained;
  const hint = "Set REDIS_URL to the Redis of the services, or start it; dt doctor checks it.";
  return new CliError("UNAVAILABLE", `Redis at ${addressOf(url)} cannot be reached.`, { hint, cause });
}

/** Without name and password. */
export function addressOf(url: string): string {
  return url.replace(/^([\w+]+:\/\/)[^/]*@/, "$1");
}
