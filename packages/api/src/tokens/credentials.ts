import { DingTalkError } from "../errors/dingtalk-error.ts";
import type { AppType } from "../operation.ts";

/** An app that the organisation made for itself. */
export interface InternalAppCredentials {
  readonly kind?: "internal";
  readonly appKey: string;
  readonly appSecret: string;
}

/** An app from the store, acting in one organisation that installed it. */
export interface ThirdPartyAppCredentials {
  readonly kind: "thirdParty";
  readonly suiteKey: string;
  readonly suiteSecret: string;
  /** The organisation. */
  readonly corpId: string;
  /** Reads the newest ticket; DingTalk pushes one about every five hours. */
  readonly suiteTicket: () => string | Promise<string>;
}

/** A person who logged in through OAuth 2.0. */
export interface UserCredentials {
  readonly kind: "user";
  /** App key or suite key of the app that the person logged in to. */
  readonly clientId: string;
  readonly clientSecret: string;
  /** Reads the newest refresh token, or the code of a login that was not used yet. */
  readonly grant: () => UserGrant | Promise<UserGrant>;
  /** Stores the refresh token for next time; it lives 30 days. */
  readonly onRefreshToken?: (refreshToken: string) => void | Promise<void>;
  /** Tells people of one app apart in the token cache, such as their unionId. */
  readonly person: string;
}

export type UserGrant = { readonly refreshToken: string } | { readonly code: string };

export type Credentials = InternalAppCredentials | ThirdPartyAppCredentials | UserCredentials;

/** Who calls: part of token keys, limits and log lines. Contains no secret. */
export function identityOf(credentials: Credentials): string {
  if (credentials.kind === "thirdParty") return `thirdParty:${credentials.suiteKey}:${credentials.corpId}`;
  if (credentials.kind === "user") return `user:${credentials.clientId}:${credentials.person}`;
  return `internal:${credentials.appKey}`;
}

/** The kind of app, where the credentials tell. */
export function appTypeOf(credentials: Credentials): AppType | undefined {
  if (credentials.kind === "user") return undefined;
  return credentials.kind === "thirdParty" ? "thirdPartyOrg" : "internal";
}

/** @throws DingTalkError `invalid_request` naming the field that is missing */
export function assertCredentials(credentials: Credentials): void {
  const fields: Record<string, unknown> = { ...credentials };
  const names =
    credentials.kind === "thirdParty"
      ? ["suiteKey", "suiteSecret", "corpId"]
      : credentials.kind === "user"
        ? ["clientId", "clientSecret", "person"]
        : ["appKey", "appSecret"];
  const missing = names.find((name) => typeof fields[name] !== "string" || fields[name] === "");
  if (missing === undefined) return;
  const message = `createClient needs credentials.${missing}: copy it from the app's page in DingTalk's developer console.`;
  throw new DingTalkError(message, { code: "invalid_request", field: `credentials.${missing}` });
}
