import { createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import { callApi, callOapi, post, startSimulator, storeApp } from "../../../test/simulator.ts";
import type { Simulator } from "../../simulator/types.ts";
import { defaultApp } from "../../world/default-world.ts";
import { defaultSuiteTicket } from "../handlers/tokens.ts";

const { appKey: clientId, appSecret: clientSecret, corpId } = defaultApp;
const suite = { suiteKey: storeApp.appKey, suiteSecret: storeApp.appSecret, suiteTicket: defaultSuiteTicket };
const userToken = "POST /v1.0/oauth2/userAccessToken";

function loginUrl(simulator: Simulator, change: Record<string, string> = {}): string {
  const query = { client_id: clientId, response_type: "code", scope: "openid corpid", prompt: "consent", state: "s&1" };
  const redirect_uri = "http://127.0.0.1:9/callback";
  return `${simulator.url}/oauth2/auth?${new URLSearchParams({ redirect_uri, ...query, ...change }).toString()}`;
}

async function logIn(simulator: Simulator, change: Record<string, string> = {}): Promise<URL> {
  const answer = await fetch(loginUrl(simulator, change), { redirect: "manual" });
  expect(answer.status).toBe(302);
  return new URL(answer.headers.get("location") ?? "");
}

function sign(text: string): string {
  return createHmac("sha256", storeApp.appSecret).update(text).digest("base64");
}

describe("logging in", () => {
  it("leads from the page back to the app, to a token and to the person", async () => {
    const simulator = await startSimulator();
    const back = await logIn(simulator, { userId: "lisi02" });
    expect([back.pathname, back.searchParams.get("state")]).toEqual(["/callback", "s&1"]);
    const code = back.searchParams.get("authCode") ?? "";
    const grant = { clientId, clientSecret, code, grantType: "authorization_code" };
    const { body } = await callApi(simulator, userToken, grant, null);
    expect(body).toEqual({ accessToken: expect.any(String), refreshToken: expect.any(String), expireIn: 7200, corpId });
    const me = await callApi(simulator, "GET /v1.0/contact/users/me", undefined, String(body.accessToken));
    expect(me.body).toMatchObject({ nick: "李四" });
    const again = await callApi(simulator, userToken, grant, null);
    expect(again).toMatchObject({ status: 400, body: { code: "invalidParameter.authCode.notFound" } });
  });

  it("lasts 30 days by refresh tokens that work once", async () => {
    const simulator = await startSimulator();
    const { refreshToken, accessToken } = simulator.tokens.issueToUser(defaultApp, { userId: "lisi02" });
    const refresh = (token: unknown) =>
      callApi(simulator, userToken, { clientId, clientSecret, refreshToken: token, grantType: "refresh_token" }, null);
    simulator.clock.advance(7_200_000);
    const expired = await callApi(simulator, "GET /v1.0/contact/users/me", undefined, accessToken);
    expect(expired).toMatchObject({ status: 400, body: { code: "accesstoken.expired" } });
    const next = await refresh(refreshToken);
    expect(next.body).not.toHaveProperty("corpId");
    expect(await refresh(refreshToken)).toMatchObject({ status: 400 });
    simulator.clock.advance(30 * 86_400_000);
    expect(await refresh(next.body.refreshToken)).toMatchObject({ status: 400 });
  });

  it("lets a browser choose the person and programs go on as the first one", async () => {
    const simulator = await startSimulator();
    const page = await fetch(loginUrl(simulator), { headers: { accept: "text/html" } });
    const html = await page.text();
    expect(html).toContain("&lt;Ops>");
    const link = /href="([^"]+userId=wangfang03)"/.exec(html)?.[1]?.replaceAll("&amp;", "&") ?? "";
    const chosen = await fetch(simulator.url + link, { redirect: "manual" });
    expect(chosen.headers.get("location")).toContain("authCode=");
    const code = (await logIn(simulator)).searchParams.get("authCode") ?? "";
    expect((await callOapi(simulator, "/topapi/v2/user/getuserinfo", { code })).body.result).toMatchObject({
      userid: "zhangsan01",
    });
    expect((await logIn(simulator, { userId: "nobody" })).searchParams.get("error")).toBe("access_denied");
  });

  it.each([
    ["an unknown app", { client_id: "none" }],
    ["another response", { response_type: "token" }],
    ["no consent asked for", { prompt: "none" }],
    ["another scope", { scope: "profile" }],
    ["no web address", { redirect_uri: "javascript:alert(1)" }],
  ])("is refused with %s", async (_, change) => {
    const simulator = await startSimulator();
    expect((await fetch(loginUrl(simulator, change), { redirect: "manual" })).status).toBe(400);
  });
});

describe("tokens of apps from the store", () => {
  it("are new with every call and good for the organisation that installed the app", async () => {
    const simulator = await startSimulator();
    simulator.world.addApp(storeApp);
    const request = () =>
      callApi(simulator, "POST /v1.0/oauth2/corpAccessToken", { ...suite, authCorpId: corpId }, null);
    const [first, second] = [await request(), await request()];
    expect(first.body).toEqual({ accessToken: expect.any(String), expireIn: 7200 });
    expect(second.body.accessToken).not.toBe(first.body.accessToken);
    const count = await callOapi(
      simulator,
      "/topapi/user/count",
      { only_active: false },
      String(first.body.accessToken),
    );
    expect(count.body).toMatchObject({ errcode: 0, result: { count: 9 } });
    const own = await callApi(simulator, "POST /v1.0/oauth2/suiteAccessToken", suite, null);
    expect(own.body).toMatchObject({ expireIn: 7200 });
    const internal = { appKey: storeApp.appKey, appSecret: storeApp.appSecret };
    const wrongWay = await callApi(simulator, "POST /v1.0/oauth2/accessToken", internal, null);
    expect(wrongWay.body.code).toBe("invalidClientIdOrSecret");
  });

  it.each([
    ["corpAccessToken", { suiteSecret: "x" }, "invalidSuiteKey"],
    ["corpAccessToken", { suiteKey: clientId, suiteSecret: clientSecret }, "invalidSuiteKey"],
    ["corpAccessToken", { suiteTicket: "old" }, "invalidSuiteTicket"],
    ["corpAccessToken", { authCorpId: "ding-other" }, "invalidAuthInfo"],
    ["suiteAccessToken", { suiteSecret: "x" }, "invalidClientIdOrSecret"],
    ["suiteAccessToken", { suiteTicket: "old" }, "invalidSuiteTicket"],
    ["suiteAccessToken", { suiteKey: "personal03" }, "invalidClientIdOrSecret"],
  ])("are refused: %s with %j", async (name, change, code) => {
    const simulator = await startSimulator();
    simulator.world.addApp(storeApp);
    simulator.world.addApp({ ...storeApp, appKey: "personal03", kind: "thirdPartyPersonal" });
    const corp = name === "corpAccessToken" ? { authCorpId: corpId } : {};
    const answer = await callApi(simulator, `POST /v1.0/oauth2/${name}`, { ...suite, ...corp, ...change }, null);
    expect(answer).toMatchObject({ status: 400, body: { code } });
  });

  it("are signed for on the older host", async () => {
    const simulator = await startSimulator();
    simulator.world.addApp(storeApp);
    const timestamp = String(simulator.clock.now());
    const request = (signature: string) => {
      const query = { accessKey: storeApp.appKey, timestamp, suiteTicket: defaultSuiteTicket, signature };
      const url = `${simulator.oapiUrl}/service/get_corp_token?${new URLSearchParams(query).toString()}`;
      return post(url, { auth_corpid: corpId });
    };
    const signed = await request(sign(`${timestamp}\n${defaultSuiteTicket}`));
    expect(signed.body).toMatchObject({ errcode: 0, access_token: expect.any(String), expires_in: 7200 });
    expect((await request(sign("other"))).body).toMatchObject({ errcode: 40089 });
  });
});
