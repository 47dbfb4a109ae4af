import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createClient } from "@dt/api";
import type { TenantToolName } from "@dt/runtime";
import { silentLogger } from "@dt/runtime";
import { describe, expect, it } from "vitest";
import { makeMessage, makeTurn } from "../testing.ts";
import { personTools, toolsFor } from "./index.ts";
import { effectOf, parametersOf } from "./person-tool.ts";

interface Sent {
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly body: Readonly<Record<string, unknown>>;
}

type Answers = Readonly<Record<string, (sent: Sent) => object>>;

/** Everybody has the union id that is their user id with a U in front. */
const people: Answers = {
  "/topapi/v2/user/get": ({ body: { userid } }) => ({
    errcode: 0,
    result: {
      userid,
      unionid: `U${String(userid)}`,
      name: `Name of ${String(userid)}`,
      title: "Engineer",
      mobile: "13800000000",
      email: "secret@example.com",
      hired_date: 1,
    },
  }),
  "/v1.0/oauth2/accessToken": () => ({ accessToken: "token", expireIn: 7200 }),
};

function answerTo(path: string, answers: Answers): Answers[string] | undefined {
  return answers[path] ?? Object.entries(answers).find(([pattern]) => new RegExp(`^${pattern}$`).test(path))?.[1];
}

/** A DingTalk that answers by path, or by a pattern of paths, and what it was sent. */
function setUp(answers: Answers = {}) {
  const sent: Sent[] = [];
  const client = createClient({
    credentials: { appKey: "dingacme", appSecret: "secret" },
    logger: silentLogger,
    async fetch(url, init) {
      const { pathname, searchParams } = new URL(url);
      const text = typeof init?.body === "string" ? init.body : "{}";
      const request = {
        path: pathname,
        query: Object.fromEntries(searchParams),
        body: JSON.parse(text) as Record<string, unknown>,
      };
      if (!(pathname in people)) sent.push(request);
      const answer = answerTo(pathname, { ...people, ...answers })?.(request) ?? { status: 404 };
      return Response.json(answer, { status: "status" in answer ? Number(answer.status) : 200 });
    },
  });
  const call = async (name: TenantToolName, given: Record<string, unknown>, turn = makeTurn()): Promise<unknown> => {
    const [tool] = toolsFor(turn, [name], client);
    if (tool === undefined) throw new Error("the person has no tools");
    return await tool.run(given, { signal: new AbortController().signal, toolCallId: "call" });
  };
  return { client, sent, call };
}

/** Names of fields that say who acts. */
const actors = ["unionId", "operatorId", "creatorId", "originatorUserId", "actionerUserId", "userId", "userIds"];

describe("the tools of a tenant", () => {
  it.each(Object.entries(personTools))("%s takes nothing back, and nothing that says who acts", (_name, tool) => {
    expect(effectOf(tool)).not.toBe("destructive");
    const { properties } = parametersOf(tool) as { properties: object };
    for (const actor of actors) expect(properties).not.toHaveProperty(actor);
  });

  it("are those that are named, with what the operation says about itself", () => {
    const { client } = setUp();
    const [tool, ...more] = toolsFor(makeTurn(), ["departments.get"], client);
    expect(more).toEqual([]);
    expect(tool).toMatchObject({
      name: "departments.get",
      parameters: {
        type: "object",
        properties: { dept_id: { type: "integer", description: "Department id; 1 is the root." } },
        required: ["dept_id"],
        additionalProperties: false,
      },
    });
  });

  it("are none for somebody outside the organisation", () => {
    const { client } = setUp();
    const outside = makeMessage({ sender: { id: "$:s9", nick: "Guest", isAdmin: false } });
    expect(toolsFor(makeTurn({ messages: [outside] }), ["users.search", "todos.create"], client)).toEqual([]);
  });
});

describe("a to-do", () => {
  const create = "/v1.0/todo/users/Uu1/tasks";
  const made: Answers = { [create]: () => ({ id: "t1", subject: "Report" }) };

  it("is made in the name of the person who asks, whatever the model says", async () => {
    const { sent, call } = setUp(made);
    const forged = { unionId: "Uboss", creatorId: "Uboss", operatorId: "Uboss", isOnlyShowExecutor: true };
    expect(await call("todos.create", { subject: "Report", executorIds: ["u2"], ...forged })).toMatchObject({
      id: "t1",
    });
    expect(sent).toMatchObject([
      {
        path: create,
        query: { operatorId: "Uu1" },
        body: { creatorId: "Uu1", subject: "Report", executorIds: ["Uu2"] },
      },
    ]);
    expect(sent[0]?.body).not.toHaveProperty("isOnlyShowExecutor");
  });

  it("is for the person who asks where nobody is named", async () => {
    const { sent, call } = setUp(made);
    await call("todos.create", { subject: "Report" });
    expect(sent[0]?.body["executorIds"]).toEqual(["Uu1"]);
  });

  it("is one in every try of a turn, and another in another turn", async () => {
    const { sent, call } = setUp(made);
    for (const fence of [1, 2]) await call("todos.create", { subject: "Report", priority: 20 }, makeTurn({ fence }));
    await call("todos.create", { priority: 20, subject: "Report" });
    await call("todos.create", { subject: "Other", priority: 20 });
    await call("todos.create", { subject: "Report", priority: 20 }, makeTurn({ id: "dingtalk_private_u1#2" }));
    const ids = sent.map(({ body }) => body["sourceId"]);
    expect(new Set(ids.slice(0, 3)).size).toBe(1);
    expect(new Set(ids).size).toBe(3);
  });

  it("that an earlier try made is found again", async () => {
    const bySource = "/v1.0/todo/users/Uu1/tasks/sources/dt-[0-9a-f]{40}";
    const exists = { status: 400, code: "todo.taskCreate.paramError", message: "task exist" };
    const { sent, call } = setUp({
      [create]: () => exists,
      [bySource]: () => ({ id: "t1", subject: "Report" }),
    });
    expect(await call("todos.create", { subject: "Report" })).toEqual({ id: "t1", subject: "Report" });
    expect(sent.map(({ path }) => path)).toEqual([create, expect.stringMatching(`^${bySource}$`)]);
  });

  it("is marked as done for the person who asks alone", async () => {
    const path = "/v1.0/todo/users/Uu1/tasks/t1/executorStatus";
    const { sent, call } = setUp({ [path]: () => ({ result: true }) });
    await call("todos.complete", { taskId: "t1", executorStatusList: [{ id: "Uboss", isDone: true }] });
    expect(sent).toMatchObject([
      { path, query: { operatorId: "Uu1" }, body: { executorStatusList: [{ id: "Uu1", isDone: true }] } },
    ]);
  });

  it("is listed where the person who asks has a part in it", async () => {
    const path = "/v1.0/todo/users/Uu1/org/tasks/query";
    const { sent, call } = setUp({ [path]: () => ({ todoCards: [{ taskId: "t1" }] }) });
    expect(await call("todos.list", { isDone: false, unionId: "Uboss" })).toEqual({ todoCards: [{ taskId: "t1" }] });
    expect(sent).toMatchObject([{ path, body: { isDone: false } }]);
  });
});

const instance = (result: object): Answers => ({
  "/v1.0/workflow/processInstances": () => ({ success: "true", result: { title: "Leave", ...result } }),
});

describe("an approval", () => {
  it.each([
    ["started it", { originatorUserId: "u1" }],
    ["decides it", { originatorUserId: "u9", tasks: [{ userId: "u1", status: "RUNNING" }] }],
    ["gets a copy", { originatorUserId: "u9", ccUserIds: ["u1"] }],
    ["decided it", { originatorUserId: "u9", approverUserIds: ["u1"] }],
  ])("is shown to who %s", async (_part, result) => {
    const { call } = setUp(instance(result));
    expect(await call("approvals.get", { processInstanceId: "p1" })).toMatchObject({ title: "Leave" });
  });

  it("is not shown to anybody else", async () => {
    const { call } = setUp(instance({ originatorUserId: "u9", tasks: [{ userId: "u8" }], ccUserIds: ["u7"] }));
    await expect(call("approvals.get", { processInstanceId: "p1" })).rejects.toThrow("no part in this approval");
  });

  it("is looked for among those that the person who asks started", async () => {
    const path = "/v1.0/workflow/processes/instanceIds/query";
    const { sent, call } = setUp({ [path]: () => ({ success: true, result: { list: ["p1"] } }) });
    expect(await call("approvals.list", { processCode: "PROC-1", userIds: ["boss"] })).toEqual({
      processInstanceIds: ["p1"],
    });
    expect(sent).toMatchObject([{ body: { userIds: ["u1"], processCode: "PROC-1" } }]);
  });

  it("is counted for the person who asks", async () => {
    const path = "/v1.0/workflow/processes/todoTasks/numbers";
    const { sent, call } = setUp({ [path]: () => ({ result: 3 }) });
    expect(await call("approvals.count", { userId: "boss" })).toEqual({ waiting: 3 });
    expect(sent).toMatchObject([{ query: { userId: "u1" } }]);
  });
});

describe("people and departments", () => {
  it("are shown without what is not a colleague's business", async () => {
    const { call } = setUp();
    const shown = await call("users.get", { userid: "u2" });
    expect(shown).toEqual({ userid: "u2", name: "Name of u2", title: "Engineer" });
    expect(await call("users.get", {})).toMatchObject({ userid: "u1" });
  });

  it("are found by name, with what is known about the first few", async () => {
    const ids = ["a", "b", "c", "d", "e", "f"];
    const { call } = setUp({ "/v1.0/contact/users/search": () => ({ list: ids, totalCount: 6, hasMore: false }) });
    const { people: found, ...rest } = (await call("users.search", { queryWord: "name" })) as { people: object[] };
    expect(found).toHaveLength(5);
    expect(found[0]).toMatchObject({ userid: "a", name: "Name of a" });
    expect(rest).toEqual({ found: 6 });
  });

  it("are not shown where a department is hidden", async () => {
    const department = { dept_id: 7, name: "Secret", hide_dept: true, dept_manager_userid_list: ["u9"] };
    const { call } = setUp({ "/topapi/v2/department/get": () => ({ errcode: 0, result: department }) });
    expect(await call("departments.get", { dept_id: 7 })).toEqual({ dept_id: 7, hidden: true });
  });

  it("are not listed where a department is hidden, and its name is in no list", async () => {
    const result = [
      { dept_id: 7, name: "Secret", parent_id: 1 },
      { dept_id: 8, name: "Sales", parent_id: 1 },
    ];
    const { sent, call } = setUp({
      "/topapi/v2/department/get": ({ body: { dept_id } }) => ({
        errcode: 0,
        result: { dept_id, name: "…", hide_dept: dept_id === 7 },
      }),
      "/topapi/v2/department/listsub": () => ({ errcode: 0, result }),
    });
    const departments = [
      { dept_id: 7, hidden: true },
      { dept_id: 8, name: "Sales" },
    ];
    expect(await call("departments.children", { dept_id: 1 })).toEqual({ departments });
    sent.length = 0;
    for (const tool of ["departments.children", "departments.members"] as const)
      expect(await call(tool, { dept_id: 7 })).toEqual({ dept_id: 7, hidden: true });
    expect(sent.map(({ path }) => path)).toEqual(["/topapi/v2/department/get", "/topapi/v2/department/get"]);
  });

  it("are listed without those whose visibility is restricted", async () => {
    const { sent, call } = setUp({
      "/topapi/v2/department/get": () => ({ errcode: 0, result: { dept_id: 7, name: "Sales", hide_dept: false } }),
      "/topapi/user/listsimple": () => ({ errcode: 0, result: { list: [], has_more: false } }),
    });
    await call("departments.members", { dept_id: 7, contain_access_limit: true });
    expect(sent.at(-1)).toMatchObject({ body: { dept_id: 7, contain_access_limit: false } });
  });
});

it("the guide names every tool", () => {
  const guide = readFileSync(join(import.meta.dirname, "../../../../docs/operations.md"), "utf8");
  const [, section = ""] = guide.split("### Tools of the model");
  const named = Array.from(section.matchAll(/^\| `([a-z]+\.[a-z]+)`/gm), ([, name]) => name);
  expect(named).toEqual(Object.keys(personTools));
});
