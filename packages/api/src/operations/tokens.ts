// Access tokens.
import type { Operation } from "../operation.ts";

export const getAppAccessToken = {
  name: "getAppAccessToken",
  group: "tokens",
  description: "Get the access token of an internal app.",
  host: "api",
  method: "POST",
  path: "/v1.0/oauth2/accessToken",
  auth: "none",
  tokenKind: "none",
  encoding: "json",
  effect: "read",
  counted: false,
  input: {
    body: {
      type: "object",
      properties: {
        appKey: { type: "string", description: "App key of the internal app." },
        appSecret: { type: "string", description: "App secret of the internal app.", secret: true },
      },
      required: ["appKey", "appSecret"],
    },
  },
  result: {
    type: "object",
    properties: {
      accessToken: { type: "string", description: "The access token." },
      expireIn: { type: "number", description: "Seconds until the token expires." },
    },
  },
  permissions: ["qyapi_base"],
  appTypes: ["internal"],
  errors: { 400: ["invalidClientIdOrSecret"] },
  limits: ["expireIn is 7200 s; a repeat call inside that time returns the same token and renews it"],
  sdk: "oauth2_1_0.GetAccessToken",
  docUrl: "https://open.dingtalk.com/document/development/obtain-the-access-token-of-an-internal-app",
} as const satisfies Operation;

export const getCorpAccessToken = {
  name: "getCorpAccessToken",
  group: "tokens",
  description: "Get the access token of a third-party app for one organisation that installed it.",
  host: "api",
  method: "POST",
  path: "/v1.0/oauth2/corpAccessToken",
  auth: "none",
  tokenKind: "none",
  encoding: "json",
  effect: "read",
  counted: false,
  input: {
    body: {
      type: "object",
      properties: {
        authCorpId: { type: "string", description: "Id of the organisation that installed the app." },
        suiteKey: { type: "string", description: "Key of the third-party app." },
        suiteSecret: { type: "string", description: "Secret of the third-party app.", secret: true },
        suiteTicket: {
          type: "string",
          description: "Newest ticket that DingTalk pushed for the third-party app.",
          secret: true,
        },
      },
      required: ["authCorpId", "suiteKey", "suiteSecret", "suiteTicket"],
    },
  },
  result: {
    type: "object",
    properties: {
      accessToken: { type: "string", description: "The access token." },
      expireIn: { type: "number", description: "Seconds until the token expires." },
    },
  },
  permissions: ["isvapi_base"],
  appTypes: ["internal", "thirdPartyOrg"],
  errors: { 400: ["invalidSuiteKey", "invalidSuiteTicket", "invalidAuthInfo"] },
  limits: [
    "expireIn is 7200 s; a repeat call inside that time returns a new token",
    "suiteTicket is pushed about every 5 hours; use the newest",
  ],
  notes: [
    "The table of the official doc page prints the URL without /v1.0; the SDK and the sample on that page have it. A live probe got errcode 404 with HTTP 200 without /v1.0.",
  ],
  unconfirmed: [
    "whether calls are outside the monthly quota, like the token calls that the list names",
    "whether the earlier token stays valid after a new one is issued",
  ],
  sdk: "oauth2_1_0.GetCorpAccessToken",
  docUrl: "https://open.dingtalk.com/document/development/obtain-the-access-token-of-the-authorized-enterprise-1",
} as const satisfies Operation;

export const getTenantToken = {
  name: "getTenantToken",
  group: "tokens",
  description: "Get the access token of an app for one organisation, by client id and organisation id.",
  host: "api",
  method: "POST",
  path: "/v1.0/oauth2/{corpId}/token",
  auth: "none",
  tokenKind: "none",
  encoding: "json",
  effect: "read",
  counted: false,
  input: {
    path: {
      type: "object",
      properties: { corpId: { type: "string", description: "Id of the organisation." } },
      required: ["corpId"],
    },
    body: {
      type: "object",
      properties: {
        client_id: { type: "string", description: "App key or suite key." },
        client_secret: { type: "string", description: "App secret or suite secret.", secret: true },
        grant_type: { type: "string", description: "Constant.", enum: ["client_credentials"] },
      },
      required: ["client_id", "client_secret", "grant_type"],
    },
  },
  result: {
    type: "object",
    properties: {
      access_token: { type: "string", description: "The access token." },
      expires_in: { type: "number", description: "Seconds until the token expires." },
    },
  },
  permissions: ["qyapi_base"],
  appTypes: ["internal", "thirdPartyOrg"],
  errors: {
    400: ["invalid.client", "unsupported.grant.type"],
    401: ["unauthorized.client"],
    500: ["server.error", "unknownError"],
  },
  limits: ["expires_in is 7200 s", "grant_type is the constant client_credentials"],
  notes: [
    "Request and response fields are snake_case, unlike the other token calls.",
    "A made-up corpId got HTTP 500 unknownError in a live probe, so do not retry a 500 from this call for ever.",
  ],
  unconfirmed: ["whether calls are outside the monthly quota, like the token calls that the list names"],
  sdk: "oauth2_1_0.GetToken",
  docUrl: "https://open.dingtalk.com/document/development/api-gettoken",
} as const satisfies Operation;

export const getUserAccessToken = {
  name: "getUserAccessToken",
  group: "tokens",
  description: "Trade a login code or a refresh token for the access token of a person.",
  host: "api",
  method: "POST",
  path: "/v1.0/oauth2/userAccessToken",
  auth: "none",
  tokenKind: "none",
  encoding: "json",
  effect: "write",
  counted: false,
  input: {
    body: {
      type: "object",
      properties: {
        clientId: { type: "string", description: "App key or suite key." },
        clientSecret: { type: "string", description: "App secret or suite secret.", secret: true },
        code: { type: "string", description: "The authCode of the login redirect.", secret: true },
        grantType: {
          type: "string",
          description: "authorization_code needs code, refresh_token needs refreshToken.",
          enum: ["authorization_code", "refresh_token"],
        },
        refreshToken: { type: "string", description: "Refresh token of an earlier answer.", secret: true },
      },
      required: ["clientId", "clientSecret", "grantType"],
    },
  },
  result: {
    type: "object",
    properties: {
      accessToken: { type: "string", description: "The access token." },
      corpId: { type: "string", description: "Id of the organisation." },
      expireIn: { type: "number", description: "Seconds until the token expires." },
      refreshToken: { type: "string", description: "Trades for the next token, for 30 days." },
    },
  },
  permissions: ["open_app_api_base"],
  appTypes: ["internal", "thirdPartyOrg", "thirdPartyPersonal"],
  errors: {},
  limits: [
    "expireIn is 7200 s",
    "refreshToken lives 30 days",
    "grantType authorization_code needs code; refresh_token needs refreshToken",
  ],
  notes: [
    "The SDK marks only clientId as required; the official doc marks clientSecret and grantType too.",
    "The login redirect carries the code as authCode, not code.",
  ],
  unconfirmed: ["lifetime and single use of code", "whether each refresh returns a new refreshToken", "error codes"],
  sdk: "oauth2_1_0.GetUserToken",
  docUrl: "https://open.dingtalk.com/document/development/obtain-user-token",
} as const satisfies Operation;

export const getSuiteAccessToken = {
  name: "getSuiteAccessToken",
  group: "tokens",
  description: "Get the access token of a third-party app itself, independent of any organisation.",
  host: "api",
  method: "POST",
  path: "/v1.0/oauth2/suiteAccessToken",
  auth: "none",
  tokenKind: "none",
  encoding: "json",
  effect: "read",
  counted: false,
  input: {
    body: {
      type: "object",
      properties: {
        suiteKey: { type: "string", description: "Key of the third-party app." },
        suiteSecret: { type: "string", description: "Secret of the third-party app.", secret: true },
        suiteTicket: {
          type: "string",
          description: "Newest ticket that DingTalk pushed for the third-party app.",
          secret: true,
        },
      },
      required: ["suiteKey", "suiteSecret", "suiteTicket"],
    },
  },
  result: {
    type: "object",
    properties: {
      accessToken: { type: "string", description: "The access token." },
      expireIn: { type: "number", description: "Seconds until the token expires." },
    },
  },
  permissions: ["isvapi_base"],
  appTypes: ["thirdPartyOrg"],
  errors: { 400: ["invalidSuiteTicket", "invalidClientIdOrSecret"] },
  limits: ["expireIn is 7200 s"],
  unconfirmed: ["whether calls are outside the monthly quota, like the token calls that the list names"],
  sdk: "oauth2_1_0.GetSuiteAccessToken",
  docUrl:
    "https://open.dingtalk.com/document/development/obtains-the-suite-acess-token-of-third-party-enterprise-applications",
} as const satisfies Operation;

export const legacyGetToken = {
  name: "legacyGetToken",
  group: "tokens",
  description: "Get the access token of an internal app from the old host.",
  host: "oapi",
  method: "GET",
  path: "/gettoken",
  auth: "none",
  tokenKind: "none",
  encoding: "none",
  effect: "read",
  counted: false,
  input: {
    query: {
      type: "object",
      properties: {
        appkey: { type: "string", description: "App key of the internal app." },
        appsecret: { type: "string", description: "App secret of the internal app.", secret: true },
      },
      required: ["appkey", "appsecret"],
    },
  },
  result: {
    type: "object",
    properties: {
      access_token: { type: "string", description: "The access token." },
      expires_in: { type: "number", description: "Seconds until the token expires." },
    },
  },
  permissions: [],
  appTypes: ["internal"],
  errors: { 200: ["40096", "40035"] },
  limits: ["expires_in is 7200 s; a repeat call inside that time returns the same token and renews it"],
  notes: [
    "The Java SDK also has corpid and corpsecret, from an older app kind.",
    "Parameters must be in the query string; in a body they are ignored.",
  ],
  unconfirmed: ["whether calls are outside the monthly quota, like the token calls that the list names"],
  sdk: "OapiGettokenRequest",
  docUrl: "https://open.dingtalk.com/document/development/obtain-orgapp-token",
} as const satisfies Operation;

export const legacyGetCorpToken = {
  name: "legacyGetCorpToken",
  group: "tokens",
  description: "Get the access token of a third-party app for one organisation from the old host.",
  host: "oapi",
  method: "POST",
  path: "/service/get_corp_token",
  auth: "none",
  tokenKind: "none",
  encoding: "json",
  effect: "read",
  counted: false,
  input: {
    query: {
      type: "object",
      properties: {
        accessKey: { type: "string", description: "Key of the third-party app." },
        timestamp: { type: "integer", description: "Time of the signature in milliseconds." },
        suiteTicket: {
          type: "string",
          description: "Newest ticket that DingTalk pushed for the third-party app.",
          secret: true,
        },
        signature: {
          type: "string",
          description: "Signature: base64 of HMAC-SHA256 over timestamp, line feed, suite ticket.",
          secret: true,
        },
      },
      required: ["accessKey", "timestamp", "suiteTicket", "signature"],
    },
    body: {
      type: "object",
      properties: { auth_corpid: { type: "string", description: "Id of the organisation that installed the app." } },
      required: ["auth_corpid"],
    },
  },
  result: {
    type: "object",
    properties: {
      access_token: { type: "string", description: "The access token." },
      expires_in: { type: "number", description: "Seconds until the token expires." },
    },
  },
  permissions: [],
  appTypes: ["internal", "thirdPartyOrg"],
  errors: {},
  limits: ["expires_in is 7200 s; a repeat call inside that time returns a new token"],
  notes: [
    "signature = Base64(HMAC-SHA256(key suiteSecret, timestamp + LF + suiteTicket)), percent-encoded in the URL.",
    "Superseded by getCorpAccessToken.",
  ],
  unconfirmed: [
    "whether calls are outside the monthly quota, like the token calls that the list names",
    "whether the earlier token stays valid after a new one is issued",
  ],
  sdk: "OapiServiceGetCorpTokenRequest",
  docUrl: "https://open.dingtalk.com/document/development/obtain-isvapp-token",
} as const satisfies Operation;
