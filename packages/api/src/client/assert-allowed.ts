import { DingTalkError } from "../errors/dingtalk-error.ts";
import type { Operation } from "../operation.ts";
import type { Credentials } from "../tokens/credentials.ts";
import { appTypeOf } from "../tokens/identity.ts";

const appTypeNames = {
  internal: "apps of the organisation itself",
  thirdPartyOrg: "apps from the store",
  thirdPartyPersonal: "apps for single people",
} as const;

/** @throws DingTalkError `permission_denied` when this kind of app can never call the operation */
export function assertAllowed(operation: Operation, credentials: Credentials): void {
  const details = { code: "permission_denied", operation: operation.name } as const;
  if (operation.tokenKind === "user" && credentials.kind !== "user") {
    const message = `${operation.name} was not called: it needs the access token of a person; create the client with user credentials.`;
    throw new DingTalkError(message, details);
  }
  const appType = appTypeOf(credentials);
  if (appType === undefined || operation.appTypes.length === 0 || operation.appTypes.includes(appType)) return;
  const allowed = operation.appTypes.map((type) => appTypeNames[type]).join(" and ");
  const message = `${operation.name} was not called: DingTalk allows it only to ${allowed}, and these credentials are of ${appTypeNames[appType]}.`;
  throw new DingTalkError(message, details);
}
