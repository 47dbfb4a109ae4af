import type { Client, ClientOptions, Credentials, Limiter } from "@dt/api";
import { appCredentials } from "../credentials/app-credentials.ts";
import { createFileTokenCache } from "../credentials/file-token-cache.ts";
import type { Settings } from "../credentials/settings.ts";
import { hostsOf } from "./dingtalk.ts";

/** A throttled call waits for the next minute at most; nobody gains from failing sooner. */
const maxWaitMs = 70_000;
const maxAttempts = 5;

export interface ConnectOptions {
  readonly settings: Settings;
  readonly credentials: Credentials;
  /** Shows requests and responses. */
  readonly debug: ((line: string) => void) | undefined;
  readonly progress: (text: string) => void;
}

/** A client whose token lives in the config file. */
export async function connectDingTalk({ settings, credentials, debug, progress }: ConnectOptions): Promise<Client> {
  const { createClient } = await import("@dt/api");
  const { api, oapi } = hostsOf(settings);
  const robotCode = settings.get("DINGTALK_ROBOT_CODE");
  const standardHost = settings.get("DINGTALK_API_URL") === undefined;
  const options: ClientOptions = {
    credentials,
    apiUrl: api,
    oapiUrl: oapi,
    maxWaitMs,
    maxAttempts,
    tokenCache: createFileTokenCache({
      file: settings.file,
      of: credentials.kind === "user" ? "person" : "app",
      acceptsUnnamed: settings.fileIsOurs && standardHost,
    }),
    limiter: sayWhenThrottled(progress),
    ...(robotCode === undefined ? {} : { robotCode }),
  };
  if (debug === undefined) return createClient(options);
  const [{ createDebugFetch }, { plainFetch }] = await Promise.all([
    import("./debug-fetch.ts"),
    import("./plain-fetch.ts"),
  ]);
  return createClient({ ...options, fetch: createDebugFetch(debug, plainFetch) });
}

/** Paces nothing: one person's commands stay below the limits. */
function sayWhenThrottled(progress: (text: string) => void): Limiter {
  return {
    acquire: () => Promise.resolve(),
    throttled: (_call, waitMs) => progress(`DingTalk asks to slow down; waiting ${Math.ceil(waitMs / 1_000)} s…`),
  };
}

/** @throws CliError, DingTalkError when DingTalk does not give the app a token */
export async function verifyApp(settings: Settings): Promise<void> {
  const { createClient } = await import("@dt/api");
  const { api, oapi } = hostsOf(settings);
  await createClient({ credentials: appCredentials(settings), apiUrl: api, oapiUrl: oapi }).accessToken();
}
