import { describe, expect, it } from "vitest";
import { eventually } from "../../../test/eventually.ts";
import { callApi, otherApp, post, startSimulator, storeApp } from "../../../test/simulator.ts";
import { connectStream } from "../../../test/stream-client.ts";
import { createClock } from "../../world/clock.ts";
import { defaultApp } from "../../world/default-world.ts";
import { createRateLimit } from "./limits.ts";

const { robotCode, appKey } = defaultApp;
const recallPath = "POST /v1.0/robot/otoMessages/batchRecall";
const recall = { robotCode, processQueryKeys: ["none"] };

describe("limits", () => {
  it("refuse more than 20 calls within any second", () => {
    let now = 5_000;
    const limit = createRateLimit({ ...createClock(), now: () => now }, 20);
    const allowed = (calls: number): number =>
      Array.from({ length: calls }, () => limit.allows("key")).filter(Boolean).length;
    expect([allowed(15), allowed(10), limit.allows("other")]).toEqual([15, 5, true]);
    now += 999;
    expect(allowed(1)).toBe(0);
    now += 1;
    expect(allowed(30)).toBe(20);
  });

  it("refuse calls over 20 a second by default, per app and operation", async () => {
    const simulator = await startSimulator();
    const calls = await Promise.all(Array.from({ length: 60 }, () => callApi(simulator, recallPath, recall)));
    const refused = calls.filter(({ status }) => status !== 200);
    expect(refused.length).toBeGreaterThan(0);
    expect(refused.length).toBeLessThanOrEqual(40);
    expect(refused[0]).toMatchObject({
      status: 403,
      body: { code: "Forbidden.AccessDenied.QpsLimitForAppkeyAndApi", requestid: expect.any(String) },
    });
    simulator.world.addApp(otherApp);
    const otherToken = simulator.tokens.issue(otherApp);
    const others = { robotCode: otherApp.robotCode, processQueryKeys: ["none"] };
    expect(await callApi(simulator, recallPath, others, otherToken)).toMatchObject({ status: 200 });
    simulator.clock.advance(1_001);
    expect(await callApi(simulator, recallPath, recall)).toMatchObject({ status: 200 });
  });

  it("name the suite where the app is from the store", async () => {
    const simulator = await startSimulator({ limits: { callsPerSecond: 1 } });
    simulator.world.addApp(storeApp);
    const token = simulator.tokens.issueAnother(storeApp);
    const calls = await Promise.all([1, 2].map(() => callApi(simulator, recallPath, recall, token)));
    expect(calls.map(({ body }) => body.code)).toContain("Forbidden.AccessDenied.QpsLimitForSuitekeyAndOrgAndApi");
  });

  it("can be lifted", async () => {
    const simulator = await startSimulator({ limits: { callsPerSecond: 0 } });
    const calls = await Promise.all(Array.from({ length: 40 }, () => callApi(simulator, recallPath, recall)));
    expect(calls.every(({ status }) => status === 200)).toBe(true);
  });

  it("ends with the monthly quota until the month is over", async () => {
    const simulator = await startSimulator({ limits: { apiCallsPerMonth: 2 } });
    await callApi(simulator, recallPath, recall);
    await callApi(simulator, recallPath, recall);
    const refused = await callApi(simulator, recallPath, recall);
    expect(refused).toMatchObject({ status: 403, body: { code: "Forbidden.AccessDenied.ApiCountLimitForOrg" } });
    simulator.clock.advance(32 * 24 * 3_600_000);
    expect(await callApi(simulator, recallPath, recall)).toMatchObject({ status: 200 });
  });

  it("does not count refused calls and token calls against the quota", async () => {
    const simulator = await startSimulator({ limits: { apiCallsPerMonth: 1, callsPerSecond: 1 } });
    const credentials = { appKey, appSecret: defaultApp.appSecret };
    for (let call = 0; call < 3; call++) await callApi(simulator, "POST /v1.0/oauth2/accessToken", credentials, null);
    expect(await callApi(simulator, recallPath, recall)).toMatchObject({ status: 200 });
    expect(await callApi(simulator, recallPath, recall)).toMatchObject({
      body: { code: expect.stringContaining("Qps") },
    });
  });

  it("pushes messages without their text over the Stream quota", async () => {
    const simulator = await startSimulator({ limits: { streamMessagesPerMonth: 1 } });
    const client = await connectStream(simulator);
    for (const text of ["within", "beyond"]) simulator.say({ userId: "lisi02", text });
    await eventually(() => expect(client.pushes()).toHaveLength(2));
    const [within, beyond] = client.pushes().map(({ data }) => JSON.parse(data) as Record<string, unknown>);
    expect(within).toMatchObject({ text: { content: "within" } });
    expect(beyond).toMatchObject({ errorCode: "20001", msgId: expect.any(String) });
    expect(beyond).not.toHaveProperty("text");
  });

  it("pushes events without their content over the Stream quota, those of the address book excepted", async () => {
    const simulator = await startSimulator({ limits: { streamMessagesPerMonth: 1 } });
    const client = await connectStream(simulator);
    for (const eventType of ["user_add_org", "org_dept_create", "chat_update_title", "chat_disband"]) {
      simulator.pushEvent({ appKey, eventType, eventId: eventType, data: { title: eventType } });
    }
    await eventually(() => expect(client.pushes()).toHaveLength(4));
    const data = client.pushes().map((push) => JSON.parse(push.data) as Record<string, unknown>);
    expect(data.slice(0, 3).map(({ title }) => title)).toEqual([
      "user_add_org",
      "org_dept_create",
      "chat_update_title",
    ]);
    expect(data[3]).toEqual({ errCode: "20001", errMsg: expect.any(String) });
  });

  it("names the scope of a withdrawn permission on both hosts", async () => {
    const simulator = await startSimulator();
    simulator.permissions.withdraw(appKey, "qyapi_robot_sendmsg");
    simulator.permissions.withdraw(appKey, "qyapi_get_member");
    expect(await callApi(simulator, recallPath, recall)).toMatchObject({
      status: 403,
      body: {
        code: "Forbidden.AccessDenied.AccessTokenPermissionDenied",
        accessdenieddetail: { requiredScopes: ["qyapi_robot_sendmsg"] },
      },
    });
    const token = simulator.tokens.issue(defaultApp);
    const legacy = await post(`${simulator.oapiUrl}/topapi/v2/user/get?access_token=${token}`, { userid: "lisi02" });
    expect(legacy.body).toMatchObject({ errcode: 88, sub_code: "60011" });
    expect(legacy.body.sub_msg).toContain("qyapi_get_member");
    simulator.permissions.grant(appKey, "qyapi_robot_sendmsg");
    expect(await callApi(simulator, recallPath, recall)).toMatchObject({ status: 200 });
  });

  it("refuses an operation that the kind of app may not call", async () => {
    const simulator = await startSimulator();
    simulator.world.addApp({ ...otherApp, kind: "thirdPartyOrg" });
    const token = simulator.tokens.issue(otherApp);
    const answer = await callApi(
      simulator,
      "POST /v1.0/robot/groups/robots/query",
      { openConversationId: "cid" },
      token,
    );
    expect(answer).toMatchObject({ status: 403, body: { code: "Forbidden.AccessDenied.AccessTokenPermissionDenied" } });
  });
});
