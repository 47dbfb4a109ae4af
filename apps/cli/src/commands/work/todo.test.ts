import { describe, expect, it } from "vitest";
import { dt } from "../../../test/dt.ts";
import { type Received, startLocalDingTalk } from "../../../test/local-dingtalk.ts";
import { temporaryFolder } from "../../../test/temporary-folder.ts";

async function startTodos() {
  const server = await startLocalDingTalk({
    "/topapi/v2/user/get": ({ body }) => {
      const userid = String(body.userid);
      return { body: { errcode: 0, result: { userid, unionid: `${userid}Union` } } };
    },
    "POST /v1.0/todo/users/meUnion/tasks": ({ body }) => ({ body: { id: "task1", ...body } }),
    "PUT /v1.0/todo/users/meUnion/tasks/task1": () => ({ body: { result: true } }),
    "DELETE /v1.0/todo/users/meUnion/tasks/task1": () => ({ body: { result: true } }),
  });
  const environment = { ...server.environment, DINGTALK_MY_USER_ID: "me" };
  const home = temporaryFolder();
  const run = (words: readonly string[], options: Parameters<typeof dt>[1] = {}) =>
    dt(["todo", ...words], { environment, home, ...options });
  const sent = (): Received | undefined => server.received.findLast(({ path }) => path.startsWith("/v1.0/todo"));
  return { server, run, sent };
}

describe("dt todo", () => {
  it("takes people by userId and sends their unionIds", async () => {
    const { run, sent } = await startTodos();
    const words = [
      "create",
      "写周报",
      "--executor",
      "lisi",
      "wang",
      "--participant",
      "zhao,qian",
      "--priority",
      "high",
    ];
    const { code } = await run([...words, "--due", "2026-03-01T18:00Z", "--url", "https://example.com/a"]);
    expect(code).toBe(0);
    expect(sent()?.query).toEqual({ operatorId: "meUnion" });
    expect(sent()?.body).toEqual({
      subject: "写周报",
      executorIds: ["lisiUnion", "wangUnion"],
      participantIds: ["zhaoUnion", "qianUnion"],
      priority: 30,
      dueTime: Date.UTC(2026, 2, 1, 18),
      detailUrl: { appUrl: "https://example.com/a", pcUrl: "https://example.com/a" },
    });
  });

  it("marks done, opens again and changes", async () => {
    const { run, sent } = await startTodos();
    await run(["done", "task1"]);
    expect(sent()?.body).toEqual({ done: true });
    await run(["done", "task1", "--undo"]);
    expect(sent()?.body).toEqual({ done: false });
    await run(["update", "task1", "--subject", "新", "--executor", "lisi"]);
    expect(sent()?.body).toEqual({ subject: "新", executorIds: ["lisiUnion"] });
  });

  it("deletes only with --yes where nobody can be asked", async () => {
    const { server, run } = await startTodos();
    const { code, json } = await run(["delete", "task1"]);
    expect(code).toBe(2);
    expect(json.error).toMatchObject({ code: "INVALID_ARGUMENTS", hint: /--yes/ });
    expect(server.received).toEqual([]);
    expect((await run(["delete", "task1", "--yes"])).code).toBe(0);
  });

  it("asks on a terminal before it deletes, and a plain Enter is no", async () => {
    const { run, sent } = await startTodos();
    const no = await run(["delete", "task1"], { terminal: { answers: [""] } });
    expect([no.code, sent()]).toEqual([1, undefined]);
    expect(no.err).toContain("Delete the to-do task1. Go on? [y/N]");
    const yes = await run(["delete", "task1"], { terminal: { answers: ["y"] } });
    expect([yes.code, sent()?.method]).toEqual([0, "DELETE"]);
  });

  it("names a person who does not exist", async () => {
    const server = await startLocalDingTalk({
      "/topapi/v2/user/get": () => ({ body: { errcode: 60121, errmsg: "找不到该用户" } }),
      "/topapi/user/getbyunionid": () => ({ body: { errcode: 60121, errmsg: "找不到该用户" } }),
    });
    const environment = { ...server.environment, DINGTALK_MY_USER_ID: "me" };
    const { code, json } = await dt(["todo", "create", "x", "--executor", "nobody"], { environment });
    expect([code, json.error.code]).toEqual([6, "NOT_FOUND"]);
  });
});
