import { randomBytes } from "node:crypto";
import { BoundedMap } from "../../world/bounded.ts";
import type { Clock } from "../../world/clock.ts";
import type { App } from "../../world/types.ts";

export const tokenLifetimeMs = 7_200_000;
const refreshTokenLifetimeMs = 30 * 24 * 3_600_000;
const othersKept = 10_000;

/** Who a token speaks for. */
export interface TokenHolder {
  readonly appKey: string;
  /** Of a person who logged in to the app. */
  readonly userId?: string;
}

interface IssuedToken extends TokenHolder {
  readonly text: string;
  expiresAt: number;
}

interface RefreshToken {
  readonly appKey: string;
  readonly userId: string;
  readonly withCorpId: boolean;
  readonly expiresAt: number;
}

/** A person's token and what gets the next one. */
export interface UserTokens {
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly withCorpId: boolean;
}

/** Access tokens of apps and people, good on both hosts. */
export interface Tokens {
  /** The living token of the app, made to live 7 200 s from now; a new one when there is none. */
  issue(app: App): string;
  /** A new token in addition to those that the app has, as apps of the store get them. */
  issueAnother(app: App): string;
  issueToUser(app: App, login: { readonly userId: string; readonly withCorpId?: boolean }): UserTokens;
  /** New tokens for a refresh token, which works once within 30 days; undefined for any other. */
  refresh(app: App, refreshToken: string): UserTokens | undefined;
  /** Undefined for unknown and expired tokens. */
  holderOf(token: string): TokenHolder | undefined;
  /** Whose token it was before it expired; undefined for tokens that are good or were never given out. */
  expiredHolderOf(token: string): TokenHolder | undefined;
  /** The app key behind a token; undefined for unknown and expired ones. */
  appKeyOf(token: string): string | undefined;
  /** Ends access tokens before their time: of one app and its people, or all. */
  expire(appKey?: string): void;
}

export function createTokens(clock: Clock, mark = ""): Tokens {
  const newText = (): string => mark + randomBytes(16).toString("hex");
  const byText = new Map<string, IssuedToken>();
  const newest = new Map<string, IssuedToken>();
  const others = new BoundedMap<string, IssuedToken>(othersKept);
  const refreshTokens = new BoundedMap<string, RefreshToken>(othersKept);
  const create = (holder: TokenHolder): IssuedToken => ({
    text: newText(),
    ...holder,
    expiresAt: clock.now() + tokenLifetimeMs,
  });
  const issuedAs = (token: string): IssuedToken | undefined => byText.get(token) ?? others.get(token);
  const isGood = ({ expiresAt }: IssuedToken): boolean => expiresAt > clock.now();
  const holderOf = (token: string): TokenHolder | undefined => {
    const issued = issuedAs(token);
    return issued && isGood(issued) ? issued : undefined;
  };
  const issueToUser: Tokens["issueToUser"] = ({ appKey }, { userId, withCorpId = false }) => {
    const issued = create({ appKey, userId });
    others.set(issued.text, issued);
    const refreshToken = newText();
    const expiresAt = clock.now() + refreshTokenLifetimeMs;
    refreshTokens.set(refreshToken, { appKey, userId, withCorpId, expiresAt });
    return { accessToken: issued.text, refreshToken, withCorpId };
  };
  return {
    issue: (app) => {
      const known = newest.get(app.appKey);
      if (known && known.expiresAt > clock.now()) {
        known.expiresAt = clock.now() + tokenLifetimeMs;
        return known.text;
      }
      if (known) byText.delete(known.text);
      const issued = create({ appKey: app.appKey });
      byText.set(issued.text, issued);
      newest.set(app.appKey, issued);
      return issued.text;
    },
    issueAnother: ({ appKey }) => {
      const issued = create({ appKey });
      others.set(issued.text, issued);
      return issued.text;
    },
    issueToUser,
    refresh: (app, refreshToken) => {
      const known = refreshTokens.get(refreshToken);
      if (known?.appKey !== app.appKey || known.expiresAt <= clock.now()) return undefined;
      refreshTokens.delete(refreshToken);
      return issueToUser(app, known);
    },
    holderOf,
    expiredHolderOf: (token) => {
      const issued = issuedAs(token);
      return issued && !isGood(issued) ? issued : undefined;
    },
    appKeyOf: (token) => holderOf(token)?.appKey,
    expire: (appKey) => {
      for (const issued of [...byText.values(), ...others.values()]) {
        if (appKey === undefined || issued.appKey === appKey) issued.expiresAt = 0;
      }
    },
  };
}
