import type { Credentials, ThirdPartyAppCredentials, UserCredentials } from "./credentials.ts";

/** An access token as DingTalk hands it out. */
export interface FreshToken {
  readonly accessToken: string;
  /** How long DingTalk accepts it. */
  readonly lifetimeMs: number;
}

/** Calls a token operation by name. */
export type CallTokenOperation = (
  name: "getAppAccessToken" | "getCorpAccessToken" | "getUserAccessToken",
  input: Readonly<Record<string, unknown>>,
) => Promise<Readonly<Record<string, unknown>>>;

/** Gets a new token for the credentials. */
export async function fetchToken(credentials: Credentials, call: CallTokenOperation): Promise<FreshToken> {
  if (credentials.kind === "thirdParty")
    return read(await call("getCorpAccessToken", await thirdPartyInput(credentials)));
  if (credentials.kind === "user") return fetchUserToken(credentials, call);
  const { appKey, appSecret } = credentials;
  return read(await call("getAppAccessToken", { appKey, appSecret }));
}

async function thirdPartyInput(credentials: ThirdPartyAppCredentials): Promise<Record<string, string>> {
  const { suiteKey, suiteSecret, corpId } = credentials;
  return { suiteKey, suiteSecret, authCorpId: corpId, suiteTicket: await credentials.suiteTicket() };
}

async function fetchUserToken(credentials: UserCredentials, call: CallTokenOperation): Promise<FreshToken> {
  const { clientId, clientSecret } = credentials;
  const grant = await credentials.grant();
  const grantType = "code" in grant ? "authorization_code" : "refresh_token";
  const answer = await call("getUserAccessToken", { clientId, clientSecret, grantType, ...grant });
  const { refreshToken } = answer;
  if (typeof refreshToken === "string") await credentials.onRefreshToken?.(refreshToken);
  return read(answer);
}

function read(answer: Readonly<Record<string, unknown>>): FreshToken {
  const { accessToken, expireIn } = answer;
  if (typeof accessToken !== "string" || accessToken === "") throw new TypeError("the answer holds no accessToken");
  return { accessToken, lifetimeMs: (typeof expireIn === "number" ? expireIn : 7_200) * 1_000 };
}
