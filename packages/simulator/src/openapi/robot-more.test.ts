import { operationNames, operations } from "@dt/api";
import { describe, expect, it } from "vitest";
import { callApi, callOapi, startSimulator, storeApp } from "../../test/simulator.ts";
import { defaultApp, defaultGroup } from "../world/default-world.ts";
import { handlers } from "./handlers/index.ts";

const { appKey, robotCode } = defaultApp;
const { conversationId } = defaultGroup;
const deniedCode = "Forbidden.AccessDenied.AccessTokenPermissionDenied";

describe("every operation", () => {
  it("that is declared has a handler", () => {
    expect(operationNames.filter((name) => handlers[name] === undefined)).toEqual([]);
    expect(operationNames).toHaveLength(84);
  });

  const internalOnly = operationNames
    .map((name) => operations[name])
    .filter(({ tokenKind, appTypes }) => tokenKind === "app" && appTypes.join() === "internal");

  it.each(internalOnly.map((operation) => [operation.name, operation] as const))(
    "for internal apps only refuses others: %s",
    async (_, { host, method, path }) => {
      const simulator = await startSimulator();
      simulator.world.addApp(storeApp);
      const token = simulator.tokens.issueAnother(storeApp);
      const body = method === "GET" ? undefined : {};
      const answer =
        host === "oapi"
          ? await callOapi(simulator, path, {}, token)
          : await callApi(simulator, `${method} ${path}`, body, token);
      const denied = host === "oapi" ? { errcode: 88, sub_code: "60011" } : { code: deniedCode };
      expect(answer.body).toMatchObject(denied);
    },
  );

  it("for internal apps only is known as such", () => {
    expect(internalOnly.map(({ name }) => name)).toContain("robotSendDing");
    expect(internalOnly).toHaveLength(16);
  });
});

describe("groups of a robot", () => {
  it("are listed page by page, and so are the robots of a group", async () => {
    const simulator = await startSimulator();
    simulator.world.addGroup({ ...defaultGroup, conversationId: "cidSecond==", robots: [appKey, storeApp.appKey] });
    simulator.world.addGroup({ ...defaultGroup, conversationId: "cidGone==", disbanded: true });
    simulator.world.addApp(storeApp);
    const page = (pageNumber: number) =>
      callApi(simulator, "POST /v1.0/robot/groups/query", { robotCode, pageNumber, pageSize: 1 });
    expect((await page(0)).body).toEqual({ openConversationIds: [conversationId], hasMore: true });
    expect((await page(1)).body).toEqual({ openConversationIds: ["cidSecond=="], hasMore: false });
    const bots = await callApi(simulator, "POST /v1.0/robot/groups/robots/query", {
      openConversationId: "cidSecond==",
    });
    expect(bots.body).toMatchObject({ chatbotInstanceVOList: [{ robotCode, openRobotType: 2 }, { openRobotType: 3 }] });
  });

  it("tell page by page who read a message", async () => {
    const simulator = await startSimulator();
    const message = {
      robotCode,
      openConversationId: conversationId,
      msgKey: "sampleText",
      msgParam: '{"content":"hi"}',
    };
    const { processQueryKey } = (await callApi(simulator, "POST /v1.0/robot/groupMessages/send", message)).body;
    const page = (change: object) => {
      const query = { robotCode, openConversationId: conversationId, processQueryKey, maxResults: 3, ...change };
      return callApi(simulator, "POST /v1.0/robot/groupMessages/query", query);
    };
    const first = await page({});
    expect(first.body).toMatchObject({ sendStatus: "SUCCESS", hasMore: true, nextToken: "3" });
    expect((await page({ nextToken: "3" })).body).toMatchObject({ hasMore: false, readUserIds: ["guest04"] });
    expect((await page({ nextToken: "x" })).body.code).toBe("invalidParameter.cursor.invalid");
    expect((await page({ maxResults: 201 })).body.code).toBe("invalidParameter.pageSize.invalid");
  });
});

describe("messages between two people", () => {
  const chat = {
    conversationId: "cidPair==",
    coolAppCode: "COOLAPP-1",
    appKey,
    members: ["zhangsan01", "lisi02"],
  } as const;
  const place = { robotCode, openConversationId: chat.conversationId };
  const message = { ...place, coolAppCode: chat.coolAppCode, msgKey: "sampleText", msgParam: '{"content":"hi"}' };
  const path = "POST /v1.0/robot/privateChatMessages";

  it("are sent by a cool app, read and recalled", async () => {
    const simulator = await startSimulator();
    simulator.personChats.add(chat);
    const { processQueryKey } = (await callApi(simulator, `${path}/send`, message)).body;
    expect(simulator.record.deliveries()).toMatchObject([{ route: "person-chat", text: "hi" }]);
    const query = { ...place, processQueryKey };
    expect((await callApi(simulator, `${path}/query`, query)).body).toMatchObject({ readUserIds: chat.members });
    const recalled = await callApi(simulator, `${path}/batchRecall`, { ...place, processQueryKeys: [processQueryKey] });
    expect(recalled.body).toMatchObject({ successResult: [processQueryKey] });
    expect((await callApi(simulator, `${path}/query`, query)).body).toMatchObject({ sendStatus: "RECALLED" });
  });

  it.each([
    ["another cool app", { coolAppCode: "x" }, "invalidParameter.robotCode.coolApp"],
    ["no such conversation", { openConversationId: "cidNone" }, "invalid.openConversationId"],
    ["a group", { openConversationId: conversationId }, "invalid.openConversationId"],
    ["no text", { msgParam: "{}" }, "miss.param.contentOfText"],
  ])("are refused with %s", async (_, change, code) => {
    const simulator = await startSimulator();
    simulator.personChats.add(chat);
    expect(await callApi(simulator, `${path}/send`, { ...message, ...change })).toMatchObject({
      status: 400,
      body: { code },
    });
  });
});

describe("dings", () => {
  const ding = { robotCode, content: "请看告警", receiverUserIdList: ["lisi02", "nobody"], remindType: 1 };
  const send = "POST /v1.0/robot/ding/send";

  it("reach those who exist and are recalled once", async () => {
    const simulator = await startSimulator();
    const { body } = await callApi(simulator, send, ding);
    expect(body).toEqual({ openDingId: expect.any(String), failedList: { nobody: "staffId.notExisted" } });
    expect(simulator.dings.all()).toMatchObject([{ userIds: ["lisi02"], content: "请看告警", recalled: false }]);
    const recall = { robotCode, openDingId: body.openDingId };
    expect((await callApi(simulator, "POST /v1.0/robot/ding/recall", recall)).body).toEqual({
      openDingId: body.openDingId,
    });
    expect((await callApi(simulator, "POST /v1.0/robot/ding/recall", recall)).body.code).toBe("recall.ding.exception");
  });

  it.each([
    ["nobody", { receiverUserIdList: [] }, "miss.staffId"],
    ["strangers", { receiverUserIdList: ["nobody"] }, "miss.staffId"],
    ["too many", { receiverUserIdList: Array.from({ length: 201 }, () => "lisi02") }, "ding.receivercount.limit"],
    ["phones that are not paid for", { remindType: 3 }, "ding.serverquota.insufficient"],
    ["another kind", { remindType: 4 }, "invalidParameter.param.invalid"],
    ["another robot", { robotCode: "x" }, "invalid.chatbotId"],
  ])("are refused to %s", async (_, change, code) => {
    const simulator = await startSimulator();
    expect(await callApi(simulator, send, { ...ding, ...change })).toMatchObject({ status: 400, body: { code } });
  });

  it("ring once they are paid for", async () => {
    const simulator = await startSimulator({ organization: { editions: { paidDing: true } } });
    expect((await callApi(simulator, send, { ...ding, remindType: 3 })).status).toBe(200);
  });
});

describe("cards", () => {
  it("take a space in addition and appear there", async () => {
    const simulator = await startSimulator();
    const outTrackId = "track-1";
    const card = {
      outTrackId,
      cardTemplateId: defaultApp.cardTemplates[0],
      cardData: { cardParamMap: { content: "x" } },
    };
    await callApi(simulator, "POST /v1.0/card/instances", { ...card, imRobotOpenSpaceModel: { supportForward: true } });
    const model = { imGroupOpenDeliverModel: { robotCode }, openSpaceId: `dtv1.card//IM_GROUP.${conversationId}` };
    const deliver = () => callApi(simulator, "POST /v1.0/card/instances/deliver", { outTrackId, ...model });
    expect((await deliver()).body).toMatchObject({ result: [{ success: false }] });
    const append = (body: object) => callApi(simulator, "PUT /v1.0/card/instances/spaces", body);
    expect((await append({ outTrackId })).body.code).toBe("param.emptyAppendSpaces");
    const space = { imGroupOpenSpaceModel: { supportForward: true } };
    expect((await append({ outTrackId: "none", ...space })).body.code).toBe("param.cardNotExist");
    expect((await append({ outTrackId, ...space })).body).toEqual({ success: true, result: true });
    expect((await deliver()).body).toMatchObject({ result: [{ success: true }] });
  });

  it("keep one callback per key until it is replaced", async () => {
    const simulator = await startSimulator();
    const register = (change: object) => {
      const body = { callbackRouteKey: "k", callbackUrl: "https://example.com/a", apiSecret: "sample", ...change };
      return callApi(simulator, "POST /v1.0/card/callbacks/register", body);
    };
    const result = { callbackUrl: "https://example.com/a", apiSecret: "sample" };
    expect((await register({})).body).toEqual({ success: true, result });
    expect(await register({})).toMatchObject({ status: 500, body: { code: "param.callbackRouteKeyExist" } });
    expect((await register({ forceUpdate: true })).status).toBe(200);
    expect((await register({ callbackUrl: "" })).body.code).toBe("param.callbackUrlEmpty");
  });
});
