import type { CachedToken, TokenCache } from "./token-cache.ts";

/** Keeps tokens in this process. */
export function createMemoryTokenCache(): TokenCache {
  const tokens = new Map<string, CachedToken>();
  return {
    get: (key) => Promise.resolve(tokens.get(key)),
    set: (key, token) => {
      tokens.set(key, token);
      return Promise.resolve();
    },
    remove: (key, accessToken) => {
      if (tokens.get(key)?.accessToken === accessToken) tokens.delete(key);
      return Promise.resolve();
    },
  };
}
