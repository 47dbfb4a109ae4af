import { describe, expect, it } from "vitest";
import { type Answer, callApi, otherApp, startSimulator, storeApp } from "../../../test/simulator.ts";
import type { Simulator } from "../../simulator/types.ts";
import { defaultApp } from "../../world/default-world.ts";

const zhang = "zhangsan01UnionIdiE";
const li = "lisi02UnionIdiE";
const wang = "wangfang03UnionIdiE";
const base = `/v1.0/todo/users/${zhang}`;
const detailUrl = { appUrl: "https://example.com/app", pcUrl: "https://example.com/pc" };
const simple = { subject: "写周报", executorIds: [li], participantIds: [wang], detailUrl };

async function create(simulator: Simulator, change: object = {}): Promise<Answer["body"]> {
  const { status, body } = await callApi(simulator, `POST ${base}/tasks`, { ...simple, ...change });
  expect([status, body.message]).toEqual([200, undefined]);
  return body;
}

describe("a to-do", () => {
  it("is created, read, changed, done and deleted", async () => {
    const simulator = await startSimulator();
    const dueTime = simulator.clock.now() + 3_600_000;
    const created = await create(simulator, { dueTime, priority: 40, sourceId: "weekly-1" });
    expect(created).toMatchObject({
      subject: "写周报",
      done: false,
      executorIds: [li],
      dueTime,
      priority: 40,
      creatorId: zhang,
    });
    const path = `${base}/tasks/${String(created.id)}`;
    const change = { subject: "写月报", description: "三页", executorIds: [li, wang] };
    const operator = `?operatorId=${wang}`;
    expect((await callApi(simulator, `PUT ${path}${operator}`, change)).body).toEqual({ result: true });
    expect((await callApi(simulator, `GET ${path}`)).body).toMatchObject({ ...change, modifierId: wang, done: false });
    expect((await callApi(simulator, `PUT ${path}`, { done: true })).body).toEqual({ result: true });
    const done = await callApi(simulator, `GET ${base}/tasks/sources/weekly-1`);
    expect(done.body).toMatchObject({ id: created.id, done: true, finishTime: expect.any(Number) });
    expect((await callApi(simulator, `DELETE ${path}`)).body).toMatchObject({ result: true });
    const gone = { status: 400, body: { code: "todo.taskDelete.paramError", message: "task not exist" } };
    expect(await callApi(simulator, `DELETE ${path}`)).toMatchObject(gone);
    expect(await callApi(simulator, `GET ${path}`)).toMatchObject({ status: 400, body: { message: "task not exist" } });
  });

  it("is done once all who have to do it have", async () => {
    const simulator = await startSimulator();
    const { id } = await create(simulator, { executorIds: [li, wang] });
    const path = `${base}/tasks/${String(id)}`;
    const mark = (who: string, isDone: boolean) =>
      callApi(simulator, `PUT ${path}/executorStatus`, { executorStatusList: [{ id: who, isDone }] });
    const isDone = async () => (await callApi(simulator, `GET ${path}`)).body.done;
    await mark(li, true);
    expect(await isDone()).toBe(false);
    expect((await mark(wang, true)).body).toEqual({ result: true });
    expect(await isDone()).toBe(true);
    await mark(li, false);
    expect(await isDone()).toBe(false);
    expect(await mark(zhang, true)).toMatchObject({ body: { code: "todo.taskExecutorStatusUpdate.paramError" } });
  });

  it("is made once per sourceId and app", async () => {
    const simulator = await startSimulator();
    simulator.world.addApp(otherApp);
    await create(simulator, { sourceId: "s1" });
    const again = await callApi(simulator, `POST ${base}/tasks`, { ...simple, sourceId: "s1" });
    expect(again).toMatchObject({
      status: 400,
      body: { code: "todo.taskCreate.paramError", message: expect.stringContaining("task exist") },
    });
    const others = simulator.tokens.issue(otherApp);
    expect(await callApi(simulator, `POST ${base}/tasks`, { ...simple, sourceId: "s1" }, others)).toMatchObject({
      status: 200,
    });
  });

  it("is changed and deleted by the app that made it only", async () => {
    const simulator = await startSimulator();
    simulator.world.addApp(otherApp);
    const { id } = await create(simulator);
    const others = simulator.tokens.issue(otherApp);
    const path = `${base}/tasks/${String(id)}`;
    const refused = { status: 400, body: { message: "task not belong to bizTag" } };
    expect(await callApi(simulator, `PUT ${path}`, { done: true }, others)).toMatchObject(refused);
    expect(await callApi(simulator, `DELETE ${path}`, undefined, others)).toMatchObject(refused);
  });

  it("appears under Teambition", async () => {
    const simulator = await startSimulator();
    expect(await create(simulator)).toMatchObject({ bizTag: "teambition" });
    const list = await callApi(simulator, `POST /v1.0/todo/users/${li}/tasks/list`, {});
    expect(list.body.todoCards).toMatchObject([
      { originalSource: { sourceTitle: "Teambition" }, category: "teambition" },
    ]);
  });

  it.each([
    ["a user id as executor", { executorIds: ["lisi02"] }, "lisi02 is a userId, not a unionId"],
    ["an unknown creator", { creatorId: "nobody" }, "nobody is no unionId"],
    ["no subject", { subject: " " }, "subject is empty"],
    ["too long a subject", { subject: "x".repeat(1_025) }, "subject is oversize"],
    ["too long a description", { description: "x".repeat(4_097) }, "description is oversize"],
    ["too long a link", { detailUrl: { appUrl: "长".repeat(342) } }, "detailUrl.appUrl is oversize"],
    ["too many executors", { executorIds: Array.from({ length: 101 }, () => li) }, "executors is oversize"],
    ["seconds as due time", { dueTime: 1_700_000_000 }, "dueTime is invalid"],
    ["another priority", { priority: 1 }, "priority"],
    ["an unknown field", { assignee: li }, "assignee"],
  ])("is refused with %s", async (_, change, message) => {
    const simulator = await startSimulator();
    const answer = await callApi(simulator, `POST ${base}/tasks`, { ...simple, ...change });
    expect(answer).toMatchObject({
      status: 400,
      body: { code: "todo.taskCreate.paramError", message: expect.stringContaining(message) },
    });
  });

  it("is refused when the path holds a user id", async () => {
    const simulator = await startSimulator();
    const answer = await callApi(simulator, "POST /v1.0/todo/users/zhangsan01/tasks", simple);
    expect(answer).toMatchObject({
      status: 400,
      body: { message: expect.stringContaining("a userId, not a unionId") },
    });
  });

  it("needs a permission, and a person's token from apps of the store", async () => {
    const simulator = await startSimulator();
    simulator.world.addApp(storeApp);
    simulator.permissions.withdraw(defaultApp.appKey, "Todo.Todo.Read");
    const list = await callApi(simulator, `POST ${base}/org/tasks/query`, {});
    expect(list.body).toMatchObject({ accessdenieddetail: { requiredScopes: ["Todo.Todo.Read"] } });
    const ofApp = await callApi(simulator, `POST ${base}/tasks`, simple, simulator.tokens.issueAnother(storeApp));
    expect(ofApp.status).toBe(403);
    const { accessToken } = simulator.tokens.issueToUser(storeApp, { userId: "zhangsan01" });
    expect((await callApi(simulator, `POST ${base}/tasks`, simple, accessToken)).status).toBe(200);
  });
});

describe("a personal to-do", () => {
  const path = "POST /v1.0/todo/users/me/personalTasks";

  it("is made with the token of a person only", async () => {
    const simulator = await startSimulator();
    const body = { subject: "买咖啡", executorIds: [li] };
    expect(await callApi(simulator, path, body)).toMatchObject({ body: { code: "todo.taskCreate.tokenTypeError" } });
    const { accessToken } = simulator.tokens.issueToUser(defaultApp, { userId: "lisi02" });
    const made = await callApi(simulator, path, body, accessToken);
    expect(made.body).toEqual({ taskId: expect.any(String), createdTime: expect.any(Number) });
    const { body: list } = await callApi(simulator, `POST /v1.0/todo/users/${li}/tasks/list`, {});
    expect(list).toMatchObject({ totalCount: 1, todoCards: [{ taskId: made.body.taskId }] });
  });
});

describe("lists of to-dos", () => {
  it("hold those of a person by role, state, subject and due time", async () => {
    const simulator = await startSimulator();
    const now = simulator.clock.now();
    await create(simulator, { subject: "早", dueTime: now + 1_000 });
    await create(simulator, { subject: "晚", dueTime: now + 9_000, executorIds: [wang], todoType: "READ" });
    const { id } = await create(simulator, { subject: "完成的", executorIds: [wang, li] });
    await callApi(simulator, `PUT ${base}/tasks/${String(id)}`, { done: true });
    const subjects = async (who: string, query: object) => {
      const { body } = await callApi(simulator, `POST /v1.0/todo/users/${who}/organizations/tasks/query`, query);
      return (body.todoCards as { subject: string }[]).map(({ subject }) => subject);
    };
    expect(await subjects(wang, {})).toEqual(["完成的", "晚", "早"]);
    expect(await subjects(wang, { roleTypes: [["executor"]] })).toEqual(["完成的", "晚"]);
    expect(await subjects(wang, { roleTypes: [["executor", "participant"], ["creator"]] })).toEqual(["完成的", "晚"]);
    expect(await subjects(wang, { isDone: false, orderBy: "dueTime", orderDirection: "asc" })).toEqual(["早", "晚"]);
    expect(await subjects(wang, { fromDueTime: now + 5_000 })).toEqual(["晚"]);
    expect(await subjects(wang, { toDueTime: now + 5_000 })).toEqual(["早"]);
    expect(await subjects(wang, { subject: "完" })).toEqual(["完成的"]);
    expect(await subjects(wang, { todoType: "READ" })).toEqual(["晚"]);
    expect(await subjects(li, { roleTypes: [["creator"]] })).toEqual([]);
    const count = await callApi(simulator, `POST /v1.0/todo/users/${wang}/tasks/count`, { isDone: true });
    expect(count.body).toEqual({ result: 1 });
  });

  it("go page by page and end with null", async () => {
    const simulator = await startSimulator({ limits: { callsPerSecond: 0 } });
    for (let made = 0; made < 23; made++) await create(simulator, { subject: `第 ${made}` });
    await create(simulator, { subject: "没有链接", detailUrl: undefined });
    const path = `POST /v1.0/todo/users/${li}/org/tasks/query`;
    const first = await callApi(simulator, path, { isDone: false, nextToken: "0" });
    expect(first.body).toMatchObject({ nextToken: "20" });
    expect(first.body.todoCards).toHaveLength(20);
    const rest = await callApi(simulator, path, { isDone: false, nextToken: "20" });
    expect(rest.body.nextToken).toBeNull();
    expect(rest.body.todoCards).toMatchObject([{ subject: "第 2" }, { subject: "第 1" }, { subject: "第 0" }]);
    const wrong = await callApi(simulator, path, { nextToken: "soon" });
    expect(wrong.body).toMatchObject({ code: "todo.orgTaskQuery.paramError", message: "nextToken is invalid" });
  });
});
