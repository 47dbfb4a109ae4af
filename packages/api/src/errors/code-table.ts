import type { DingTalkErrorCode } from "./dingtalk-error.ts";

/** How to read one of DingTalk's codes. */
export interface Reading {
  readonly code: DingTalkErrorCode;
  readonly tokenRejected?: true;
  readonly retryAfterMs?: number;
}

const second = 1_000;
const minute = 60 * second;

const tokenRejected: Reading = { code: "unauthorized", tokenRejected: true };
const badCredentials: Reading = { code: "unauthorized" };
const throttled: Reading = { code: "rate_limited", retryAfterMs: second };
const quota: Reading = { code: "quota_exceeded" };
const denied: Reading = { code: "permission_denied" };
const fault: Reading = { code: "unavailable" };
const missing: Reading = { code: "not_found" };
const exists: Reading = { code: "already_exists" };
const refused: Reading = { code: "refused" };
const invalid: Reading = { code: "invalid_request" };
const tooLarge: Reading = { code: "too_large" };
const expired: Reading = { code: "expired_route" };

function each(reading: Reading, codes: readonly string[]): [string, Reading][] {
  return codes.map((code) => [code.toLowerCase(), reading]);
}

/** Codes of api.dingtalk.com, in lower case: their spelling varies between pages. */
export const apiCodes: ReadonlyMap<string, Reading> = new Map([
  ...each(tokenRejected, ["InvalidAuthentication", "accesstoken.expired", "invalidAccessToken"]),
  ...each(badCredentials, [
    "invalidClientIdOrSecret",
    "invalid.client",
    "invalidSuiteKey",
    "invalidSuiteTicket",
    "invalidAuthInfo",
    "unsupported.grant.type",
    "unauthorized.client",
    "authFailed",
  ]),
  ...each(throttled, [
    "send.too.fast",
    "send.byToken.tooFast",
    "too.many.group",
    "too.many.people",
    "todo.taskCreate.flowControlError",
    "todo.taskCreate.lockError",
    "qps.exceed.limit",
    "oaplus.query.limit",
    "autoflowLikeTriggerRateLimited",
    "request.too.fast",
    "request.limit",
    "toomuch.msg",
  ]),
  ...each(quota, [
    "Forbidden.AccessDenied.ApiCountLimitForOrg",
    "integrated.qps.exceed",
    "ding.serverquota.insufficient",
  ]),
  ...each(denied, [
    "unauthorized",
    "needAuth",
    "auth.error",
    "noPermission",
    "permission.error",
    "param.illegal.operator",
    "processSetupNoPermission",
    "benefit.status.invalid",
    "benefitStatusInvalid",
    "corpNotOpenHrm",
    "not.allowed.robotCode",
    "invalidParameter.robotCode.auth",
    "todo.taskCreate.tokenTypeError",
  ]),
  ...each(fault, [
    "systemError",
    "system.error",
    "internalError",
    "unknownError",
    "server.error",
    "operationTimeout",
    "service.timeout",
    "serviceBusy",
    "unknown.send.result",
    "sysErrror",
    "send.ding.exception",
    "system.updateCallbackFailed",
    "benefit.query.error",
  ]),
  ...each(missing, [
    "param.user.notexist",
    "param.manager.notexist",
    "resource.not.found",
    "invalid.openConversationId",
    "illegal.openconevrsation.id",
    // Only of workflowGetProcessCodeByName, where there is nothing else to get wrong than the name.
    "process.error",
  ]),
  ...each(refused, [
    "contain.unsafe.url",
    "contain.notAllowed.text",
    "contain.notAllowed.picture",
    "contain.notAllowed.content",
    "param.contentUnsafe",
    "group.disbanded",
    "bot.stopped",
    "bot.forbidden.sendMessage",
    "send.forbidden",
    "template.stopped",
    "param.templateUnpublished",
    "chatbotId.notAllow.sendOTO",
    "conversation.org.notMatch",
    "conversation.org.dismatch",
    "resource.unavailable",
    "only.groupAdmin.canAtAll",
    "ip.not.match",
    "keywords.not.match",
    "sign.not.match",
    "notRevoke.all.messages",
    "robot.processQueryKey.expired",
    "processQueryKey.expireTime",
    "aflowProcessInstStatusException",
    "aflowProcessInstCanNotBeExecuted",
    "task.status.error",
    "instance.status.error",
    "reject",
  ]),
  ...each(exists, ["param.cardAlreadyExist", "param.callbackRouteKeyExist"]),
  ...each(expired, ["session.expired", "session.notExisted"]),
  // The second has no description; empty content, the other fault of a frame, has a code of its own.
  ...each(tooLarge, ["invalidParameter.msgParam.tooLong", "param.stream.content"]),
]);

/** Shapes of api.dingtalk.com codes that are not in the table, tried in order. */
export const apiCodePatterns: readonly (readonly [RegExp, Reading])[] = [
  [/AccessDenied\.Qpm/i, { code: "rate_limited", retryAfterMs: minute }],
  [/AccessDenied\.Qps|QpsLimit|tooFast|too\.fast/i, throttled],
  [/^Forbidden\.AccessDenied\./i, denied],
  // Operations put their own name before it, and their storage calls itself by name.
  [/\.systemError$|^hsfIntegrationError/i, fault],
  [/(already|Key)Exist(s|ed)?$/i, exists],
  [/not\.?(exist|exsit|found)/i, missing],
  [/^miss|Empty$|\.empty$|invalid|illegal|overMax|oversize|paramError|param\./i, invalid],
];

/** Numbers of oapi.dingtalk.com: `errcode`, or `sub_code` when `errcode` is 88. */
export const legacyCodes: ReadonlyMap<string, Reading> = new Map([
  ...each(tokenRejected, ["40014", "42001", "40001"]),
  ...each(badCredentials, ["40096", "40089"]),
  ...each(throttled, ["90018", "90002"]),
  ...each({ code: "rate_limited", retryAfterMs: minute }, [
    "90001",
    "90003",
    "90004",
    "90005",
    "90006",
    "90007",
    "90008",
    "90009",
    "90010",
    "90011",
    "90012",
    "90013",
    "90014",
    "90017",
    "410100",
    "660026",
  ]),
  ...each(quota, ["90020"]),
  ...each(denied, ["60011", "60020", "43007", "50002", "50004"]),
  ...each(missing, ["60121", "33012", "60003", "40009", "60019", "40104", "300005", "400101", "400106"]),
  ...each(refused, ["400013", "400102", "310000", "430101", "430102", "430103", "430104"]),
  ...each(tooLarge, ["460101"]),
  ...each(fault, ["-1", "15"]),
  ...each(invalid, ["40000", "41001", "400002", "40004", "40035", "40068", "40069", "43004", "400105", "22", "404"]),
]);

/** Numbers that mean something else in one operation. */
export const legacyCodesByOperation: ReadonlyMap<string, ReadonlyMap<string, Reading>> = new Map([
  ["robotReplySession", new Map([["300001", expired]])],
  ["robotSendWebhook", new Map([["300001", missing]])],
]);

/** Texts that tell cases of one code apart. */
export const textReadings: readonly { readonly code: RegExp; readonly text: RegExp; readonly reading: Reading }[] = [
  { code: /^todo\..*paramError$/i, text: /task not exist/i, reading: missing },
  { code: /^todo\..*paramError$/i, text: /task exist/i, reading: exists },
  { code: /^todo\..*paramError$/i, text: /not belong to bizTag/i, reading: denied },
  { code: /^todo\..*paramError$/i, text: /oversize/i, reading: tooLarge },
];
