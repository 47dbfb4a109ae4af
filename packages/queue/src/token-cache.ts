/** Access tokens shared by all processes, so that an app asks DingTalk for one and not each process for its own. */
import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import type { QueueConnection } from "./connection.ts";

/** As in @dt/api. */
export interface CachedToken {
  readonly accessToken: string;
  /** ms since the epoch */
  readonly expiresAt: number;
}

/** Fits `TokenCache` of @dt/api. */
export interface SharedTokenCache {
  get(key: string): Promise<CachedToken | undefined>;
  set(key: string, token: CachedToken): Promise<void>;
  remove(key: string, accessToken: string): Promise<void>;
  exclusively<T>(key: string, run: () => Promise<T>): Promise<T>;
}

/** A holder that died frees the lock after this; a token call takes far less. */
const LOCK_MS = 15_000;
const POLL_MS = 50;

const removeScript = `
local token = redis.call('GET', KEYS[1])
if token and cjson.decode(token).accessToken == ARGV[1] then return redis.call('DEL', KEYS[1]) end
return 0`;
const unlockScript = `if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end return 0`;

export function createSharedTokenCache(redis: QueueConnection): SharedTokenCache {
  return {
    async get(key) {
      const token = await redis.get(tokenKey(key));
      return token === null ? undefined : (JSON.parse(token) as CachedToken);
    },

    async set(key, token) {
      const ms = Math.max(1, Math.round(token.expiresAt - Date.now()));
      await redis.set(tokenKey(key), JSON.stringify(token), "PX", ms);
    },

    async remove(key, accessToken) {
      await redis.eval(removeScript, 1, tokenKey(key), accessToken);
    },

    async exclusively(key, run) {
      const [lock, owner] = [`${tokenKey(key)}:lock`, randomUUID()];
      while ((await redis.set(lock, owner, "PX", LOCK_MS, "NX")) === null) {
        // It is ours when the call was made again because its answer was lost.
        if ((await redis.get(lock)) === owner) break;
        await delay(POLL_MS);
      }
      try {
        return await run();
      } finally {
        // A lock that cannot be freed frees itself.
        await redis.eval(unlockScript, 1, lock, owner).catch(() => undefined);
      }
    },
  };
}

function tokenKey(key: string): string {
  return `dt:token:{${key}}`;
}
