import { describe, expect, it } from "vitest";
import { callApi, post, startSimulator, storeApp } from "../../../test/simulator.ts";
import { defaultApp } from "../../world/default-world.ts";

const { appKey, appSecret, corpId } = defaultApp;

describe("getting a token", () => {
  it("answers the same token again within its life and lets it live longer", async () => {
    const simulator = await startSimulator();
    const first = await callApi(simulator, "POST /v1.0/oauth2/accessToken", { appKey, appSecret }, null);
    expect(first).toMatchObject({ status: 200, body: { expireIn: 7200 } });
    simulator.clock.advance(7_000_000);
    const second = await callApi(simulator, "POST /v1.0/oauth2/accessToken", { appKey, appSecret }, null);
    expect(second.body.accessToken).toBe(first.body.accessToken);
    simulator.clock.advance(7_000_000);
    expect(simulator.tokens.appKeyOf(String(first.body.accessToken))).toBe(appKey);
    simulator.clock.advance(300_000);
    const third = await callApi(simulator, "POST /v1.0/oauth2/accessToken", { appKey, appSecret }, null);
    expect(third.body.accessToken).not.toBe(first.body.accessToken);
  });

  it("answers on the older host with the same token", async () => {
    const simulator = await startSimulator();
    const answer = await fetch(`${simulator.oapiUrl}/gettoken?appkey=${appKey}&appsecret=${appSecret}`);
    const access_token = simulator.tokens.issue(defaultApp);
    expect(await answer.json()).toEqual({ errcode: 0, errmsg: "ok", access_token, expires_in: 7200 });
  });

  it("answers a token for an organisation in snake case", async () => {
    const simulator = await startSimulator();
    const body = { client_id: appKey, client_secret: appSecret, grant_type: "client_credentials" };
    const answer = await callApi(simulator, `POST /v1.0/oauth2/${corpId}/token`, body, null);
    expect(answer.body).toEqual({ access_token: simulator.tokens.issue(defaultApp), expires_in: 7200 });
  });

  it.each([
    ["a wrong secret", "/v1.0/oauth2/accessToken", { appKey, appSecret: "wrong" }, 400, "invalidClientIdOrSecret"],
    ["a missing secret", "/v1.0/oauth2/accessToken", { appKey }, 400, "MissingappSecret"],
    ["null as a secret", "/v1.0/oauth2/accessToken", { appKey, appSecret: null }, 400, "MissingappSecret"],
    ["a number as a key", "/v1.0/oauth2/accessToken", { appKey: 1, appSecret }, 400, "invalidParameter"],
    ["an unknown field", "/v1.0/oauth2/accessToken", { appKey, appSecret, corpId }, 400, "invalidParameter"],
    ["no body", "/v1.0/oauth2/accessToken", undefined, 400, "Missingbody"],
    [
      "another grant type",
      `/v1.0/oauth2/${corpId}/token`,
      { client_id: appKey, client_secret: appSecret, grant_type: "password" },
      400,
      "unsupported.grant.type",
    ],
    [
      "a made-up organisation",
      "/v1.0/oauth2/dingnobody/token",
      { client_id: appKey, client_secret: appSecret, grant_type: "client_credentials" },
      500,
      "unknownError",
    ],
  ])("refuses %s", async (_, path, body, status, code) => {
    const simulator = await startSimulator();
    expect(await callApi(simulator, `POST ${path}`, body, null)).toMatchObject({ status, body: { code } });
  });

  it("refuses apps of the store on the older host", async () => {
    const simulator = await startSimulator();
    simulator.world.addApp(storeApp);
    const query = new URLSearchParams({ appkey: storeApp.appKey, appsecret: storeApp.appSecret });
    const answer = await fetch(`${simulator.oapiUrl}/gettoken?${query.toString()}`);
    expect(await answer.json()).toMatchObject({ errcode: 40096 });
  });

  it("refuses wrong credentials on the older host with HTTP 200", async () => {
    const simulator = await startSimulator();
    const wrong = await fetch(`${simulator.oapiUrl}/gettoken?appkey=${appKey}&appsecret=x`);
    expect([wrong.status, await wrong.json()]).toMatchObject([200, { errcode: 40096 }]);
    const absent = await fetch(`${simulator.oapiUrl}/gettoken?appkey=${appKey}`);
    expect(await absent.json()).toMatchObject({ errcode: 40035 });
  });
});

describe("showing a token", () => {
  const recall = { robotCode: defaultApp.robotCode, processQueryKeys: ["none"] };
  const path = "/v1.0/robot/otoMessages/batchRecall";

  it("is asked for in the header on the new host, whatever the query holds", async () => {
    const simulator = await startSimulator();
    const token = simulator.tokens.issue(defaultApp);
    const inQuery = await callApi(simulator, `POST ${path}?access_token=${token}`, recall, null);
    expect(inQuery).toMatchObject({ status: 400, body: { code: "AuthenticationFailed.MissingParameter" } });
    expect(await callApi(simulator, `POST ${path}`, recall, token)).toMatchObject({ status: 200 });
  });

  it("is asked for in the query on the older host, whatever the header holds", async () => {
    const simulator = await startSimulator();
    const token = simulator.tokens.issue(defaultApp);
    const url = `${simulator.oapiUrl}/topapi/v2/user/get`;
    const inHeader = await post(url, { userid: "lisi02" }, { "x-acs-dingtalk-access-token": token });
    expect(inHeader).toMatchObject({ status: 200, body: { errcode: 88, sub_code: "40000" } });
    const unknown = await post(`${url}?access_token=nonsense`, { userid: "lisi02" });
    expect(unknown).toMatchObject({ status: 200, body: { errcode: 88, sub_code: "40014" } });
  });

  it("is absent on the older host outside topapi with another number", async () => {
    const simulator = await startSimulator();
    const answer = await fetch(`${simulator.oapiUrl}/media/upload`, { method: "POST", body: new FormData() });
    expect(await answer.json()).toMatchObject({ errcode: 41001 });
  });

  it("fails on the older host with the number for an expired token once it expired", async () => {
    const simulator = await startSimulator();
    const token = simulator.tokens.issue(defaultApp);
    simulator.clock.advance(7_200_000);
    const url = `${simulator.oapiUrl}/topapi/v2/user/get?access_token=${token}`;
    expect(await post(url, { userid: "lisi02" })).toMatchObject({ body: { errcode: 88, sub_code: "42001" } });
  });

  it("fails with HTTP 400 once the token expired or was ended", async () => {
    const simulator = await startSimulator();
    const token = simulator.tokens.issue(defaultApp);
    simulator.tokens.expire(appKey);
    const ended = await callApi(simulator, `POST ${path}`, recall, token);
    expect(ended).toMatchObject({
      status: 400,
      body: { code: "InvalidAuthentication", requestid: expect.any(String) },
    });
    const next = simulator.tokens.issue(defaultApp);
    simulator.clock.advance(7_200_000);
    expect(await callApi(simulator, `POST ${path}`, recall, next)).toMatchObject({
      body: { code: "InvalidAuthentication" },
    });
  });
});

describe("paths", () => {
  it.each([
    ["a new path that does not exist", "api", "/v1.0/robot/nothing", 404, { code: "InvalidAction.NotFound" }],
    ["a new path without its version", "api", "/oauth2/accessToken", 200, { errcode: 404 }],
    ["an unknown topapi method", "oapi", "/topapi/v2/user/nothing", 200, { errcode: 88, sub_code: "22" }],
    ["an unknown path of the older host", "oapi", "/nothing", 200, { errcode: 404 }],
  ] as const)("answers %s as its host does", async (_, host, path, status, body) => {
    const simulator = await startSimulator();
    const base = host === "api" ? simulator.apiUrl : simulator.oapiUrl;
    expect(await post(base + path, {})).toMatchObject({ status, body });
  });
});
