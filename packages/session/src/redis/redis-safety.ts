/** Looks at a Redis before it is trusted with messages, and says what is unsafe about its settings. */
import type { Redis } from "ioredis";
import { primariesOf, type RedisClient } from "./redis.ts";

/** What decides whether accepted messages survive; a field is undefined where Redis does not tell. */
export interface RedisDurability {
  readonly maxmemoryPolicy: string | undefined;
  readonly appendonly: string | undefined;
  readonly appendfsync: string | undefined;
  /** `err`: the last write to the append-only file failed, for example because the disk is full. */
  readonly lastWrite: string | undefined;
  /** Replicas that are connected. */
  readonly replicas: number | undefined;
}

/**
 * Sentences about what is unsafe and what to do; none when all is well. In a cluster every primary is looked at.
 * Needs `INFO`, and `CONFIG GET` for one detail; what Redis does not tell is said too. Never rejects.
 * `replicas` are waited for before anything is acknowledged; default: 0.
 */
export async function checkRedisSafety(
  redis: RedisClient,
  { replicas = 0 }: { readonly replicas?: number } = {},
): Promise<string[]> {
  const sentences = await Promise.all(
    primariesOf(redis).map(async (node) => unsafeSettings(await readDurability(node), replicas)),
  );
  return [...new Set(sentences.flat())];
}

/** `replicas` are waited for before anything is acknowledged. */
export function unsafeSettings(durability: RedisDurability, replicas = 0): string[] {
  const about = [aboutEviction, aboutPersistence, aboutDisk, aboutReplicas];
  const sentences = about.map((tell) => tell(durability, replicas));
  return sentences.filter((sentence) => sentence !== undefined);
}

function aboutEviction({ maxmemoryPolicy: policy }: RedisDurability): string | undefined {
  if (policy === "noeviction") return undefined;
  if (policy === undefined) return "Redis does not tell its maxmemory-policy: make sure that it is noeviction";
  return `Redis has maxmemory-policy ${policy} and deletes accepted messages when its memory is full: set maxmemory-policy noeviction`;
}

function aboutPersistence({ appendonly, appendfsync }: RedisDurability): string | undefined {
  if (appendonly === undefined) return "Redis does not tell whether it is persistent: make sure that appendonly is yes";
  if (appendonly !== "yes") {
    return "Redis keeps no append-only file and loses accepted messages when it stops: set appendonly yes";
  }
  if (appendfsync !== "no") return undefined;
  return "Redis leaves it to the system when its append-only file is on the disk, and a power cut loses many accepted messages: set appendfsync everysec or always";
}

function aboutDisk({ lastWrite }: RedisDurability): string | undefined {
  if (lastWrite !== "err") return undefined;
  return "Redis could not write its append-only file: see its log, and whether its disk is full";
}

function aboutReplicas({ replicas: connected }: RedisDurability, replicas: number): string | undefined {
  if (connected === undefined || connected >= replicas) return undefined;
  return `Redis has ${connected} of the ${replicas} replicas that are waited for: nothing is acknowledged or sent before the others are there`;
}

/** `CONFIG` is often not allowed where Redis is rented; `INFO` tells nearly everything. */
async function readDurability(node: Redis): Promise<RedisDurability> {
  const memory = await readInfo(node, "memory");
  const persistence = await readInfo(node, "persistence");
  const connected = (await readInfo(node, "replication")).get("connected_slaves");
  const aof = persistence.get("aof_enabled");
  return {
    maxmemoryPolicy: memory.get("maxmemory_policy") ?? (await readConfig(node, "maxmemory-policy")),
    appendonly: aof === undefined ? await readConfig(node, "appendonly") : aof === "1" ? "yes" : "no",
    appendfsync: await readConfig(node, "appendfsync"),
    lastWrite: persistence.get("aof_last_write_status"),
    replicas: connected === undefined ? undefined : Number(connected),
  };
}

async function readInfo(node: Redis, section: string): Promise<ReadonlyMap<string, string>> {
  const text = await node.info(section).catch(() => "");
  return new Map(Array.from(text.matchAll(/^(\w+):(.*?)\r?$/gm), ([, field = "", value = ""]) => [field, value]));
}

async function readConfig(node: Redis, name: string): Promise<string | undefined> {
  const reply: unknown = await node.config("GET", name).catch(() => undefined);
  const value: unknown = Array.isArray(reply) ? reply[1] : undefined;
  return typeof value === "string" ? value : undefined;
}
