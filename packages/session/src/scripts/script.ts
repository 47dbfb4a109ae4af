/** Redis scripts: loaded from `scripts/*.lua`, sent once per server, run atomically. */
import { createHash, randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Cluster } from "ioredis";
import type { RedisClient } from "../redis/redis.ts";
import { tenantPrefix } from "../session-id.ts";

const slotGuard = read("slot-guard");
const prelude = read("prelude");

export type Argument = string | number;

/** Runs a script for one tenant and returns Redis's reply. */
export type Script = (tenantId: string, ...args: readonly Argument[]) => Promise<unknown>;

/**
 * A function that runs `scripts/{name}.lua` on the given connection. Calls take effect in the order in which they are
 * made, the first ones too: a call that had to be sent twice, because the server did not know the script yet, could be
 * overtaken by a later one. Hence the source is sent until one answer has come, and the digest from then on.
 */
export function loadScript(redis: RedisClient, name: string): Script {
  const { source, digest } = readScript(redis, name);
  const digests = knownScripts(redis);
  return async (tenantId, ...args) => {
    const prefix = tenantPrefix(tenantId);
    try {
      if (digests.has(digest)) return await redis.evalsha(digest, 1, prefix, ...args);
    } catch (error) {
      // The server was restarted while the call was on its way; nothing was executed, so sending it again is safe.
      if (!isUnknownScript(error)) throw error;
    }
    const reply = await redis.eval(source, 1, prefix, ...args);
    digests.add(digest);
    return reply;
  };
}

const processName = randomUUID();
let calls = 0;

/**
 * A name for one call, unique over all processes: a call whose answer was lost with its connection is made again, and a
 * script can tell by the name that it has run before.
 */
export function nameCall(): string {
  calls++;
  return `${processName}-${calls}`;
}

/** The text of a script for this kind of Redis, and the digest that names it. */
export function readScript(redis: RedisClient, name: string): { readonly source: string; readonly digest: string } {
  const source = [...(redis instanceof Cluster ? [slotGuard] : []), prelude, read(name)].join("\n");
  return { source, digest: createHash("sha1").update(source).digest("hex") };
}

function read(name: string): string {
  return readFileSync(join(import.meta.dirname, `${name}.lua`), "utf8");
}

const knownByClient = new WeakMap<RedisClient, Set<string>>();

/** Digests of the scripts that the server behind a connection has. */
export function knownScripts(redis: RedisClient): Set<string> {
  const before = knownByClient.get(redis);
  if (before !== undefined) return before;
  const digests = new Set<string>();
  knownByClient.set(redis, digests);
  // Perhaps because the server ends: a new one knows none.
  redis.on("close", () => digests.clear());
  return digests;
}

export function isUnknownScript(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith("NOSCRIPT");
}
