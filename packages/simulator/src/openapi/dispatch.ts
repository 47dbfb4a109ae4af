import { randomUUID } from "node:crypto";
import type { Operation } from "@dt/api";
import type { Exchange, Reply } from "../http/exchange.ts";
import { type ServeContext, serve } from "../http/serve.ts";
import type { App } from "../world/types.ts";
import type { Call } from "./call.ts";
import { type ParsedBody, parseBody, readInput } from "./checks/input.ts";
import type { MonthlyQuota, RateLimit } from "./checks/limits.ts";
import type { Platform } from "./platform.ts";
import { Refusal, refuse, refuseAtLegacyGateway, refuseFlat } from "./refusal.ts";
import { createRoutes, type Match, type Route } from "./routes.ts";
import type { TokenHolder } from "./tokens/tokens.ts";

export interface DispatchOptions {
  readonly platform: Platform;
  readonly serving: ServeContext;
  /** Calls per second of one app to one operation. */
  readonly rate: RateLimit;
  /** Calls per month of one organisation. */
  readonly quota: MonthlyQuota;
}

/** Answers the requests of both hosts as DingTalk's gateways and operations do. */
export function createDispatcher(options: DispatchOptions): (exchange: Exchange) => Promise<void> {
  const routes = createRoutes();
  return (exchange) => {
    const host = exchange.listener === "oapi" ? "oapi" : "api";
    const match = routes.find(host, exchange.method, exchange.path);
    const operation = match?.route.operation;
    const body = parseBody(exchange, operation);
    const requestId = randomUUID().toUpperCase();
    const appKey = operation && appKeyOf(options.platform, operation, exchange, body);
    const recorded = "fields" in body ? body.fields : undefined;
    const subject = { operation: operation?.name, appKey, requestId, body: recorded };
    return serve(options.serving, exchange, subject, async () => {
      if (!match) return answerUnknownPath(exchange, requestId);
      return perform(options, match, exchange, body, requestId);
    });
  };
}

/** Whose request it is, as far as that can be told before anything is checked. */
function appKeyOf(platform: Platform, operation: Operation, exchange: Exchange, body: ParsedBody): string | undefined {
  const token = tokenOf(operation, exchange);
  if (token !== undefined) return platform.tokens.appKeyOf(token);
  if (operation.name === "robotReplySession") {
    return platform.sessions.find(exchange.query.get("session") ?? "")?.appKey;
  }
  const fields = "fields" in body ? body.fields : {};
  const named = fields.clientId ?? fields.appKey ?? fields.client_id ?? fields.suiteKey ?? exchange.query.get("appkey");
  return typeof named === "string" ? named : undefined;
}

function tokenOf(operation: Operation, exchange: Exchange): string | undefined {
  if (operation.auth === "header") return exchange.headers["x-acs-dingtalk-access-token"]?.toString();
  if (operation.auth === "query" && operation.tokenKind !== "robot")
    return exchange.query.get("access_token") ?? undefined;
  return undefined;
}

async function perform(
  options: DispatchOptions,
  match: Match,
  exchange: Exchange,
  body: ParsedBody,
  requestId: string,
): Promise<Reply> {
  const { operation, handler } = match.route;
  try {
    const caller = authorise(options, match.route, exchange);
    const input = await readInput(match, exchange, body);
    if (!handler) throw refuse(501, "simulator.notImplemented", `${operation.name} is declared but not simulated yet`);
    const call: Call<unknown> = {
      platform: options.platform,
      operation,
      input,
      exchange,
      requestId,
      app: () => caller?.app ?? fail(operation),
      userId: caller?.userId,
    };
    return toReply(operation, await handler.run(call), requestId);
  } catch (error) {
    if (error instanceof Refusal) return error.toReply(requestId);
    throw error;
  }
}

function fail(operation: Operation): never {
  throw new TypeError(`${operation.name} is declared without an app token`);
}

function toReply(operation: Operation, result: unknown, requestId: string): Reply {
  if (operation.host === "api") return { status: 200, body: result, headers: { "x-acs-request-id": requestId } };
  const isTopApi = operation.path.startsWith("/topapi");
  const trace = isTopApi ? { request_id: requestId } : {};
  return { status: 200, body: { errcode: 0, errmsg: "ok", ...(result as object), ...trace } };
}

/** Who calls. */
interface Caller {
  readonly app: App;
  readonly userId: string | undefined;
}

/** What both gateways check before an operation sees the call. */
function authorise(options: DispatchOptions, { operation, handler }: Route, exchange: Exchange): Caller | undefined {
  const { tokenKind } = operation;
  if (tokenKind !== "app" && tokenKind !== "user") return undefined;
  const { platform } = options;
  const refusals = operation.host === "api" ? apiGateway : legacyGateway(operation);
  const token = tokenOf(operation, exchange);
  if (!token) throw refusals.tokenMissing();
  const holder = platform.tokens.holderOf(token);
  const app = platform.world.app(holder?.appKey ?? "");
  if (!app) throw refuseToken(refusals, platform.tokens.expiredHolderOf(token));
  const userId = holder?.userId;
  const suits = handler?.anyToken || (userId !== undefined) === (tokenKind === "user");
  if (!suits) throw refusals.permission(operation.permissions);
  if (!options.rate.allows(`${app.appKey} ${operation.name}`)) throw refusals.tooFast(app);
  const missing = platform.permissions.missing(app.appKey, operation.permissions);
  if (missing.length > 0) throw refusals.permission(missing);
  const mayCall = operation.appTypes.length === 0 || operation.appTypes.includes(app.kind);
  if (!mayCall) throw refusals.permission([]);
  if (operation.counted !== false && !options.quota.use(app.corpId)) throw refusals.quota();
  return { app, userId };
}

function refuseToken(refusals: GatewayRefusals, expired: TokenHolder | undefined): Refusal {
  return expired ? refusals.tokenExpired(expired) : refusals.tokenInvalid();
}

interface GatewayRefusals {
  tokenMissing(): Refusal;
  tokenInvalid(): Refusal;
  tokenExpired(holder: TokenHolder): Refusal;
  tooFast(app: App): Refusal;
  permission(scopes: readonly string[]): Refusal;
  quota(): Refusal;
}

const denied = "Forbidden.AccessDenied";

const invalidToken = (): Refusal => refuse(400, "InvalidAuthentication", "不合法的access_token");

const apiGateway: GatewayRefusals = {
  tokenMissing: () => refuse(400, "AuthenticationFailed.MissingParameter", "x-acs-dingtalk-access-token is missing"),
  tokenInvalid: invalidToken,
  tokenExpired: ({ userId }) =>
    userId === undefined ? invalidToken() : refuse(400, "accesstoken.expired", "the access token has expired"),
  tooFast: ({ kind }) => {
    const scope = kind === "internal" ? "QpsLimitForAppkeyAndApi" : "QpsLimitForSuitekeyAndOrgAndApi";
    return refuse(403, `${denied}.${scope}`, "request exceeds the QPS limit of the app for this API");
  },
  permission: (requiredScopes) =>
    refuse(403, `${denied}.AccessTokenPermissionDenied`, "应用尚未开通所需的权限", {
      accessdenieddetail: { requiredScopes },
    }),
  quota: () => refuse(403, `${denied}.ApiCountLimitForOrg`, "the monthly API quota of the organisation is used up"),
};

function legacyGateway(operation: Operation): GatewayRefusals {
  const isTopApi = operation.path.startsWith("/topapi");
  const refuseHere = isTopApi ? refuseAtLegacyGateway : refuseFlat;
  return {
    tokenMissing: () => refuseHere(isTopApi ? 40000 : 41001, "不合法的access_token, access_token is blank"),
    tokenInvalid: () => refuseHere(40014, "不合法的access_token"),
    tokenExpired: () => refuseHere(42001, "access_token已过期"),
    tooFast: () => refuseHere(90018, "您的服务器调用钉钉开放平台所有接口的请求过多"),
    permission: (scopes) => refuseHere(60011, `没有调用该接口的权限，requiredScopes=[${scopes.join(",")}]`),
    quota: () => refuseHere(90020, "本月接口调用量已用完"),
  };
}

function answerUnknownPath(exchange: Exchange, requestId: string): Reply {
  const isNewPath = exchange.path.startsWith("/v1.0/") || exchange.path.startsWith("/v2.0/");
  const refusal =
    exchange.listener === "api" && isNewPath
      ? refuse(404, "InvalidAction.NotFound", "Specified api is not found, please check your url and version.")
      : exchange.listener === "oapi" && exchange.path.startsWith("/topapi/")
        ? refuseAtLegacyGateway(22, "不合法的方法")
        : refuseFlat(404, "请求的URI地址不存在");
  return refusal.toReply(requestId);
}
