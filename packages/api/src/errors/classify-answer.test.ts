import { describe, expect, it } from "vitest";
import { operations } from "../operations/index.ts";
import { readAnswer } from "./classify-answer.ts";
import { DingTalkError } from "./dingtalk-error.ts";

const { robotSendOTO, getUser, robotReplySession, robotSendWebhook, todoCreate, todoUpdate, searchUsers } = operations;

function failureOf(
  operation: Parameters<typeof readAnswer>[0],
  status: number,
  body: unknown,
  headers = {},
): DingTalkError {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  try {
    readAnswer(operation, { status, text, headers: new Headers(headers) });
  } catch (error) {
    if (error instanceof DingTalkError) return error;
  }
  return expect.unreachable("the answer was taken for a success");
}

function paramErrorCode(message: string): string {
  return failureOf(todoCreate, 400, { code: "todo.taskCreate.paramError", message }).code;
}

describe("answers of api.dingtalk.com", () => {
  it.each([
    [400, "InvalidAuthentication", { code: "unauthorized", tokenRejected: true }],
    [400, "accesstoken.expired", { code: "unauthorized", tokenRejected: true }],
    [400, "invalidClientIdOrSecret", { code: "unauthorized", tokenRejected: false }],
    [401, "unauthorized.client", { code: "unauthorized", tokenRejected: false }],
    [400, "Missingbody", { code: "invalid_request" }],
    [403, "Forbidden.AccessDenied.AccessTokenPermissionDenied", { code: "permission_denied" }],
    [403, "Forbidden.AccessDenied.IpNotInWhiteList", { code: "permission_denied" }],
    [403, "Forbidden.AccessDenied.QpsLimitForAppkeyAndApi", { code: "rate_limited", retryAfterMs: 1_000 }],
    [403, "Forbidden.AccessDenied.QpsLimitForApi", { code: "rate_limited" }],
    [403, "Forbidden.AccessDenied.QpmLimitForAppkeyAndApi", { code: "rate_limited", retryAfterMs: 60_000 }],
    [403, "Forbidden.AccessDenied.ApiCountLimitForOrg", { code: "quota_exceeded" }],
    [429, "system.busy", { code: "rate_limited", outcome: "not_sent" }],
    [500, "system.busy", { code: "unavailable", outcome: "unknown" }],
    [400, "send.too.fast", { code: "rate_limited", outcome: "not_sent" }],
    [400, "integrated.qps.exceed", { code: "quota_exceeded" }],
    [400, "systemError", { code: "unavailable", outcome: "unknown" }],
    [400, "sysErrror", { code: "unavailable", outcome: "unknown" }],
    [400, "benefitStatusInvalid", { code: "permission_denied" }],
    [503, "serviceBusy", { code: "unavailable", outcome: "unknown" }],
    [400, "invalidParameter.msgParam.tooLong", { code: "too_large" }],
    [400, "param.stream.content", { code: "too_large" }],
    [400, "staffId.notExisted", { code: "not_found" }],
    [400, "invalidParameter.robotCode.notExsit", { code: "not_found" }],
    [400, "param.cardAlreadyExist", { code: "already_exists" }],
    [400, "param.cardNotExist", { code: "not_found" }],
    [400, "process.error", { code: "not_found" }],
    [400, "illegal.openconevrsation.id", { code: "not_found" }],
    [500, "param.callbackRouteKeyExist", { code: "already_exists" }],
    [400, "todo.taskCreate.systemError", { code: "unavailable", outcome: "unknown" }],
    [400, "hsfIntegrationErrorCspaceDentryServiceGrant", { code: "unavailable", outcome: "unknown" }],
    [400, "system.updateCallbackFailed", { code: "unavailable", outcome: "unknown" }],
    [400, "benefit.query.error", { code: "unavailable", outcome: "unknown" }],
    [400, "corpNotOpenHrm", { code: "permission_denied" }],
    [400, "conversation.org.dismatch", { code: "refused" }],
    [400, "processQueryKey.expireTime", { code: "refused" }],
    [400, "param.templateUnpublished", { code: "refused" }],
    [400, "group.disbanded", { code: "refused" }],
    [400, "somethingNew", { code: "invalid_request" }],
  ])("O1, O4: %i %s means %j", (status, code, expected) => {
    const error = failureOf(robotSendOTO, status, { code, message: "…", requestid: "R1" });
    expect(error).toMatchObject({
      outcome: "not_sent",
      ...expected,
      apiCode: code,
      requestId: "R1",
      httpStatus: status,
    });
  });

  it("names the missing permission", () => {
    const body = {
      code: "Forbidden.AccessDenied.AccessTokenPermissionDenied",
      message: "no",
      accessdenieddetail: { requiredScopes: ["qyapi_robot_sendmsg"] },
    };
    const error = failureOf(robotSendOTO, 403, body);
    expect(error.requiredScopes).toEqual(["qyapi_robot_sendmsg"]);
    expect(error.message).toContain("Add the permission qyapi_robot_sendmsg");
  });

  it("reads keys in both spellings", () => {
    const body = { Code: "InvalidAuthentication", Message: "bad token", RequestId: "R2" };
    expect(failureOf(robotSendOTO, 400, body)).toMatchObject({ apiCode: "InvalidAuthentication", requestId: "R2" });
  });

  it("tells the cases of a to-do's paramError apart by their text", () => {
    expect(paramErrorCode("task existed sourceId is x")).toBe("already_exists");
    expect(paramErrorCode("task not exist")).toBe("not_found");
    expect(paramErrorCode("subject is oversize")).toBe("too_large");
    expect(paramErrorCode("dueTime is invalid")).toBe("invalid_request");
  });

  it("finds an older-style failure on the newer host", () => {
    const error = failureOf(searchUsers, 200, { errcode: 404, errmsg: "请求的URI地址不存在" });
    expect(error).toMatchObject({ code: "invalid_request", apiCode: "404" });
  });

  it("O1: success false inside a 200 is a refusal", () => {
    expect(failureOf(todoCreate, 200, { success: false })).toMatchObject({ code: "refused", outcome: "not_sent" });
    expect(failureOf(todoCreate, 200, { success: "false" })).toMatchObject({ code: "refused" });
  });

  it.each([{ result: false }, { result: false, success: true }, { result: "false", success: true }])(
    "O1: %j inside a 200 is a refusal where the result says whether it was done",
    (body) => {
      expect(failureOf(todoUpdate, 200, body)).toMatchObject({ code: "refused", outcome: "not_sent" });
      expect(readAnswer(getUser, { status: 200, text: JSON.stringify(body), headers: new Headers() })).toEqual(body);
    },
  );

  it.each([
    [200, ""],
    [200, "<html>hello</html>"],
    [200, "[]"],
    [200, "null"],
    [502, "<html>bad gateway</html>"],
    [302, ""],
  ])("O1: HTTP %i with the body %j is unreadable, so a write may have happened", (status, body) => {
    expect(failureOf(robotSendOTO, status, body)).toMatchObject({ code: "unavailable", outcome: "unknown" });
    expect(failureOf(searchUsers, status, body)).toMatchObject({ code: "unavailable", outcome: "not_sent" });
  });

  it("takes the wait from Retry-After, in seconds or as a date", () => {
    const busy = { code: "system.busy" };
    expect(failureOf(robotSendOTO, 429, busy, { "retry-after": "7" }).retryAfterMs).toBe(7_000);
    const date = new Date(Date.now() + 60_000).toUTCString();
    expect(failureOf(robotSendOTO, 429, busy, { "retry-after": date }).retryAfterMs).toBeGreaterThan(50_000);
  });

  it.each([
    [200, '{"status":1111,"wait":5,"source":"x5","punish":"deny","uuid":"u"}'],
    [403, '{"status":1111,"wait":5,"source":"x5","punish":"deny","uuid":"u"}'],
  ])("waits out a ban of the IP address (HTTP %i)", (status, body) => {
    expect(failureOf(robotSendOTO, status, body)).toMatchObject({
      code: "rate_limited",
      retryAfterMs: 300_000,
      outcome: "not_sent",
    });
  });
});

describe("answers of oapi.dingtalk.com", () => {
  it.each([
    [
      { errcode: 88, sub_code: "40014", errmsg: "x" },
      { code: "unauthorized", tokenRejected: true, apiCode: "40014" },
    ],
    [
      { errcode: 88, errmsg: "ding talk error[subcode=40014,submsg=x]" },
      { code: "unauthorized", tokenRejected: true },
    ],
    [
      { errcode: 42001, errmsg: "x" },
      { code: "unauthorized", tokenRejected: true },
    ],
    [
      { errcode: "40014", errmsg: "x" },
      { code: "unauthorized", tokenRejected: true },
    ],
    [
      { errcode: 40096, errmsg: "x" },
      { code: "unauthorized", tokenRejected: false },
    ],
    [
      { errcode: 88, sub_code: "90018", errmsg: "x" },
      { code: "rate_limited", retryAfterMs: 1_000 },
    ],
    [{ errcode: 90002, errmsg: "x" }, { code: "rate_limited" }],
    [{ errcode: 90020, errmsg: "x" }, { code: "quota_exceeded" }],
    [{ errcode: 60121, errmsg: "x" }, { code: "not_found" }],
    [{ errcode: 50002, errmsg: "x" }, { code: "permission_denied" }],
    [{ errcode: -1, errmsg: "系统繁忙" }, { code: "unavailable" }],
    [{ errcode: 400002, errmsg: "x" }, { code: "invalid_request" }],
    [{ errcode: 987654, errmsg: "x" }, { code: "refused" }],
  ])("O1: HTTP 200 with %j means %j", (body, expected) => {
    expect(failureOf(getUser, 200, { ...body, request_id: "R3" })).toMatchObject({ ...expected, requestId: "R3" });
  });

  it("reads the missing permission from the text", () => {
    const body = {
      errcode: 88,
      sub_code: "60011",
      sub_msg: "没有调用该接口的权限，requiredScopes=[qyapi_get_member]",
      errmsg: "x",
    };
    expect(failureOf(getUser, 200, body)).toMatchObject({
      code: "permission_denied",
      requiredScopes: ["qyapi_get_member"],
    });
  });

  it("O1: the same number means an expired route for a session and an unknown robot for a webhook", () => {
    const body = { errcode: 300001, errmsg: "session 不存在" };
    expect(failureOf(robotReplySession, 200, body).code).toBe("expired_route");
    expect(failureOf(robotSendWebhook, 200, body).code).toBe("not_found");
  });

  it("O1: 460101 asks for a shorter message, an unknown number is a refusal, -1 leaves the outcome open", () => {
    expect(failureOf(robotReplySession, 200, { errcode: 460101, errmsg: "x" })).toMatchObject({
      code: "too_large",
      outcome: "not_sent",
    });
    expect(failureOf(robotReplySession, 200, { errcode: 777777, errmsg: "x" })).toMatchObject({
      code: "refused",
      outcome: "not_sent",
    });
    expect(failureOf(robotReplySession, 200, { errcode: -1, errmsg: "x" })).toMatchObject({
      code: "unavailable",
      outcome: "unknown",
    });
  });

  it("hides secrets that DingTalk repeats in its text", () => {
    const error = failureOf(getUser, 200, { errcode: 41001, errmsg: "bad access_token=abcdefghijklmnop" });
    expect(error.message).toContain("access_token=abcd****");
    expect(error.message).not.toContain("efghij");
  });
});
