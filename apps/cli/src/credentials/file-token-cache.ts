import type { CachedToken, TokenCache } from "@dt/api";
import type { ConfigFile } from "./config-file.ts";

/** Lines of the app's token. `owner` names host and app, so that the token is never used for another one. */
const appKeys = { token: "DINGTALK_ACCESS_TOKEN", expiry: "DINGTALK_TOKEN_EXPIRY", owner: "DINGTALK_TOKEN_OWNER" };
const personKeys = {
  token: "DINGTALK_USER_ACCESS_TOKEN",
  expiry: "DINGTALK_USER_TOKEN_EXPIRY",
  owner: "DINGTALK_USER_TOKEN_OWNER",
};

export interface FileTokenCacheOptions {
  readonly file: ConfigFile;
  /** Whether a token without an owner, as other tools write it, is taken for ours. */
  readonly acceptsUnnamed: boolean;
  /** Whose token. */
  readonly of: "app" | "person";
}

/** Keeps one access token in the config file, shared by all processes of this person. */
export function createFileTokenCache({ file, acceptsUnnamed, of }: FileTokenCacheOptions): TokenCache {
  const keys = of === "app" ? appKeys : personKeys;
  async function get(key: string): Promise<CachedToken | undefined> {
    const values = await file.read();
    const owner = values.get(keys.owner);
    if (owner === undefined ? !acceptsUnnamed : owner !== key) return undefined;
    const accessToken = values.get(keys.token);
    const expiresAt = toMilliseconds(values.get(keys.expiry));
    return accessToken === undefined || expiresAt === undefined ? undefined : { accessToken, expiresAt };
  }
  return {
    get,
    set: (key, { accessToken, expiresAt }) => {
      const expiry = String(Math.floor(expiresAt / 1_000));
      return file.change({ [keys.token]: accessToken, [keys.expiry]: expiry, [keys.owner]: key });
    },
    remove: async (key, accessToken) => {
      const found = await get(key);
      if (found?.accessToken !== accessToken) return;
      await file.change({ [keys.token]: undefined, [keys.expiry]: undefined, [keys.owner]: undefined });
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
