import { describe, expect, it } from "vitest";
import { dt } from "../../../test/dt.ts";
import { startLocalDingTalk } from "../../../test/local-dingtalk.ts";
import { temporaryFolder } from "../../../test/temporary-folder.ts";

describe("dt call", () => {
  it("calls an operation by name, with its input checked", async () => {
    const server = await startLocalDingTalk({
      "/topapi/user/count": () => ({ body: { errcode: 0, result: { count: 7 } } }),
    });
    const { environment } = server;
    const { json } = await dt(["call", "countUsers", "--data", '{"only_active":true}'], { environment });
    expect(json.data).toMatchObject({ result: { count: 7 } });
    const wrong = await dt(["call", "countUsers", "--data", '{"onlyActive":true}'], { environment });
    expect(wrong.json.error).toMatchObject({ code: "INVALID_ARGUMENTS", message: /did you mean only_active/ });
    expect(server.received).toHaveLength(1);
  });

  it("calls a path with the token where its host wants it", async () => {
    const server = await startLocalDingTalk({
      "GET /v1.0/some/new/thing": () => ({ body: { fine: true } }),
      "POST /topapi/some/old/thing": () => ({ body: { errcode: 0, result: { fine: true } } }),
    });
    const { environment } = server;
    const home = temporaryFolder();
    const fresh = await dt(["call", "get", "/v1.0/some/new/thing", "--query", "a=1", "b=x=y"], { environment, home });
    expect(fresh.json.data).toEqual({ fine: true });
    expect(server.received[0]).toMatchObject({
      query: { a: "1", b: "x=y" },
      headers: { "x-acs-dingtalk-access-token": "token-1", accept: "application/json" },
    });
    await dt(["call", "POST", "/topapi/some/old/thing", "--data", '{"c":2}'], { environment, home });
    expect(server.received[1]).toMatchObject({ query: { access_token: "token-1" }, body: { c: 2 } });
  });

  it("renews a rejected token once", async () => {
    const server = await startLocalDingTalk({
      "/v1.0/thing": ({ headers }) => {
        return headers["x-acs-dingtalk-access-token"] === "token-2"
          ? { body: { fine: true } }
          : { status: 400, body: { code: "InvalidAuthentication", message: "不合法的access_token" } };
      },
    });
    const { environment } = server;
    expect((await dt(["call", "GET", "/v1.0/thing"], { environment, home: temporaryFolder() })).code).toBe(0);
    expect(server.tokenCalls).toHaveLength(2);
  });

  it.each([
    [
      403,
      { code: "Forbidden.AccessDenied.AccessTokenPermissionDenied", accessdenieddetail: { requiredScopes: ["a.b"] } },
      "PERMISSION_DENIED",
    ],
    [403, { code: "Forbidden.AccessDenied.ApiCountLimitForOrg", message: "used up" }, "RATE_LIMITED"],
    [200, { errcode: 60011, errmsg: "no permission" }, "PERMISSION_DENIED"],
    [200, { errcode: 404, errmsg: "unknown path" }, "INVALID_ARGUMENTS"],
    [404, { code: "InvalidAction.NotFound", message: "no" }, "NOT_FOUND"],
    [502, "<html>bad gateway</html>", "UNAVAILABLE"],
    [200, "", "UNAVAILABLE"],
    [400, { code: "param.invalid", message: "wrong", requestid: "r1" }, "INVALID_ARGUMENTS"],
  ])("tells a failure with HTTP %i and %j as %s", async (status, body, code) => {
    const { environment } = await startLocalDingTalk({ "/v1.0/thing": () => ({ status, body }) });
    const { json } = await dt(["call", "POST", "/v1.0/thing"], { environment });
    expect(json.error.code).toBe(code);
  });

  it("repeats a GET after a fault, and leaves a POST whose outcome is unknown to the caller", async () => {
    const fault = { status: 502, body: "<html>bad gateway</html>" };
    const answer = (_request: object, index: number) => (index === 0 ? fault : { body: { fine: true } });
    const get = await startLocalDingTalk({ "/v1.0/thing": answer });
    expect((await dt(["call", "GET", "/v1.0/thing"], { environment: get.environment })).json.data).toEqual({
      fine: true,
    });
    const post = await startLocalDingTalk({ "/v1.0/thing": answer });
    const { json } = await dt(["call", "POST", "/v1.0/thing"], { environment: post.environment });
    expect(json.error).toMatchObject({ code: "UNAVAILABLE", outcome: "unknown", hint: /read before you repeat/ });
    expect(post.received).toHaveLength(1);
  });

  it("a dry run shows the request with its query and body, a stand-in for the token, and opens no socket", async () => {
    const server = await startLocalDingTalk({});
    const words = [
      "call",
      "POST",
      "/topapi/thing",
      "--query",
      "a=1",
      "--data",
      '{"secret":"hush-hush-hush"}',
      "--dry-run",
    ];
    const { json } = await dt(words, { environment: server.environment });
    expect(json.data).toMatchObject({
      requests: [
        { method: "POST", url: `${server.url}/topapi/thing?a=1&access_token=****`, body: { secret: "hush****" } },
      ],
    });
    expect([server.received, server.tokenCalls]).toEqual([[], []]);
  });

  it("asks before DELETE, and before destructive operations", async () => {
    const { environment, received } = await startLocalDingTalk({});
    expect((await dt(["call", "DELETE", "/v1.0/thing"], { environment })).json.error.hint).toMatch(/--yes/);
    const words = ["call", "todoDelete", "--data", '{"unionId":"u","taskId":"t"}'];
    expect((await dt(words, { environment })).json.error.hint).toMatch(/--yes/);
    expect(received).toEqual([]);
  });

  it("takes the body from a file, and names a file that is not there", async () => {
    const server = await startLocalDingTalk({ "/v1.0/thing": () => ({ body: { fine: true } }) });
    const { environment } = server;
    await dt(["call", "POST", "/v1.0/thing", "--data", "-"], { environment, input: '{"from":"input"}' });
    expect(server.received[0]?.body).toEqual({ from: "input" });
    const missing = await dt(["call", "POST", "/v1.0/thing", "--data", "@gone.json"], { environment });
    expect(missing.json.error.message).toBe("The file gone.json cannot be read (ENOENT).");
    const broken = await dt(["call", "POST", "/v1.0/thing", "--data", "{a:1}"], { environment });
    expect(broken.json.error).toMatchObject({ code: "INVALID_ARGUMENTS", message: /--data is not JSON/ });
  });

  it("--debug shows the exchange without secrets", async () => {
    const { environment } = await startLocalDingTalk({ "/v1.0/thing": () => ({ body: { fine: true } }) });
    const { err, out } = await dt(
      ["call", "POST", "/v1.0/thing", "--debug", "--data", '{"secretNote":"hush-hush-hush"}'],
      { environment },
    );
    expect(err).toContain("> POST http://127.0.0.1");
    expect(err).toContain('"fine":true');
    for (const secret of ["secret-of-dingapp", "token-1", "hush-hush"]) expect(err + out).not.toContain(secret);
  });
});
