import { createHmac } from "node:crypto";
import { type Client, type ClientOptions, createClient, type Operation, operationNames, operations } from "@dt/api";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { eventually } from "../../test/eventually.ts";
import { storeApp } from "../../test/simulator.ts";
import { connectStream } from "../../test/stream-client.ts";
import { defaultSuiteTicket } from "../openapi/handlers/tokens.ts";
import { createSimulator } from "../simulator/simulator.ts";
import type { Simulator } from "../simulator/types.ts";
import { defaultProcessCodes } from "../world/approval/default-forms.ts";
import { defaultApp, defaultGroup } from "../world/default-world.ts";
import { defaultDepartmentIds } from "../world/organization/default-organization.ts";

const { appKey, appSecret, robotCode, corpId } = defaultApp;
const { conversationId: openConversationId } = defaultGroup;
const li = "lisi02UnionIdiE";
const pair = {
  conversationId: "cidPair==",
  coolAppCode: "COOLAPP-1",
  appKey,
  members: ["zhangsan01", "lisi02"],
} as const;
const text = { msgKey: "sampleText", msgParam: '{"content":"你好"}' };
const day = 86_400_000;

let simulator: Simulator;
let app: Client;
/** What succeeded, over all clients and tests of this file. */
const succeeded = new Set<string>();

const onCall: NonNullable<ClientOptions["onCall"]> = ({ operation, result }) => {
  if (result === "ok") succeeded.add(operation);
};

function clientFor(options: Pick<ClientOptions, "credentials">): Client {
  const { apiUrl, oapiUrl } = simulator;
  return createClient({ apiUrl, oapiUrl, onCall, ...options });
}

beforeAll(async () => {
  simulator = await createSimulator({ seed: 1, limits: { callsPerSecond: 0 } });
  simulator.organization.editions.paidApproval = true;
  simulator.world.addApp(storeApp);
  simulator.personChats.add(pair);
  app = clientFor({ credentials: { appKey, appSecret } });
});
afterAll(() => simulator.close());

describe("through the client", () => {
  it("tokens of every kind are given out", async () => {
    const suite = { suiteKey: storeApp.appKey, suiteSecret: storeApp.appSecret, suiteTicket: defaultSuiteTicket };
    const timestamp = Date.now();
    const signature = createHmac("sha256", suite.suiteSecret)
      .update(`${timestamp}\n${suite.suiteTicket}`)
      .digest("base64");
    await app.call("getAppAccessToken", { appKey, appSecret });
    await app.call("legacyGetToken", { appkey: appKey, appsecret: appSecret });
    const grant = { client_id: appKey, client_secret: appSecret, grant_type: "client_credentials" } as const;
    await app.call("getTenantToken", { corpId, ...grant });
    const store = clientFor({
      credentials: {
        kind: "thirdParty",
        suiteKey: suite.suiteKey,
        suiteSecret: suite.suiteSecret,
        corpId,
        suiteTicket: () => suite.suiteTicket,
      },
    });
    await store.call("getCorpAccessToken", { ...suite, authCorpId: corpId });
    await store.call("getSuiteAccessToken", suite);
    const signed = { accessKey: suite.suiteKey, timestamp, suiteTicket: suite.suiteTicket, signature };
    await store.call("legacyGetCorpToken", { ...signed, auth_corpid: corpId });
    await expect(store.users.get({ userId: "lisi02" })).resolves.toMatchObject({ name: "李四" });
  });

  it("a person logs in, is recognised, and makes a to-do", async () => {
    const code = simulator.authCodes.issue({ appKey, userId: "lisi02" });
    const credentials = {
      kind: "user",
      clientId: appKey,
      clientSecret: appSecret,
      person: "li",
      grant: () => ({ code }),
    } as const;
    const person = clientFor({ credentials });
    await expect(person.call("getContactUser", { unionId: "me" })).resolves.toMatchObject({ nick: "李四" });
    await person.call("todoCreatePersonal", { subject: "买票", executorIds: [li] });
    const inApp = simulator.authCodes.issue({ appKey, userId: "lisi02" });
    await expect(app.call("getUserByAuthCode", { code: inApp })).resolves.toMatchObject({
      result: { userid: "lisi02" },
    });
  });

  it("people are found, read, counted and listed", async () => {
    await expect(Array.fromAsync(app.entries("searchUsers", { queryWord: "张" }))).resolves.toContain("zhangsan01");
    await expect(app.users.findByMobile("13800000002")).resolves.toBe("lisi02");
    await expect(app.users.findByUnionId(li)).resolves.toBe("lisi02");
    await expect(app.users.count({ onlyActive: true })).resolves.toBeGreaterThan(5);
    await expect(app.users.admins()).resolves.toHaveLength(2);
    const query_date = new Date(Date.now() - day + 8 * 3_600_000).toISOString().slice(0, 10).replaceAll("-", "");
    const away = app.entries("listInactiveUsers", { query_date, is_active: false });
    await expect(Array.fromAsync(away)).resolves.toEqual(["zhaoliu05"]);
    const startTime = new Date(Date.now() - 100 * day).toISOString();
    const left = await Array.fromAsync(app.entries("listLeaveRecords", { startTime }));
    expect(left.map(({ userId }) => userId)).toEqual(["left11", "left12"]);
    const dismissed = await Array.fromAsync(app.entries("listDismissedUserIds", {}));
    await expect(app.call("getDismissionInfos", { userIdList: dismissed })).resolves.toHaveProperty("result");
  });

  it("departments are found, read, walked and their people listed", async () => {
    const { research, platform } = defaultDepartmentIds;
    await expect(app.departments.search({ queryWord: "研发", offset: 0, size: 10 })).resolves.toMatchObject({
      list: [research],
    });
    await expect(app.departments.get(research)).resolves.toMatchObject({ name: "研发部" });
    expect((await app.departments.children(research)).map(({ dept_id: id }) => id)).toContain(platform);
    await expect(app.departments.childIds(research)).resolves.toContain(platform);
    await expect(app.departments.parents(platform)).resolves.toEqual([platform, research, 1]);
    await expect(app.departments.parentsOfUser("lisi02")).resolves.toContainEqual([platform, research, 1]);
    await expect(app.departments.userIds(platform)).resolves.toContain("lisi02");
    const inPlatform = { dept_id: platform };
    const simple = await Array.fromAsync(app.entries("listDepartmentUsersSimple", inPlatform));
    const whole = await Array.fromAsync(app.entries("listDepartmentUsers", inPlatform));
    expect(simple.map(({ userid }) => userid)).toEqual(whole.map(({ userid }) => userid));
  });

  it("the robot writes to people and groups, takes back, and knows who has read", async () => {
    const message = { kind: "text", text: "你好" } as const;
    const { processQueryKey = "" } = await app.robot.sendToUsers({ userIds: ["lisi02"], message });
    await app.robot.readStatus({ processQueryKey });
    await expect(app.robot.recallFromUsers({ processQueryKeys: [processQueryKey] })).resolves.toMatchObject({
      recalled: [processQueryKey],
    });
    const { processQueryKey: inGroup = "" } = await app.robot.sendToGroup({ openConversationId, message });
    const read = { robotCode, openConversationId, processQueryKey: inGroup };
    expect(await Array.fromAsync(app.entries("robotQueryGroupRead", read))).toContain("lisi02");
    await app.robot.recallFromGroup({ openConversationId, processQueryKeys: [inGroup] });
    await expect(app.robot.listInGroup(openConversationId)).resolves.toMatchObject([{ robotCode }]);
    await expect(Array.fromAsync(app.entries("robotListJoinedGroups", { robotCode }))).resolves.toEqual([
      openConversationId,
    ]);
  });

  it("the robot writes to two people, dings, and answers by webhooks", async () => {
    const place = { robotCode, openConversationId: pair.conversationId };
    const sent = await app.call("robotSendPrivateChat", { ...place, coolAppCode: pair.coolAppCode, ...text });
    const { processQueryKey = "" } = sent;
    await Array.fromAsync(app.entries("robotQueryPrivateChatRead", { ...place, processQueryKey }));
    await app.call("robotRecallPrivateChat", { ...place, processQueryKeys: [processQueryKey] });
    const ding = { robotCode, content: "请看告警", receiverUserIdList: ["lisi02"], remindType: 1 } as const;
    const { openDingId = "" } = await app.call("robotSendDing", ding);
    await app.call("robotRecallDing", { robotCode, openDingId });
    simulator.customRobots.add({ token: "custom", name: "播报", conversationId: openConversationId });
    await app.robot.sendWebhook({ accessToken: "custom", message: { kind: "text", text: "上线了" } });
    const stream = await connectStream(simulator);
    simulator.say({ userId: "lisi02", picture: { contentType: "image/png", bytes: Buffer.from("png") } });
    await eventually(() => expect(stream.pushes()).toHaveLength(1));
    const push = JSON.parse(stream.pushes()[0]?.data ?? "{}") as {
      readonly sessionWebhook: string;
      readonly content: { readonly downloadCode: string };
    };
    await app.robot.replySession(push.sessionWebhook, { kind: "text", text: "收到" });
    const downloadUrl = await app.robot.downloadUrl({ downloadCode: push.content.downloadCode });
    const { stream: bytes } = await app.media.download(downloadUrl);
    expect(Buffer.concat(await Array.fromAsync(bytes)).toString()).toBe("png");
    await app.call("streamOpenConnection", {
      clientId: appKey,
      clientSecret: appSecret,
      subscriptions: [{ type: "EVENT", topic: "*" }],
    });
  });

  it("cards are created, delivered, written into and changed", async () => {
    const [cardTemplateId = ""] = defaultApp.cardTemplates;
    const card = { cardTemplateId, cardData: { cardParamMap: { content: "" } }, callbackType: "STREAM" } as const;
    const imRobotOpenSpaceModel = { supportForward: true };
    await app.cards.create({ ...card, outTrackId: "one", imRobotOpenSpaceModel });
    await app.cards.appendSpace({ outTrackId: "one", imGroupOpenSpaceModel: { supportForward: true } });
    const openSpaceId = `dtv1.card//IM_GROUP.${openConversationId}`;
    await app.cards.deliver({ outTrackId: "one", openSpaceId, imGroupOpenDeliverModel: { robotCode } });
    const toLi = {
      openSpaceId: "dtv1.card//IM_ROBOT.lisi02",
      imRobotOpenSpaceModel,
      imRobotOpenDeliverModel: { spaceType: "IM_ROBOT", robotCode },
    };
    await app.cards.createAndDeliver({ ...card, ...toLi, outTrackId: "two" });
    await app.cards.stream({ outTrackId: "two", key: "content", content: "写好了", isFinalize: true });
    await app.cards.update({ outTrackId: "one", cardData: { cardParamMap: { content: "改好了" } } });
    await app.call("cardRegisterCallback", { callbackRouteKey: "route", callbackUrl: "https://example.com/clicks" });
    const { conversationId } = simulator.world.privateChat("lisi02", appKey);
    expect(simulator.world.messages(conversationId).at(-1)?.text).toBe("写好了");
  });

  it("an approval goes its way, with its forms, tasks and attachments", async () => {
    const { leave, expense } = defaultProcessCodes;
    await expect(app.workflow.processCode("请假申请")).resolves.toBe(leave);
    await app.workflow.form(leave);
    const visible = await Array.fromAsync(app.entries("workflowListVisibleTemplates", { userId: "lisi02" }));
    expect(visible.map(({ processCode }) => processCode)).toContain(leave);
    await app.call("workflowListManagedTemplates", { userId: "zhangsan01" });
    const values = [
      { name: "请假类型", value: "年假" },
      { name: '["开始时间","结束时间"]', value: '["2026-12-01","2026-12-02"]' },
      { name: "事由", value: "休息" },
    ];
    const request = { processCode: leave, deptId: defaultDepartmentIds.frontend, formComponentValues: values };
    await app.call("workflowForecast", { ...request, userId: "ouyang08" });
    const processInstanceId = await app.workflow.create({ ...request, originatorUserId: "ouyang08" });
    const [task] = (await app.workflow.get(processInstanceId)).tasks ?? [];
    const taskId = task?.taskId ?? 0;
    await app.workflow.comment({ processInstanceId, text: "请尽快", commentUserId: "ouyang08" });
    await app.workflow.transfer({ taskId, operateUserId: "lisi02", toUserId: "zhangsan01", remark: "代审" });
    expect(await app.workflow.todoCount("zhangsan01")).toBeGreaterThan(0);
    const byManager = { managerUserId: "zhangsan01", actionerUserId: "zhangsan01" };
    await Array.fromAsync(app.entries("workflowListTodoTasksByManager", byManager));
    await Array.fromAsync(app.entries("workflowPremiumListTodoTasksByManager", byManager));
    await Array.fromAsync(app.entries("workflowPremiumListTodoTasks", { userId: "zhangsan01" }));
    const open = (await app.workflow.get(processInstanceId)).tasks?.find(({ status }) => status === "RUNNING");
    await app.workflow.execute({
      processInstanceId,
      actionerUserId: "zhangsan01",
      taskId: open?.taskId ?? 0,
      result: "agree",
    });
    simulator.clock.advance(16_000);
    await app.workflow.terminate({ processInstanceId, operatingUserId: "ouyang08", remark: "改期" });
    const startTime = Date.now() - 30 * day;
    const ids = app.entries("workflowListInstanceIds", { processCode: expense, startTime });
    const [expenseId = ""] = await Array.fromAsync(ids);
    const space = await app.call("workflowGetAttachmentSpace", { userId: "lisi02" });
    const file = { processInstanceId: expenseId, fileId: "sample-file-1" };
    await app.call("workflowGetAttachmentUrl", file);
    await app.call("workflowAuthorizePreview", { ...file, userId: "lisi02", fileIdList: ["sample-file-1"] });
    const spaceId = space.result?.spaceId ?? 0;
    await app.call("workflowAuthorizeDownload", {
      userId: "lisi02",
      fileInfos: [{ fileId: "sample-file-1", spaceId }],
    });
  });

  it("a to-do is made, found, changed, done and deleted", async () => {
    const detailUrl = { appUrl: "https://example.com", pcUrl: "https://example.com" };
    const made = await app.todos.create({
      unionId: { userId: "lisi02" },
      subject: "交周报",
      executorIds: [{ userId: "lisi02" }],
      sourceId: "walk",
      detailUrl,
    });
    const task = { unionId: li, taskId: made.id ?? "" };
    await expect(app.todos.get(task)).resolves.toMatchObject({ subject: "交周报" });
    await expect(app.todos.getBySourceId({ unionId: li, sourceId: "walk" })).resolves.toMatchObject({
      id: task.taskId,
    });
    await app.todos.update({ ...task, subject: "交月报" });
    for (const name of ["todoListOrg", "todoList", "todoQueryOrgByUser"] as const) {
      const found = await Array.fromAsync(app.entries(name, { unionId: li }));
      expect(found.map(({ subject }) => subject)).toContain("交月报");
    }
    await expect(app.call("todoCount", { unionId: li })).resolves.toMatchObject({ result: 2 });
    await app.todos.updateExecutors({ ...task, executorStatusList: [{ id: li, isDone: true }] });
    await app.todos.delete(task);
    await expect(app.todos.get(task)).rejects.toMatchObject({ code: "not_found" });
  });

  it("a file is uploaded", async () => {
    const upload = app.media.upload({ type: "file", content: new Blob(["report"]), fileName: "report.pdf" });
    await expect(upload).resolves.toMatch(/^@/);
  });

  it("all 84 operations have succeeded by now", () => {
    expect(operationNames.filter((name) => !succeeded.has(name))).toEqual([]);
  });
});

describe("a permission that was withdrawn", () => {
  const guarded = operationNames
    .map((name): Operation => operations[name])
    .filter(({ tokenKind, permissions }) => tokenKind === "app" && permissions.length > 0);

  it.each(guarded.map((operation) => [operation.name, operation] as const))("is named by %s", async (_, operation) => {
    const { method, path, permissions, host } = operation;
    for (const permission of permissions) simulator.permissions.withdraw(appKey, permission);
    const body = method === "GET" ? {} : { body: {} };
    const call = app.request(method, path.replaceAll(/\{\w+\}/g, "x"), { host, ...body });
    await expect(call).rejects.toMatchObject({ code: "permission_denied", requiredScopes: permissions });
    for (const permission of permissions) simulator.permissions.grant(appKey, permission);
  });

  it("guards most operations", () => {
    expect(guarded.length).toBeGreaterThan(50);
  });
});
