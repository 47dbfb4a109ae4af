import { randomBytes } from "node:crypto";
import { BoundedMap } from "../../world/bounded.ts";
import type { Clock } from "../../world/clock.ts";

/** What a person allowed an app by logging in. */
export interface AuthCode {
  readonly appKey: string;
  readonly userId: string;
  /** The app learns the organisation as well (scope `corpid`). */
  readonly withCorpId: boolean;
}

/** Codes of logins, good once and for five minutes. */
export interface AuthCodes {
  issue(login: Omit<AuthCode, "withCorpId"> & { readonly withCorpId?: boolean }): string;
  /** What the code stands for; undefined for another app's, an old and a used one. */
  use(appKey: string, code: string): AuthCode | undefined;
}

const lifetimeMs = 5 * 60_000;
const kept = 10_000;

export function createAuthCodes(clock: Clock): AuthCodes {
  const codes = new BoundedMap<string, AuthCode & { readonly expiresAt: number }>(kept);
  return {
    issue: ({ withCorpId = false, ...login }) => {
      const code = randomBytes(16).toString("hex");
      codes.set(code, { ...login, withCorpId, expiresAt: clock.now() + lifetimeMs });
      return code;
    },
    use: (appKey, code) => {
      const found = codes.get(code);
      if (found?.appKey !== appKey) return undefined;
      codes.delete(code);
      return found.expiresAt > clock.now() ? found : undefined;
    },
  };
}
