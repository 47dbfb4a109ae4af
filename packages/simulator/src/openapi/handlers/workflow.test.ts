import { describe, expect, it } from "vitest";
import { eventually } from "../../../test/eventually.ts";
import { type Answer, callApi, startSimulator, storeApp } from "../../../test/simulator.ts";
import { connectStream } from "../../../test/stream-client.ts";
import type { Simulator } from "../../simulator/types.ts";
import { defaultProcessCodes } from "../../world/approval/default-forms.ts";
import { defaultApp } from "../../world/default-world.ts";
import { defaultDepartmentIds } from "../../world/organization/default-organization.ts";

const base = "/v1.0/workflow";
const instances = `${base}/processInstances`;
const range = '["开始时间","结束时间"]';
const leave = {
  processCode: defaultProcessCodes.leave,
  originatorUserId: "ouyang08",
  deptId: defaultDepartmentIds.frontend,
  formComponentValues: [
    { name: "请假类型", value: "年假" },
    { name: range, value: '["2026-12-01","2026-12-02"]' },
    { name: "事由", value: "休息" },
  ],
};

interface Instance {
  readonly status: string;
  readonly result: string;
  readonly tasks: readonly { taskId: number; userId: string; status: string; result: string }[];
  readonly operationRecords: readonly { type: string; userId: string; remark?: string; showName?: string }[];
  readonly formComponentValues: readonly { name: string; value: string; extValue?: string }[];
}

async function start(simulator: Simulator, change: object = {}): Promise<string> {
  const { status, body } = await callApi(simulator, `POST ${instances}`, { ...leave, ...change });
  expect([status, body.message]).toEqual([200, undefined]);
  return String(body.instanceId);
}

async function get(simulator: Simulator, id: string): Promise<Instance> {
  const { body } = await callApi(simulator, `GET ${instances}?processInstanceId=${id}`);
  expect(body.success).toBe("true");
  return body.result as Instance;
}

async function openTask(simulator: Simulator, id: string): Promise<{ taskId: number; actionerUserId: string }> {
  const task = (await get(simulator, id)).tasks.find(({ status }) => status === "RUNNING");
  return { taskId: task?.taskId ?? 0, actionerUserId: task?.userId ?? "" };
}

async function execute(simulator: Simulator, id: string, result: string, remark = ""): Promise<Answer> {
  const task = await openTask(simulator, id);
  return callApi(simulator, `POST ${instances}/execute`, { processInstanceId: id, ...task, result, remark });
}

function list(simulator: Simulator, change: object = {}): Promise<Answer> {
  const startTime = simulator.clock.now() - 30 * 86_400_000;
  const query = { processCode: leave.processCode, nextToken: 0, maxResults: 20, startTime };
  return callApi(simulator, `POST ${base}/processes/instanceIds/query`, { ...query, ...change });
}

function names({ body }: Answer): string[] {
  return (body.result as { processList: { name: string }[] }).processList.map(({ name }) => name);
}

describe("an approval", () => {
  it("is created, read, commented on, transferred, decided and taken back", async () => {
    const simulator = await startSimulator();
    const id = await start(simulator, { ccList: ["zhangsan01"], ccPosition: "START" });
    const first = await openTask(simulator, id);
    expect(first.actionerUserId).toBe("lisi02");
    const comment = { processInstanceId: id, commentUserId: "wangfang03", text: "请尽快" };
    const commented = await callApi(simulator, `POST ${instances}/comments`, comment);
    expect(commented.body).toEqual({ result: true, success: true });
    const transfer = { taskId: first.taskId, operateUserId: "lisi02", toUserId: "zhangsan01", remark: "请代审" };
    const transferred = await callApi(simulator, `POST ${base}/tasks/redirect`, transfer);
    expect(transferred.body).toEqual({ result: true });
    expect((await execute(simulator, id, "agree", "同意")).body).toEqual({ result: true, success: true });
    const running = await get(simulator, id);
    expect(running).toMatchObject({
      status: "RUNNING",
      tasks: [
        { userId: "lisi02", status: "COMPLETED", result: "REDIRECTED" },
        { userId: "zhangsan01", status: "COMPLETED", result: "AGREE" },
        { userId: "wangfang03", status: "RUNNING", result: "NONE" },
      ],
    });
    expect(running.operationRecords.map(({ type, userId, remark }) => [type, userId, remark])).toEqual([
      ["START_PROCESS_INSTANCE", "ouyang08", undefined],
      ["PROCESS_CC", "ouyang08", undefined],
      ["ADD_REMARK", "wangfang03", "请尽快"],
      ["REDIRECT_TASK", "lisi02", "请代审"],
      ["EXECUTE_TASK_NORMAL", "zhangsan01", "同意"],
    ]);
    const revoke = { processInstanceId: id, isSystem: false, operatingUserId: "ouyang08", remark: "不休了" };
    const early = await callApi(simulator, `POST ${instances}/terminate`, revoke);
    expect(early).toMatchObject({ status: 400, body: { code: "aflowProcessInstStatusException" } });
    simulator.clock.advance(15_000);
    const done = await callApi(simulator, `POST ${instances}/terminate`, revoke);
    expect(done.body).toEqual({ result: true, success: true });
    const ended = await get(simulator, id);
    expect(ended).toMatchObject({
      status: "TERMINATED",
      finishTime: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\dZ$/),
    });
    expect(ended.tasks.at(-1)).toMatchObject({ status: "TERMINATED" });
    const again = await callApi(simulator, `POST ${instances}/terminate`, revoke);
    expect(again).toMatchObject({ status: 400, body: { code: "aflowProcessInstStatusException" } });
  });

  it("ends with the last agreement, or with the first refusal", async () => {
    const simulator = await startSimulator();
    const agreed = await start(simulator);
    await execute(simulator, agreed, "agree");
    await execute(simulator, agreed, "agree");
    expect(await get(simulator, agreed)).toMatchObject({ status: "COMPLETED", result: "agree" });
    const refused = await start(simulator);
    await execute(simulator, refused, "refuse");
    expect(await get(simulator, refused)).toMatchObject({
      status: "COMPLETED",
      result: "refuse",
      tasks: [{ result: "REFUSE" }],
    });
  });

  it.each([
    ["all agree", "AND", "RUNNING", ["COMPLETED", "RUNNING"]],
    ["one agrees", "OR", "COMPLETED", ["COMPLETED", "CANCELED"]],
  ])("with approvers of its own ends when %s", async (_, actionType, status, tasks) => {
    const simulator = await startSimulator();
    const approvers = [{ actionType, userIds: ["lisi02", "wangfang03"] }];
    const id = await start(simulator, { approvers, deptId: undefined });
    await execute(simulator, id, "agree");
    const instance = await get(simulator, id);
    expect([instance.status, instance.tasks.map((task) => task.status)]).toEqual([status, tasks]);
  });

  it("asks the person whom the originator chose", async () => {
    const simulator = await startSimulator();
    const values = [
      { name: "物品", value: "椅子" },
      { name: "事由", value: "坏了" },
    ];
    const purchase = { ...leave, processCode: defaultProcessCodes.purchase, formComponentValues: values };
    const { processCode, deptId, formComponentValues } = purchase;
    const question = { processCode, deptId, formComponentValues, userId: "ouyang08" };
    const { body } = await callApi(simulator, `POST ${base}/processes/forecast`, question);
    expect(body).toMatchObject({
      result: { isForecastSuccess: true, workflowActivityRules: [{ activityType: "target_select" }] },
    });
    const rules = (body.result as { workflowActivityRules: { workflowActor: { actorKey: string } }[] })
      .workflowActivityRules;
    const actionerKey = rules[0]?.workflowActor.actorKey;
    const choose = (...actionerUserIds: string[]) => ({ targetSelectActioners: [{ actionerKey, actionerUserIds }] });
    const code = async (change: object) =>
      (await callApi(simulator, `POST ${instances}`, { ...purchase, ...change })).body.code;
    expect(await code({})).toBe("targetSelectApproverMissing");
    expect(await code(choose("lisi02"))).toBe("targetSelectApproverScopeError");
    const id = await start(simulator, { ...purchase, ...choose("wangfang03") });
    expect((await openTask(simulator, id)).actionerUserId).toBe("wangfang03");
    simulator.clock.advance(60_000);
    const revoke = { processInstanceId: id, isSystem: false, operatingUserId: "ouyang08" };
    const kept = await callApi(simulator, `POST ${instances}/terminate`, revoke);
    expect(kept).toMatchObject({ body: { code: "aflowProcessInstStatusException" } });
    const bySystem = await callApi(simulator, `POST ${instances}/terminate`, { processInstanceId: id, isSystem: true });
    expect(bySystem.body).toMatchObject({ result: true });
  });

  it("tells those who listen what happens to it", async () => {
    const simulator = await startSimulator();
    const client = await connectStream(simulator);
    const id = await start(simulator);
    await execute(simulator, id, "refuse");
    await eventually(() => expect(client.pushes()).toHaveLength(4));
    const events = client.pushes().map(({ headers, data }) => {
      const { processInstanceId, type, result, staffId } = JSON.parse(data) as Record<string, string>;
      expect(processInstanceId).toBe(id);
      return [headers.eventType, type, staffId, result];
    });
    expect(events).toEqual([
      ["bpms_instance_change", "start", "ouyang08", undefined],
      ["bpms_task_change", "start", "lisi02", undefined],
      ["bpms_task_change", "finish", "lisi02", "refuse"],
      ["bpms_instance_change", "finish", "ouyang08", "refuse"],
    ]);
    const data = client.pushes().map((push) => JSON.parse(push.data) as Record<string, string>);
    expect(data.map(({ url, bizCategoryId }) => [url?.includes(id), bizCategoryId])).toEqual([
      [true, ""],
      [undefined, ""],
      [undefined, ""],
      [true, ""],
    ]);
  });

  it.each([
    ["an unknown form", { processCode: "PROC-NONE" }, "processCodeError"],
    ["a form of a suite", { processCode: defaultProcessCodes.attendance }, "processInstanceStartFailed"],
    ["a form that is hidden", { processCode: defaultProcessCodes.everyComponent }, "processSetupNoPermission"],
    ["an unknown originator", { originatorUserId: "nobody" }, "processInstanceInvalidParameter"],
    ["neither department nor approvers", { deptId: undefined }, "processInstanceInvalidParameter"],
    ["the root by its id", { deptId: 1 }, "processInstanceInvalidParameter"],
    [
      "one person for all",
      { approvers: [{ actionType: "AND", userIds: ["lisi02"] }] },
      "processInstanceInvalidParameter",
    ],
    ["an unknown approver", { approvers: [{ actionType: "NONE", userIds: ["x"] }] }, "processInstanceInvalidParameter"],
    ["another app's agent", { microappAgentId: 1 }, "invalidAgentId"],
    ["a page of the paid edition", { bizDetailPageUrl: "https://example.com" }, "benefitStatusInvalid"],
    ["no values", { formComponentValues: [] }, "processInstanceInvalidParameter"],
    ["a number as a value", { formComponentValues: [{ name: "事由", value: 1 }] }, "processInstanceInvalidParameter"],
    ["an unknown label", { formComponentValues: [{ name: "原因", value: "x" }] }, "illegalComponent"],
    ["an unknown field", { processName: "x" }, "processInstanceInvalidParameter"],
  ])("is not created with %s", async (_, change, code) => {
    const simulator = await startSimulator();
    expect(await callApi(simulator, `POST ${instances}`, { ...leave, ...change })).toMatchObject({
      status: 400,
      body: { code },
    });
  });

  it("keeps contacts, departments and tables in the shapes of real instances", async () => {
    const simulator = await startSimulator();
    const formComponentValues = [
      { name: "单行", value: "x" },
      { name: "联系人", value: '["lisi02","wangfang03"]' },
      { name: "部门", value: String(defaultDepartmentIds.robots) },
      { name: "明细", value: JSON.stringify([[{ name: "用途", value: "书" }]]) },
    ];
    const { processCode } = { processCode: defaultProcessCodes.everyComponent };
    const id = await start(simulator, { processCode, originatorUserId: "lisi02", formComponentValues });
    const { formComponentValues: kept } = await get(simulator, id);
    const people = [
      { emplId: "lisi02", name: "李四" },
      { emplId: "wangfang03", name: "王芳" },
    ];
    expect(kept[1]).toMatchObject({ value: "李四,王芳", extValue: JSON.stringify(people) });
    expect(kept[2]).toMatchObject({ value: "机器人小组" });
    expect(JSON.parse(kept[3]?.value ?? "")).toMatchObject([
      { rowNumber: expect.any(String), rowValue: [{ label: "用途", value: "书" }] },
    ]);
  });
});

describe("what is done to approvals", () => {
  it.each([
    ["execute", "no instance", { processInstanceId: "x" }, "aflowProcessNotExist"],
    ["execute", "another's task", { actionerUserId: "wangfang03" }, "invalidInstanceExecuteActionerUserId"],
    ["execute", "nobody's hand", { actionerUserId: "nobody" }, "userNotExist"],
    ["execute", "no task", { taskId: 1 }, "invalidInstanceExecuteTaskId"],
    ["execute", "another result", { result: "AGREE" }, "invalidInstanceExecuteResult"],
    ["terminate", "no instance", { processInstanceId: "x" }, "aflowProcessInstNotExist"],
    ["terminate", "isSystem left out", { isSystem: undefined }, "invalidInstanceTerminateIsSystem"],
    ["terminate", "another's request", { operatingUserId: "lisi02" }, "invalidInstanceTerminateOperatingUserId"],
    ["comments", "no text", { text: "" }, "invalidInstanceCommentText"],
    ["comments", "no instance", { processInstanceId: "x" }, "aflowProcessInstNotExist"],
    ["comments", "nobody", { commentUserId: "nobody" }, "userNotExist"],
    ["redirect", "no task", { taskId: 1 }, "param.illegal"],
    ["redirect", "another's task", { operateUserId: "wangfang03" }, "param.illegal.operator"],
    ["redirect", "nobody to take it", { toUserId: "nobody" }, "param.illegal"],
  ])("is refused: %s with %s", async (action, _, change, code) => {
    const simulator = await startSimulator();
    const processInstanceId = await start(simulator);
    const { taskId, actionerUserId } = await openTask(simulator, processInstanceId);
    simulator.clock.advance(60_000);
    const [path, body] = {
      execute: [`${instances}/execute`, { processInstanceId, taskId, actionerUserId, result: "agree" }],
      terminate: [`${instances}/terminate`, { processInstanceId, isSystem: false, operatingUserId: "ouyang08" }],
      comments: [`${instances}/comments`, { processInstanceId, commentUserId: "lisi02", text: "x" }],
      redirect: [`${base}/tasks/redirect`, { taskId, operateUserId: actionerUserId, toUserId: "zhangsan01" }],
    }[action] as [string, object];
    expect(await callApi(simulator, `POST ${path}`, { ...body, ...change })).toMatchObject({
      status: 400,
      body: { code },
    });
  });

  it("is refused for finished tasks and instances", async () => {
    const simulator = await startSimulator();
    const processInstanceId = await start(simulator);
    const task = await openTask(simulator, processInstanceId);
    await execute(simulator, processInstanceId, "agree");
    const repeat = { processInstanceId, ...task, result: "agree" };
    const code = async (path: string, body: object) => (await callApi(simulator, `POST ${path}`, body)).body.code;
    expect(await code(`${instances}/execute`, repeat)).toBe("aflowProcessInstCanNotBeExecuted");
    const transfer = { taskId: task.taskId, operateUserId: "lisi02", toUserId: "zhangsan01" };
    expect(await code(`${base}/tasks/redirect`, transfer)).toBe("task.status.error");
    await execute(simulator, processInstanceId, "refuse");
    expect(await code(`${instances}/execute`, repeat)).toBe("aflowProcessInstStatusException");
    expect(await code(`${base}/tasks/redirect`, transfer)).toBe("instance.status.error");
  });
});

describe("lists of approvals", () => {
  it("go by form, time, state and originator, page by page", async () => {
    const simulator = await startSimulator();
    const size = async (change: object) =>
      ((await list(simulator, change)).body.result as { list: string[] }).list.length;
    expect(await size({})).toBe(4);
    expect(await size({ statuses: ["RUNNING"] })).toBe(1);
    expect(await size({ statuses: ["COMPLETED", "TERMINATED"] })).toBe(3);
    expect(await size({ userIds: ["ouyang08", "01234567890123456789"] })).toBe(2);
    expect(await size({ endTime: simulator.clock.now() - 10 * 86_400_000 })).toBe(2);
    const first = await list(simulator, { maxResults: 3 });
    expect(first.body).toMatchObject({ success: true, result: { nextToken: "3" } });
    const rest = await list(simulator, { maxResults: 3, nextToken: 3 });
    expect(rest.body.result).toEqual({ list: [expect.any(String)] });
  });

  it.each([
    ["more than 20 a page", { maxResults: 21 }, "invalidMaxResults"],
    ["a year and a day", { startTime: 0 }, "invalidInstanceListIdsStartTime"],
    ["an end before the start", { endTime: 1 }, "invalidEndTime"],
    ["a text as position", { nextToken: "0" }, "invalidNextToken"],
    ["an unknown form", { processCode: "PROC-NONE" }, "invalidProcessCode"],
    ["an unknown person", { userIds: ["nobody"] }, "invalidUserIds"],
  ])("are refused for %s", async (_, change, code) => {
    const simulator = await startSimulator();
    expect(await list(simulator, change)).toMatchObject({ status: 400, body: { code } });
  });

  it("are refused for more than 120 days at once", async () => {
    const simulator = await startSimulator();
    const startTime = simulator.clock.now() - 121 * 86_400_000;
    expect(await list(simulator, { startTime })).toMatchObject({ body: { code: "invalidEndTime" } });
  });

  it("count what waits for a person", async () => {
    const simulator = await startSimulator();
    const count = (userId: string) => callApi(simulator, `GET ${base}/processes/todoTasks/numbers?userId=${userId}`);
    expect((await count("zhangsan01")).body).toEqual({ result: 2 });
    expect((await count("ouyang08")).body).toEqual({ result: 0 });
    expect(await count("nobody")).toMatchObject({ status: 400, body: { code: "userNotExist" } });
  });

  it("show what waits for a person in the paid edition only", async () => {
    const simulator = await startSimulator();
    const paid = `GET ${base}/premium/processCentres/todoTasks?userId=zhangsan01&pageNumber=1&pageSize=1`;
    const managed = "actionerUserId=zhangsan01&managerUserId=wangfang03&nextToken=2&maxResults=1";
    const byManager = `GET ${base}/premium/tasks/todoTasks?${managed}`;
    const refused = { status: 400, body: { code: "benefit.status.invalid" } };
    expect(await callApi(simulator, paid)).toMatchObject(refused);
    expect(await callApi(simulator, byManager)).toMatchObject(refused);
    simulator.organization.editions.paidApproval = true;
    const { body } = await callApi(simulator, paid);
    expect(body).toMatchObject({
      result: { hasMore: true, list: [{ taskId: expect.any(String), originatorName: "欧阳娜娜" }] },
    });
    const rest = await callApi(simulator, byManager);
    expect(rest.body).toMatchObject({
      result: { hasMore: false, list: [{ taskId: expect.any(Number), title: "李四提交的请假申请" }] },
    });
    const older = await callApi(simulator, `GET ${base}/tasks/todoTasks?${managed.replace("wangfang03", "lisi02")}`);
    expect(older).toMatchObject({ status: 400, body: { code: "param.manager.notexist" } });
  });
});

describe("forms", () => {
  it("are listed for those who see and manage them", async () => {
    const simulator = await startSimulator();
    const visible = (query: string) => callApi(simulator, `GET ${base}/processes/userVisibilities/templates?${query}`);
    expect(names(await visible("userId=lisi02&maxResults=100&nextToken=0"))).toContain("全部组件");
    expect(names(await visible("userId=wangfang03&maxResults=100&nextToken=0"))).not.toContain("全部组件");
    expect((await visible("maxResults=2&nextToken=2")).body).toMatchObject({ result: { nextToken: 4 } });
    const managed = (userId: string) =>
      callApi(simulator, `GET ${base}/processes/managements/templates?userId=${userId}`);
    expect((await managed("wangfang03")).body.result).toHaveLength(5);
    expect(await managed("lisi02")).toMatchObject({ status: 400, body: { code: "noPermission" } });
  });

  it("are found by name and described by component", async () => {
    const simulator = await startSimulator();
    const byName = (name: string) =>
      callApi(simulator, `GET ${base}/processCentres/schemaNames/processCodes?name=${encodeURIComponent(name)}`);
    const { processCode } = (await byName("全部组件")).body.result as { processCode: string };
    expect(await byName("没有")).toMatchObject({ status: 400, body: { code: "process.error" } });
    const schema = await callApi(simulator, `GET ${base}/forms/schemas/processCodes?processCode=${processCode}`);
    const { schemaContent } = schema.body.result as {
      schemaContent: { items: { componentName: string; children?: object[] }[] };
    };
    expect(schemaContent.items).toHaveLength(18);
    expect(schemaContent.items.find(({ componentName }) => componentName === "TableField")?.children).toHaveLength(3);
    const unknown = await callApi(simulator, `GET ${base}/forms/schemas/processCodes?processCode=PROC-NONE`);
    expect(unknown.body.code).toBe("formNotExist");
  });
});

describe("attachments of approvals", () => {
  it("are fetched from a temporary address, those of comments when they are wanted", async () => {
    const simulator = await startSimulator();
    const expense = simulator.approvals.instances().find((one) => one.processCode === defaultProcessCodes.expense);
    const processInstanceId = expense?.instanceId ?? "";
    const file = { fileId: "comment-file", fileName: "说明.txt", fileSize: "3", fileType: "txt", spaceId: "1001" };
    const comment = { processInstanceId, commentUserId: "lisi02", text: "见附件", file: { attachments: [file] } };
    await callApi(simulator, `POST ${instances}/comments`, comment);
    const spaces = `POST ${instances}/spaces`;
    const url = (body: object) => callApi(simulator, `${spaces}/files/urls/download`, { processInstanceId, ...body });
    const { downloadUri } = (await url({ fileId: "sample-file-1" })).body.result as { downloadUri: string };
    expect(await (await fetch(downloadUri)).text()).toContain("机票.pdf");
    simulator.clock.advance(15 * 60_000);
    expect((await fetch(downloadUri)).status).toBe(404);
    expect((await url({ fileId: "comment-file" })).body.code).toBe("invalidFileId");
    expect((await url({ fileId: "comment-file", withCommentAttatchment: true })).status).toBe(200);
    const space = await callApi(simulator, `${spaces}/infos/query`, { userId: "lisi02", agentId: defaultApp.agentId });
    const { spaceId } = space.body.result as { spaceId: number };
    const preview = { userId: "lisi02", processInstanceId, fileId: "sample-file-1" };
    expect((await callApi(simulator, `${spaces}/authPreview`, preview)).body.code).toBe("invalidFileList");
    const both = { ...preview, fileIdList: ["sample-file-1"] };
    expect((await callApi(simulator, `${spaces}/authPreview`, both)).body).toEqual({
      result: { spaceId },
      success: true,
    });
    const download = (fileId: string) =>
      callApi(simulator, `${spaces}/files/authDownload`, { userId: "lisi02", fileInfos: [{ fileId, spaceId }] });
    expect((await download("sample-file-1")).body).toEqual({ result: true, success: true });
    expect((await download("none")).body.code).toBe("invalidFileInfos");
  });
});

describe("apps of the store", () => {
  it.each([
    ["create and read", `GET ${instances}?processInstanceId=x`, undefined, 400],
    ["not list", `POST ${base}/processes/instanceIds/query`, {}, 403],
    ["not take back", `POST ${instances}/terminate`, {}, 403],
    ["not decide", `POST ${instances}/execute`, {}, 403],
    ["not comment", `POST ${instances}/comments`, {}, 403],
    ["not count", `GET ${base}/processes/todoTasks/numbers?userId=lisi02`, undefined, 403],
  ])("may %s approvals", async (_, request, body, status) => {
    const simulator = await startSimulator();
    simulator.world.addApp(storeApp);
    const answer = await callApi(simulator, request, body, simulator.tokens.issueAnother(storeApp));
    expect(answer.status).toBe(status);
  });
});
