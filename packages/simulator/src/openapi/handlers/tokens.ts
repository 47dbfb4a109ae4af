import { createHmac, timingSafeEqual } from "node:crypto";
import type { InputFor } from "@dt/api";
import type { App } from "../../world/types.ts";
import type { Call, Handlers } from "../call.ts";
import { refuse, refuseFlat } from "../refusal.ts";
import { tokenLifetimeMs, type UserTokens } from "../tokens/tokens.ts";

/** The ticket of apps that name none. */
export const defaultSuiteTicket = "simulator-suite-ticket";

const lifetime = tokenLifetimeMs / 1_000;

export const tokenHandlers = {
  getAppAccessToken: {
    run: (call) => {
      const app = findApp(call, call.input.appKey, call.input.appSecret);
      if (!app || app.kind !== "internal")
        throw refuse(400, "invalidClientIdOrSecret", "无效的clientId或者clientSecret");
      return { accessToken: call.platform.tokens.issue(app), expireIn: lifetime };
    },
  },
  getTenantToken: {
    refusals: { "grant_type:enum": "unsupported.grant.type" },
    run: (call) => {
      const { corpId, client_id, client_secret } = call.input;
      const app = findApp(call, client_id, client_secret);
      if (!app || app.kind === "thirdPartyPersonal")
        throw refuse(400, "invalid.client", "client_id or client_secret is invalid");
      const isKnownCorp = call.platform.world.apps.some((other) => other.corpId === corpId);
      if (!isKnownCorp) throw refuse(500, "unknownError", "未知错误");
      if (app.corpId !== corpId)
        throw refuse(401, "unauthorized.client", "the organisation has not authorised the app");
      return { access_token: call.platform.tokens.issue(app), expires_in: lifetime };
    },
  },
  getCorpAccessToken: {
    refusals: { "*": "invalidSuiteKey" },
    run: (call) => {
      const { suiteKey, suiteSecret, suiteTicket, authCorpId } = call.input;
      const app = findSuite(call, suiteKey);
      if (app?.appSecret !== suiteSecret) throw refuse(400, "invalidSuiteKey", "无效的suiteKey或者suiteSecret");
      if (suiteTicket !== ticketOf(app)) throw refuse(400, "invalidSuiteTicket", "无效的suiteTicket");
      if (app.corpId !== authCorpId) throw refuse(400, "invalidAuthInfo", "the organisation has not installed the app");
      return { accessToken: call.platform.tokens.issueAnother(app), expireIn: lifetime };
    },
  },
  getSuiteAccessToken: {
    refusals: { "*": "invalidClientIdOrSecret" },
    run: (call) => {
      const { suiteKey, suiteSecret, suiteTicket } = call.input;
      const app = findSuite(call, suiteKey);
      if (app?.appSecret !== suiteSecret) throw refuse(400, "invalidClientIdOrSecret", "无效的suiteKey或者suiteSecret");
      if (suiteTicket !== ticketOf(app)) throw refuse(400, "invalidSuiteTicket", "无效的suiteTicket");
      return { accessToken: call.platform.tokens.issueAnother(app), expireIn: lifetime };
    },
  },
  getUserAccessToken: {
    run: (call) => {
      const { clientId, clientSecret } = call.input;
      const app = findApp(call, clientId, clientSecret);
      if (!app) throw refuse(400, "invalidClientIdOrSecret", "无效的clientId或者clientSecret");
      const { withCorpId, ...tokens } = userTokens(call, app);
      return { ...tokens, expireIn: lifetime, ...(withCorpId && { corpId: app.corpId }) };
    },
  },
  legacyGetCorpToken: {
    refusals: { "*": "40035" },
    run: (call) => {
      const { accessKey, timestamp, suiteTicket, signature, auth_corpid } = call.input;
      const app = findSuite(call, accessKey);
      const isRight = app !== undefined && isSigned(app.appSecret, `${timestamp}\n${suiteTicket}`, signature);
      if (!isRight || suiteTicket !== ticketOf(app) || app.corpId !== auth_corpid) {
        throw refuseFlat(40089, "不合法的corpid或corpsecret");
      }
      return { access_token: call.platform.tokens.issueAnother(app), expires_in: lifetime };
    },
  },
  legacyGetToken: {
    refusals: { "*": "40035" },
    run: (call) => {
      const app = findApp(call, call.input.appkey, call.input.appsecret);
      if (app?.kind !== "internal") throw refuseFlat(40096, "不合法的appKey或appSecret");
      return { access_token: call.platform.tokens.issue(app), expires_in: lifetime };
    },
  },
} as const satisfies Handlers;

function findApp(call: Call<unknown>, appKey: string, appSecret: string): App | undefined {
  const app = call.platform.world.app(appKey);
  return app?.appSecret === appSecret ? app : undefined;
}

function findSuite(call: Call<unknown>, suiteKey: string): App | undefined {
  const app = call.platform.world.app(suiteKey);
  return app?.kind === "thirdPartyOrg" ? app : undefined;
}

/** The newest ticket that DingTalk pushed. */
function ticketOf(app: App): string {
  return app.suiteTicket ?? defaultSuiteTicket;
}

/** Which errors bad codes and refresh tokens cause is not documented. */
function userTokens(call: Call<InputFor<"getUserAccessToken">>, app: App): UserTokens {
  const { grantType, code = "", refreshToken = "" } = call.input;
  const { tokens, authCodes } = call.platform;
  if (grantType === "refresh_token") {
    const next = tokens.refresh(app, refreshToken);
    if (!next) throw refuse(400, "invalidParameter.refreshToken.notFound", "refreshToken is unknown, used or expired");
    return next;
  }
  const login = authCodes.use(app.appKey, code);
  if (!login) throw refuse(400, "invalidParameter.authCode.notFound", "不存在的authCode");
  return tokens.issueToUser(app, login);
}

function isSigned(secret: string, text: string, signature: string): boolean {
  const expected = createHmac("sha256", secret).update(text).digest();
  const given = Buffer.from(signature, "base64");
  return given.length === expected.length && timingSafeEqual(given, expected);
}
