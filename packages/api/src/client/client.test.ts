import { describe, expect, it } from "vitest";
import { createLocalClient, startLocalDingTalk } from "../../test/local-dingtalk.ts";
import { createClient } from "./create-client.ts";

describe("a client", () => {
  it("sends body and header token to the newer host", async () => {
    const server = await startLocalDingTalk(() => ({ body: { hasMore: false, list: ["u1"], totalCount: 1 } }));
    const client = createLocalClient(server);
    const answer = await client.call("searchUsers", { queryWord: "张", offset: 0, size: 10 });
    expect(answer).toEqual({ hasMore: false, list: ["u1"], totalCount: 1 });
    expect(server.received).toMatchObject([
      {
        method: "POST",
        path: "/v1.0/contact/users/search",
        body: { queryWord: "张", offset: 0, size: 10 },
        headers: { "x-acs-dingtalk-access-token": "token-1", accept: "application/json" },
      },
    ]);
  });

  it("sends the token in the query to the older host", async () => {
    const server = await startLocalDingTalk(() => ({ body: { errcode: 0, result: { userid: "u1", name: "张三" } } }));
    await expect(createLocalClient(server).users.get({ userId: "u1" })).resolves.toEqual({
      userid: "u1",
      name: "张三",
    });
    expect(server.received).toMatchObject([
      { path: "/topapi/v2/user/get", query: { access_token: "token-1" }, body: { userid: "u1" } },
    ]);
  });

  it("splits one flat input over path, query and body, and encodes path parts", async () => {
    const server = await startLocalDingTalk(() => ({ body: { result: true } }));
    const client = createLocalClient(server);
    await client.call("todoUpdate", { unionId: "a/b", taskId: "t1", operatorId: "o1", done: true });
    expect(server.received).toMatchObject([
      { method: "PUT", path: "/v1.0/todo/users/a/b/tasks/t1", query: { operatorId: "o1" }, body: { done: true } },
    ]);
    const { url } = await client.describe("todoGet", { unionId: "a/b", taskId: "t" });
    expect(url).toContain("/users/a%2Fb/");
  });

  it("sends lists in a query as JSON text and a GET without a body", async () => {
    const server = await startLocalDingTalk(() => ({ body: { result: [] } }));
    await createLocalClient(server).call("getDismissionInfos", { userIdList: ["u1", "u2"] });
    expect(server.received).toMatchObject([{ method: "GET", query: { userIdList: '["u1","u2"]' }, text: "" }]);
  });

  it("puts right what DingTalk sends as text or null", async () => {
    const body = { success: "true", result: { tasks: [{ taskId: "123", activityId: 7 }], title: null, extra: "kept" } };
    const server = await startLocalDingTalk(() => ({ body }));
    const answer = await createLocalClient(server).call("workflowGetInstance", { processInstanceId: "p" });
    expect(answer.result).toEqual({ tasks: [{ taskId: 123, activityId: "7" }], extra: "kept" });
  });

  it("keeps a number as text when rounding would change it", async () => {
    const server = await startLocalDingTalk(() => ({
      body: { result: { tasks: [{ taskId: "12345678901234567890" }] } },
    }));
    const answer = await createLocalClient(server).call("workflowGetInstance", { processInstanceId: "p" });
    expect(answer.result?.tasks).toEqual([{ taskId: "12345678901234567890" }]);
  });

  it("refuses what the kind of app may never call, without a request", async () => {
    const server = await startLocalDingTalk(() => ({ body: {} }));
    const suite = {
      kind: "thirdParty",
      suiteKey: "suite",
      suiteSecret: "s",
      corpId: "corp",
      suiteTicket: () => "ticket",
    } as const;
    const thirdParty = createLocalClient(server, { credentials: suite });
    await expect(thirdParty.call("getUserByMobile", { mobile: "13800000000" })).rejects.toMatchObject({
      code: "permission_denied",
      outcome: "not_sent",
      message: expect.stringContaining("apps of the organisation itself") as string,
    });
    await expect(createLocalClient(server).call("getContactUser", { unionId: "me" })).rejects.toMatchObject({
      code: "permission_denied",
      message: expect.stringContaining("access token of a person") as string,
    });
    expect([...server.received, ...server.tokenCalls]).toEqual([]);
  });

  it("describes a request without opening a connection or naming a token", async () => {
    const client = createClient({ credentials: { appKey: "k", appSecret: "s" } });
    await expect(client.describe("getUser", { userid: "u1" })).resolves.toMatchObject({
      method: "POST",
      url: "https://oapi.dingtalk.com/topapi/v2/user/get",
      body: '{"userid":"u1"}',
    });
  });

  it.each([
    [{ credentials: { appKey: "", appSecret: "s" } }, "credentials.appKey"],
    [{ credentials: { appKey: "k", appSecret: "s" }, apiUrl: "api.dingtalk.com" }, "apiUrl"],
    [{ credentials: { appKey: "k", appSecret: "s" }, maxAttempts: 0 }, "maxAttempts"],
    [{ credentials: { appKey: "k", appSecret: "s" }, timeoutMs: Number.NaN }, "timeoutMs"],
  ])("refuses options that cannot work: %j", (options, field) => {
    expect(() => createClient(options)).toThrowError(expect.objectContaining({ code: "invalid_request", field }));
  });

  it("reports every call once with its result and without its content", async () => {
    const server = await startLocalDingTalk((_, index) =>
      index === 0 ? { body: { result: 3 } } : { status: 400, body: { code: "invalidGetTodoTaskSumUserId" } },
    );
    const reports: unknown[] = [];
    const client = createLocalClient(server, { onCall: (report) => reports.push(report) });
    await client.workflow.todoCount("u-secret");
    await expect(client.workflow.todoCount("u-secret")).rejects.toMatchObject({ code: "invalid_request" });
    expect(reports).toMatchObject([
      { operation: "getAppAccessToken", result: "ok" },
      { operation: "workflowCountTodoTasks", result: "ok", identity: "internal:dingapp" },
      { operation: "workflowCountTodoTasks", result: "invalid_request" },
    ]);
    expect(JSON.stringify(reports)).not.toContain("u-secret");
  });
});
