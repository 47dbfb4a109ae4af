import type { Logger } from "../logging/logger.ts";
import type { Clock } from "../time/clock.ts";
import type { FreshToken } from "./fetch-token.ts";
import type { CachedToken, TokenCache } from "./token-cache.ts";

/** DingTalk's tokens live 7 200 s; ours are replaced before they can expire on the way. */
const longestUseMs = 7_000_000;
const reserveMs = 200_000;

export interface TokenSourceOptions {
  /** Key in the cache. */
  readonly key: string;
  readonly cache: TokenCache;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Gets a new token from DingTalk. */
  readonly fetchToken: () => Promise<FreshToken>;
}

/** Hands out the access token of one app or person; any number of callers cause one refresh. */
export interface TokenSource {
  /** The token at hand, when it is still good. */
  current(): string | undefined;
  get(): Promise<string>;
  /** A token other than the one that DingTalk rejected, as far as DingTalk gives another. */
  renew(rejected: string): Promise<string>;
}

export function createTokenSource(options: TokenSourceOptions): TokenSource {
  const { key, cache, clock, logger } = options;
  let current: CachedToken | undefined;
  let flight: Promise<string> | undefined;

  const usable = (token: CachedToken | undefined): token is CachedToken => {
    return token !== undefined && token.expiresAt > clock.now();
  };

  function takeCurrent(): string | undefined {
    return usable(current) ? current.accessToken : undefined;
  }

  async function cached(): Promise<CachedToken | undefined> {
    return cache.get(key).catch((cause: unknown) => {
      logger.warn({ key, cause }, "token cache cannot be read");
      return undefined;
    });
  }

  async function refresh(): Promise<string> {
    const found = await cached();
    if (usable(found)) return keep(found);
    const { accessToken, lifetimeMs } = await options.fetchToken();
    const token = { accessToken, expiresAt: clock.now() + usableMs(lifetimeMs) };
    await cache.set(key, token).catch((cause: unknown) => logger.warn({ key, cause }, "token cache cannot be written"));
    return keep(token);
  }

  function keep(token: CachedToken): string {
    current = token;
    return token.accessToken;
  }

  async function get(): Promise<string> {
    const atHand = takeCurrent();
    if (atHand !== undefined) return atHand;
    flight ??= exclusively(cache, key, refresh).finally(() => {
      flight = undefined;
    });
    return flight;
  }

  async function renew(rejected: string): Promise<string> {
    if (current?.accessToken === rejected) current = undefined;
    await cache
      .remove(key, rejected)
      .catch((cause: unknown) => logger.warn({ key, cause }, "token cache cannot be written"));
    return get();
  }

  return { current: takeCurrent, get, renew };
}

function exclusively<T>(cache: TokenCache, key: string, run: () => Promise<T>): Promise<T> {
  return cache.exclusively === undefined ? run() : cache.exclusively(key, run);
}

function usableMs(lifetimeMs: number): number {
  const withReserve = lifetimeMs > 2 * reserveMs ? lifetimeMs - reserveMs : lifetimeMs / 2;
  return Math.min(withReserve, longestUseMs);
}
