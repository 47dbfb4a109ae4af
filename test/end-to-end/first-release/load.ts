/**
 * What the first release left in Redis, as its services wrote it before they were killed: `keys.json` holds every key of
 * the tenant `default`. Only the session webhooks were made to look two hours older, so that they have expired.
 *
 * - 张三 (zhangsan01): one message answered, and something remembered; a reply in the outbox; two messages wait, and one
 *   in the group.
 * - 李四 (lisi02): a reply of three parts, the first of which is out and the second was being sent when the sender was
 *   killed; another reply behind it; one message waits.
 * - 王芳 (wangfang03): a dead letter of a reply; one message waits.
 * - zhaoliu04: a turn was running when the worker was killed; another message waits behind it.
 * - sunqi05: a dead letter of a message.
 * - zhouba06: a reply that failed once, and may have arrived.
 * - A dead letter of a push that nobody could read.
 */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { RedisClient } from "@dt/session";

export type StoredKey = { readonly ttlMs?: number } & (
  | { readonly type: "string"; readonly value: string }
  | { readonly type: "list"; readonly value: readonly string[] }
  | { readonly type: "hash"; readonly value: Readonly<Record<string, string>> }
  /** Member to score. */
  | { readonly type: "zset"; readonly value: Readonly<Record<string, number>> }
);

/** Messages that the release had accepted. */
export const RECEIVED = 15;

/** Writes every key, changed by `change`. */
export async function loadFirstRelease(
  redis: RedisClient,
  change: (key: string, stored: StoredKey) => StoredKey = (_key, stored) => stored,
): Promise<void> {
  const text = await readFile(join(import.meta.dirname, "keys.json"), "utf8");
  for (const [key, stored] of Object.entries(JSON.parse(text) as Record<string, StoredKey>)) {
    await write(redis, key, change(key, stored));
  }
}

async function write(redis: RedisClient, key: string, stored: StoredKey): Promise<void> {
  switch (stored.type) {
    case "string":
      await redis.set(key, stored.value);
      break;
    case "list":
      await redis.rpush(key, ...stored.value);
      break;
    case "hash":
      await redis.hset(key, stored.value);
      break;
    case "zset":
      await redis.zadd(key, ...Object.entries(stored.value).flatMap(([member, score]) => [score, member]));
  }
  if (stored.ttlMs !== undefined) await redis.pexpire(key, stored.ttlMs);
}
