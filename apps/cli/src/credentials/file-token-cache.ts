import type { CachedToken, TokenCache } from "@dt/api";
import type { ConfigFile } from "./config-file.ts";

const tokenKey = "DINGTALK_ACCESS_TOKEN";
const expiryKey = "DINGTALK_TOKEN_EXPIRY";
/** Names host and app of the token, so that it is never used for another one. */
const ownerKey = "DINGTALK_TOKEN_OWNER";

export interface FileTokenCacheOptions {
  readonly file: ConfigFile;
  /** Whether a token without an owner, as other tools write it, is taken for ours. */
  readonly acceptsUnnamed: boolean;
}

/** Keeps one access token in the config file, shared by all processes of this person. */
export function createFileTokenCache({ file, acceptsUnnamed }: FileTokenCacheOptions): TokenCache {
  async function get(key: string): Promise<CachedToken | undefined> {
    const values = await file.read();
    const owner = values.get(ownerKey);
    if (owner === undefined ? !acceptsUnnamed : owner !== key) return undefined;
    const accessToken = values.get(tokenKey);
    const expiresAt = toMilliseconds(values.get(expiryKey));
    return accessToken === undefined || expiresAt === undefined ? undefined : { accessToken, expiresAt };
  }
  return {
    get,
    set: (key, { accessToken, expiresAt }) => {
      const expiry = String(Math.floor(expiresAt / 1_000));
      return file.change({ [tokenKey]: accessToken, [expiryKey]: expiry, [ownerKey]: key });
    },
    remove: async (key, accessToken) => {
      const found = await get(key);
      if (found?.accessToken !== accessToken) return;
      await file.change({ [tokenKey]: undefined, [expiryKey]: undefined, [ownerKey]: undefined });
    },
    exclusively: (_, run) => file.exclusively(run),
  };
}

/** Seconds since 1970; other tools write milliseconds now and then. */
function toMilliseconds(text: string | undefined): number | undefined {
  if (text === undefined || !/^\d+$/.test(text)) return undefined;
  const number = Number(text);
  return number > 1e11 ? number : number * 1_000;
}
