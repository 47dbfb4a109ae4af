import { randomBytes } from "node:crypto";
import type { Clock } from "../clock.ts";
import type { App } from "../world.ts";

export const tokenLifetimeMs = 7_200_000;

interface IssuedToken {
  readonly text: string;
  readonly appKey: string;
  expiresAt: number;
}

/** Access tokens of apps, good on both hosts. */
export interface Tokens {
  /** The living token of the app, made to live 7 200 s from now; a new one when there is none. */
  issue(app: App): string;
  /** The app key behind a token; undefined for unknown and expired ones. */
  appKeyOf(token: string): string | undefined;
  /** Ends tokens before their time: of one app, or all. */
  expire(appKey?: string): void;
}

export function createTokens(clock: Clock): Tokens {
  const byText = new Map<string, IssuedToken>();
  const newest = new Map<string, IssuedToken>();
  return {
    issue: (app) => {
      const known = newest.get(app.appKey);
      const expiresAt = clock.now() + tokenLifetimeMs;
      if (known && known.expiresAt > clock.now()) {
        known.expiresAt = expiresAt;
        return known.text;
      }
      if (known) byText.delete(known.text);
      const issued = { text: randomBytes(16).toString("hex"), appKey: app.appKey, expiresAt };
      byText.set(issued.text, issued);
      newest.set(app.appKey, issued);
      return issued.text;
    },
    appKeyOf: (token) => {
      const issued = byText.get(token);
      return issued && issued.expiresAt > clock.now() ? issued.appKey : undefined;
    },
    expire: (appKey) => {
      for (const issued of byText.values()) {
        if (appKey === undefined || issued.appKey === appKey) issued.expiresAt = 0;
      }
    },
  };
}
