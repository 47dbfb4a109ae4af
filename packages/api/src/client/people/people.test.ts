import { describe, expect, it } from "vitest";
import { createLocalClient, type Received, startLocalDingTalk } from "../../../test/local-dingtalk.ts";
import { operations } from "../../operations/index.ts";
import { createPersonIds } from "./person-ids.ts";

/** People `u…` with union ids `U…`; nobody else exists. */
async function startContacts() {
  const server = await startLocalDingTalk(({ path, body }) => {
    const userId = String(body["userid"]);
    const unionId = String(body["unionid"]);
    const nobody = { body: { errcode: 60121, errmsg: "找不到该用户" } };
    if (path === "/topapi/v2/user/get")
      return userId.startsWith("u") ? { body: { errcode: 0, result: { unionid: userId.toUpperCase() } } } : nobody;
    if (path === "/topapi/user/getbyunionid")
      return unionId.startsWith("U") ? { body: { errcode: 0, result: { userid: unionId.toLowerCase() } } } : nobody;
    return { body: { id: "t1", result: true } };
  });
  const calls = (part: string): Received[] => server.received.filter(({ path }) => path.includes(part));
  return { server, calls, client: createLocalClient(server) };
}

describe("people named by the other kind of id", () => {
  it("are looked up for a to-do: in path, query, lists and objects", async () => {
    const { calls, client } = await startContacts();
    await client.todos.create({
      unionId: { userId: "u1" },
      operatorId: { userId: "u1" },
      subject: "写周报",
      executorIds: [{ userId: "u2" }, "U3"],
    });
    await client.todos.updateExecutors({
      unionId: "U1",
      taskId: "t1",
      executorStatusList: [{ id: { userId: "u2" }, isDone: true }],
    });
    const [create, update] = calls("/v1.0/todo");
    expect(create).toMatchObject({
      path: "/v1.0/todo/users/U1/tasks",
      query: { operatorId: "U1" },
      body: { subject: "写周报", executorIds: ["U2", "U3"] },
    });
    expect(update?.body).toEqual({ executorStatusList: [{ id: "U2", isDone: true }] });
  });

  it("are looked up the other way for sends and approvals", async () => {
    const { calls, client } = await startContacts();
    await client.workflow.todoCount({ unionId: "U7" });
    const message = { robotCode: "r", msgKey: "sampleText", msgParam: "{}" };
    await client.batch("robotSendOTO", { ...message, userIds: [{ unionId: "U7" }, "u8"] });
    expect(calls("processes/todoTasks/numbers")).toMatchObject([{ query: { userId: "u7" } }]);
    expect(calls("batchSend")).toMatchObject([{ body: { userIds: ["u7", "u8"] } }]);
  });

  it("are looked up once, however often and from wherever they are asked for", async () => {
    const { calls, client } = await startContacts();
    const create = () => client.todos.get({ unionId: { userId: "u1" }, taskId: "t" });
    await Promise.all([create(), create(), create()]);
    await create();
    expect(calls("/user/get")).toHaveLength(1);
    // The way back is known as well.
    await client.workflow.todoCount({ unionId: "U1" });
    expect(calls("getbyunionid")).toEqual([]);
  });

  it("fail the call before it is sent when nobody is found, naming where they stand; next time they are sought again", async () => {
    const { calls, client } = await startContacts();
    const input = { unionId: "U1", subject: "x", executorIds: ["U2", { userId: "nobody" }] };
    for (const times of [1, 2]) {
      await expect(client.todos.create(input)).rejects.toMatchObject({
        code: "not_found",
        outcome: "not_sent",
        operation: "todoCreate",
        field: "executorIds[1]",
      });
      expect(calls("/user/get")).toHaveLength(times);
    }
    expect(calls("/v1.0/todo")).toEqual([]);
  });

  it("end their look-up with the call's signal", async () => {
    const server = await startLocalDingTalk(() => "hang");
    const client = createLocalClient(server);
    const calling = client.todos.get({ unionId: { userId: "u1" }, taskId: "t" }, { signal: AbortSignal.timeout(30) });
    await expect(calling).rejects.toMatchObject({ outcome: "not_sent", operation: "todoGet" });
  });

  it("are refused where no person belongs, and under a wrong name", async () => {
    const { server, client } = await startContacts();
    const wrong = { unionId: { unionId: "U1" }, taskId: "t" } as unknown as { unionId: string; taskId: string };
    await expect(client.todos.get(wrong)).rejects.toMatchObject({ code: "invalid_request", field: "unionId" });
    const task = { unionId: "U1", taskId: { userId: "u1" } } as unknown as { unionId: string; taskId: string };
    await expect(client.todos.get(task)).rejects.toMatchObject({ code: "invalid_request", field: "taskId" });
    expect(server.received).toEqual([]);
  });

  it("may stand in every operation about to-dos that an app calls", () => {
    const without = Object.values(operations).filter((operation) => {
      return (
        operation.group === "todo" &&
        operation.tokenKind === "app" &&
        !JSON.stringify(operation.input).includes('"person":"unionId"')
      );
    });
    expect(without.map(({ name }) => name)).toEqual([]);
  });
});

describe("known ids", () => {
  it("are at most 10 000 people; the ones known longest go first", async () => {
    let lookups = 0;
    const find = async (id: string): Promise<string> => {
      lookups += 1;
      return `found-${id}`;
    };
    const ids = createPersonIds({ findUnionId: find, findUserId: find });
    for (let index = 0; index <= 10_000; index += 1) await ids.unionIdOf(`u${index}`);
    expect(lookups).toBe(10_001);
    await ids.unionIdOf("u10000");
    expect(lookups).toBe(10_001);
    await ids.unionIdOf("u0");
    expect(lookups).toBe(10_002);
  });
});
