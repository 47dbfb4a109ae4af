import type { AppType } from "../operation.ts";
import type { Credentials } from "./credentials.ts";

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
