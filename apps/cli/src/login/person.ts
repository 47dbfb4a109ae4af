import type { UserCredentials } from "@dt/api";
import { CliError } from "../cli-error.ts";
import type { Context } from "../command/context.ts";
import { appKeyOf, appSecretOf } from "../credentials/app-credentials.ts";
import type { Settings } from "../credentials/settings.ts";
import { hostsOf } from "../dingtalk/dingtalk.ts";
import { type Fields, textAt } from "../fields.ts";

const refreshKey = "DINGTALK_USER_REFRESH_TOKEN";
const unionKey = "DINGTALK_USER_UNION_ID";
const tokenLines = ["DINGTALK_USER_ACCESS_TOKEN", "DINGTALK_USER_TOKEN_EXPIRY", "DINGTALK_USER_TOKEN_OWNER"];

/** Credentials of the person who logged in; the refresh token that DingTalk gives out next is stored. */
export function personCredentials(settings: Settings): UserCredentials {
  const { get, latest, file } = settings;
  const refreshToken = get(refreshKey);
  if (refreshToken === undefined) {
    const hint = "Log in once with: dt auth login";
    throw new CliError("AUTH_FAILED", "This needs a person who is logged in.", { hint });
  }
  return {
    kind: "user",
    clientId: appKeyOf(settings) ?? "",
    clientSecret: appSecretOf(settings) ?? "",
    person: get(unionKey) ?? "me",
    grant: async () => ({ refreshToken: (await latest(refreshKey)) ?? refreshToken }),
    onRefreshToken: (next) => file.change({ [refreshKey]: next }),
  };
}

/** Trades the code of a login for tokens, finds out who it is and stores it. */
export async function completeLogin({ dingtalk }: Context, settings: Settings, code: string): Promise<Fields> {
  const [clientId, clientSecret] = [appKeyOf(settings), appSecretOf(settings)];
  const grant = { clientId, clientSecret, grantType: "authorization_code", code };
  const tokens = await dingtalk.call("getUserAccessToken", grant, { maxAttempts: 1 });
  const [accessToken, refreshToken] = [textAt(tokens, "accessToken"), textAt(tokens, "refreshToken")];
  if (accessToken === undefined || refreshToken === undefined)
    throw new CliError("AUTH_FAILED", "DingTalk gave no tokens for the login.", { operation: "getUserAccessToken" });
  const person = await readPerson(settings, { accessToken, expiresAt: Date.now() + 7_000_000 });
  await settings.file.change({ [refreshKey]: refreshToken, [unionKey]: textAt(person, "unionId") });
  return { loggedIn: true, nick: person.nick, unionId: person.unionId };
}

/** Who the access token belongs to. */
async function readPerson(settings: Settings, token: { accessToken: string; expiresAt: number }): Promise<Fields> {
  const { createClient } = await import("@dt/api");
  const { api, oapi } = hostsOf(settings);
  const client = createClient({
    credentials: {
      kind: "user",
      clientId: appKeyOf(settings) ?? "",
      clientSecret: appSecretOf(settings) ?? "",
      person: "me",
      grant: () => ({ refreshToken: "" }),
    },
    apiUrl: api,
    oapiUrl: oapi,
    tokenCache: { get: () => Promise.resolve(token), set: () => Promise.resolve(), remove: () => Promise.resolve() },
  });
  return client.call("getContactUser", { unionId: "me" });
}

/** Forgets the login. */
export async function logout({ file }: Settings): Promise<void> {
  await file.change(Object.fromEntries([refreshKey, unionKey, ...tokenLines].map((key) => [key, undefined])));
}
