import type { App } from "../../world.ts";
import type { Call, Handlers } from "../call.ts";
import { refuse, refuseFlat } from "../refusal.ts";
import { tokenLifetimeMs } from "../tokens.ts";

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
      if (!app) throw refuse(400, "invalid.client", "client_id or client_secret is invalid");
      const isKnownCorp = call.platform.world.apps.some((other) => other.corpId === corpId);
      if (!isKnownCorp) throw refuse(500, "unknownError", "未知错误");
      if (app.corpId !== corpId)
        throw refuse(401, "unauthorized.client", "the organisation has not authorised the app");
      return { access_token: call.platform.tokens.issue(app), expires_in: lifetime };
    },
  },
  legacyGetToken: {
    refusals: { "*": "40035" },
    run: (call) => {
      const app = findApp(call, call.input.appkey, call.input.appsecret);
      if (!app) throw refuseFlat(40096, "不合法的appKey或appSecret");
      return { access_token: call.platform.tokens.issue(app), expires_in: lifetime };
    },
  },
} as const satisfies Handlers;

function findApp(call: Call<unknown>, appKey: string, appSecret: string): App | undefined {
  const app = call.platform.world.app(appKey);
  return app?.appSecret === appSecret ? app : undefined;
}
