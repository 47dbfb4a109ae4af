import { describe, expect, it } from "vitest";
import { eventually } from "../../test/eventually.ts";
import { callApi, callOapi, post, startSimulator } from "../../test/simulator.ts";
import { connectStream } from "../../test/stream-client.ts";
import { createChatServer } from "../chat/server.ts";
import type { Simulator } from "../simulator/types.ts";
import { defaultApp, defaultGroup } from "../world/default-world.ts";

async function get(simulator: Simulator, path: string): Promise<unknown> {
  return (await fetch(simulator.url + path)).json();
}

function remove(simulator: Simulator, path: string): Promise<Response> {
  return fetch(simulator.url + path, { method: "DELETE" });
}

describe("administration by HTTP", () => {
  it("shows addresses, people and apps without secrets", async () => {
    const simulator = await startSimulator();
    const state = await get(simulator, "/admin/state");
    expect(state).toMatchObject({ seed: 1, urls: { apiUrl: simulator.apiUrl }, apps: [{ appKey: defaultApp.appKey }] });
    expect(JSON.stringify(state)).not.toContain(defaultApp.appSecret);
  });

  it("lets people speak, with pictures as data URLs", async () => {
    const simulator = await startSimulator();
    const client = await connectStream(simulator);
    const picture = `data:image/png;base64,${Buffer.from("png").toString("base64")}`;
    const said = await post(`${simulator.url}/admin/say`, { userId: "lisi02", text: "look", picture });
    expect(said).toMatchObject({ status: 200, body: { outcome: "sent" } });
    await eventually(() => expect(client.pushes()).toHaveLength(1));
    const path = await get(simulator, `/admin/paths/${encodeURIComponent(String(said.body.msgId))}`);
    expect(path).toMatchObject({ msgId: said.body.msgId, userId: "lisi02" });
  });

  it("adds departments and employees, changes editions, and logs people in", async () => {
    const simulator = await startSimulator();
    const admin = (path: string, body: object) => post(`${simulator.url}/admin${path}`, body);
    expect((await admin("/organization/departments", { deptId: 500, parentId: 100, name: "新组" })).status).toBe(200);
    const employee = { userId: "new14", name: "新人", departments: [500], mobile: "13800000014" };
    expect((await admin("/organization/employees", employee)).status).toBe(200);
    const members = await callOapi(simulator, "/topapi/v2/user/list", { dept_id: 500, cursor: 0, size: 10 });
    expect(members.body.result).toMatchObject({ list: [{ userid: "new14", unionid: "new14UnionIdiE" }] });
    const editions = await admin("/organization/editions", { paidApproval: true });
    expect(editions.body).toEqual({ smartHr: true, paidApproval: true, paidDing: false });
    const { code } = (await admin("/auth-codes", { appKey: defaultApp.appKey, userId: "new14" })).body;
    expect((await callOapi(simulator, "/topapi/v2/user/getuserinfo", { code })).body.result).toMatchObject({
      name: "新人",
    });
    const lost = await admin("/organization/employees", { userId: "x", departments: [999] });
    expect(lost).toMatchObject({
      status: 400,
      body: { error: { message: expect.stringContaining("no department 999") } },
    });
    expect((await admin("/organization/employees", { userId: "x", departments: "1" })).status).toBe(400);
  });

  it("sets, lists and takes back faults", async () => {
    const simulator = await startSimulator();
    const fault = { match: { operation: "robotSendOTO" }, times: 1, effect: { type: "refuse", as: "api.qps" } };
    const { body } = await post(`${simulator.url}/admin/faults`, fault);
    expect(await get(simulator, "/admin/faults")).toEqual([{ id: body.id, hits: 0, ...fault }]);
    expect((await callApi(simulator, "POST /v1.0/robot/oToMessages/batchSend", {})).status).toBe(403);
    expect(await get(simulator, "/admin/faults")).toMatchObject([{ hits: 1 }]);
    expect((await remove(simulator, `/admin/faults/${String(body.id)}`)).status).toBe(200);
    expect((await remove(simulator, `/admin/faults/${String(body.id)}`)).status).toBe(404);
  });

  it.each([
    ["an unknown effect", { effect: { type: "explode" } }, "no effect explode"],
    [
      "a code that the operation does not document",
      { match: { operation: "getUser" }, effect: { type: "refuse", code: "send.too.fast" } },
      "getUser documents no error send.too.fast",
    ],
    ["an unknown documented error", { effect: { type: "refuse", as: "api.none" } }, "no documented error api.none"],
  ])("refuses %s", async (_, fault, sentence) => {
    const simulator = await startSimulator();
    const { status, body } = await post(`${simulator.url}/admin/faults`, fault);
    expect([status, JSON.stringify(body)]).toEqual([400, expect.stringContaining(sentence)]);
  });

  it("moves time, ends tokens and sessions, withdraws permissions", async () => {
    const simulator = await startSimulator();
    const token = simulator.tokens.issue(defaultApp);
    await post(`${simulator.url}/admin/clock/advance`, { ms: 3_600_000 });
    expect(simulator.clock.now() - Date.now()).toBeGreaterThan(3_500_000);
    await post(`${simulator.url}/admin/tokens/expire`, {});
    expect(simulator.tokens.appKeyOf(token)).toBeUndefined();
    const permission = { appKey: defaultApp.appKey, permission: "qyapi_robot_sendmsg" };
    await post(`${simulator.url}/admin/permissions`, permission);
    expect(simulator.permissions.missing(defaultApp.appKey, ["qyapi_robot_sendmsg"])).toHaveLength(1);
    await post(`${simulator.url}/admin/permissions`, { ...permission, granted: true });
    expect(simulator.permissions.missing(defaultApp.appKey, ["qyapi_robot_sendmsg"])).toEqual([]);
  });

  it("shows and commands connections", async () => {
    const simulator = await startSimulator();
    const client = await connectStream(simulator);
    const [connection] = (await get(simulator, "/admin/connections")) as { id: string }[];
    await post(`${simulator.url}/admin/connections/${connection?.id}/send`, { data: "junk" });
    await post(`${simulator.url}/admin/connections/${connection?.id}/disconnect`, { data: "because" });
    await eventually(() => expect(client.frames.at(-1)?.data).toBe('{"reason":"because"}'));
    expect(client.raw[0]).toBe("junk");
    const unknown = await post(`${simulator.url}/admin/connections/${connection?.id}/sing`, {});
    expect(unknown.status).toBe(404);
  });

  it("gives out the record, filtered", async () => {
    const simulator = await startSimulator();
    await callApi(simulator, "POST /v1.0/robot/groupMessages/send", {
      robotCode: defaultApp.robotCode,
      openConversationId: defaultGroup.conversationId,
      msgKey: "sampleText",
      msgParam: '{"content":"hi"}',
    });
    const path = `/admin/record/deliveries?conversationId=${encodeURIComponent(defaultGroup.conversationId)}`;
    expect(await get(simulator, path)).toMatchObject([{ text: "hi" }]);
    expect(await get(simulator, "/admin/record/deliveries?conversationId=other")).toEqual([]);
    expect(await get(simulator, "/admin/record/counts")).toMatchObject({ deliveries: 1 });
    await remove(simulator, "/admin/record");
    expect(await get(simulator, "/admin/record/counts")).toMatchObject({ deliveries: 0 });
  });

  it("changes the world", async () => {
    const simulator = await startSimulator();
    const app = { appKey: "dingnew", appSecret: "new-sample-secret", corpId: "dingcorp" };
    await post(`${simulator.url}/admin/world/apps`, app);
    await post(`${simulator.url}/admin/world/people`, { userId: "zhaoliu06", name: "赵六" });
    const group = { conversationId: "cidNew==", title: "新群", members: ["zhaoliu06"], robots: ["dingnew"] };
    await post(`${simulator.url}/admin/world/groups`, group);
    const said = simulator.say({ userId: "zhaoliu06", appKey: "dingnew", conversationId: "cidNew==", text: "hi" });
    expect(said.outcome).toBe("no-connection");
    const refused = await post(`${simulator.url}/admin/world/groups`, { ...group, members: "zhaoliu06" });
    expect(refused).toMatchObject({
      status: 400,
      body: { error: { message: "The field members must be a list of texts." } },
    });
  });

  it.each([
    ["another origin", { origin: "https://example.com" }],
    ["another host", { host: "simulator.example.com" }],
  ])("refuses pages of %s", async (_, headers) => {
    const { url, apiUrl, oapiUrl } = await startSimulator();
    const { request } = await import("node:http");
    for (const address of [`${url}/admin/state`, `${apiUrl}/v1.0/oauth2/accessToken`, `${oapiUrl}/gettoken`]) {
      const status = await new Promise((resolve) => {
        request(address, { headers }, (response) => resolve(response.statusCode)).end();
      });
      expect([address, status]).toEqual([address, 403]);
    }
    const upgrade = { ...headers, connection: "upgrade", upgrade: "websocket" };
    const ending = new Promise((resolve) => {
      request(`${apiUrl}/connect`, { headers: upgrade }, (response) => resolve(response.statusCode))
        .on("error", () => resolve("closed"))
        .end();
    });
    expect(await ending).toBe("closed");
  });
});

describe("what is attached", () => {
  it("takes requests that nothing else takes", async () => {
    const simulator = await startSimulator();
    simulator.attach((request, response) => {
      if (request.url !== "/hello") return false;
      response.end("hi");
      return true;
    });
    expect(await (await fetch(`${simulator.url}/hello`)).text()).toBe("hi");
    expect((await fetch(`${simulator.url}/other`)).status).toBe(404);
    expect((await fetch(`${simulator.url}/v1/models`)).status).toBe(401);
  });

  it("can be the chat page", async () => {
    const simulator = await startSimulator();
    const { world, media } = simulator;
    const say = (said: Parameters<Simulator["say"]>[0]): ReturnType<Simulator["say"]> => simulator.say(said);
    simulator.attach(createChatServer({ world, say, media: (mediaId) => media.uploaded(mediaId) }));
    const page = await fetch(`${simulator.url}/`);
    expect(page.headers.get("content-type")).toContain("text/html");
  });
});
