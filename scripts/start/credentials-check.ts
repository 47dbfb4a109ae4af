/** Asks DingTalk for an access token before anything starts: a wrong app key or secret shows at once. */
import { createClient, DingTalkError } from "@dt/api";
import { maskSecret } from "@dt/runtime";
import { exitCodes, Problem } from "../shared/problem.ts";

export interface AppAddress {
  readonly appKey: string;
  readonly appSecret: string;
  readonly apiUrl: string;
}

const limitMs = 8_000;

/**
 * Returns undefined when the app is accepted, or why DingTalk cannot say so now: then the services go on trying.
 * @throws Problem (`remote`) when DingTalk refuses app key or secret.
 */
export async function checkCredentials({ appKey, appSecret, apiUrl }: AppAddress): Promise<string | undefined> {
  const client = createClient({ credentials: { appKey, appSecret }, apiUrl, timeoutMs: limitMs, maxAttempts: 1 });
  try {
    await client.accessToken();
    return undefined;
  } catch (error) {
    if (!(error instanceof DingTalkError)) throw error;
    if (error.retryable) return `DingTalk at ${apiUrl} gives no token now (${error.code}); the ingester goes on trying`;
    throw new Problem(
      exitCodes.remote,
      `DingTalk refuses the app ${maskSecret(appKey)} (${error.apiCode ?? error.code}); correct DINGTALK_APP_KEY and DINGTALK_APP_SECRET.`,
      { cause: error },
    );
  }
}
