/** An access token and when to stop using it. */
export interface CachedToken {
  readonly accessToken: string;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

/**
 * Where access tokens are kept between calls, and between processes when the cache is shared. Keys contain host,
 * kind and app. A cache that fails slows calls down but does not fail them.
 */
export interface TokenCache {
  get(key: string): Promise<CachedToken | undefined>;
  set(key: string, token: CachedToken): Promise<void>;
  /** Forgets this token; a newer one under the same key stays. */
  remove(key: string, accessToken: string): Promise<void>;
  /** Runs one function per key at a time, over all processes that share the cache. */
  exclusively?<T>(key: string, run: () => Promise<T>): Promise<T>;
}
