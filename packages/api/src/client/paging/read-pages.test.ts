import { describe, expect, expectTypeOf, it } from "vitest";
import { createLocalClient, type Received, type Reply, startLocalDingTalk } from "../../../test/local-dingtalk.ts";
import type { EntryFor, Page } from "./types.ts";

const people = Array.from({ length: 45 }, (_, index) => `u${index}`);

async function collect<T>(list: AsyncIterable<T>): Promise<T[]> {
  return Array.fromAsync(list);
}

/** Answers searches, with `offset` counting what `unit` says. */
async function startSearch(unit: "entries" | "pages") {
  return startLocalDingTalk(({ body }: Received) => {
    const { offset, size } = body as { offset: number; size: number };
    const start = unit === "entries" ? offset : offset * size;
    const list = people.slice(start, start + size);
    return { body: { list, hasMore: start + size < people.length, totalCount: people.length } };
  });
}

describe("reading lists", () => {
  it.each(["entries", "pages"] as const)("finds everybody once when offset counts %s", async (unit) => {
    const client = createLocalClient(await startSearch(unit));
    expect(await collect(client.entries("searchUsers", { queryWord: "u" }))).toEqual(people);
    expect(await collect(client.entries("searchUsers", { queryWord: "u", size: 10 }))).toEqual(people);
    expect(await collect(client.entries("searchUsers", { queryWord: "u", size: 1 }))).toEqual(people);
    expect(await collect(client.entries("searchUsers", { queryWord: "u", size: 50 }))).toEqual(people);
  });

  it("goes on from a position", async () => {
    const client = createLocalClient(await startSearch("entries"));
    const pages = await collect(client.pages("searchUsers", { queryWord: "u", offset: 10, size: 20 }));
    expect(pages.map(({ entries, next, total }) => [entries.length, next, total])).toEqual([
      [20, 30, 45],
      [15, undefined, 45],
    ]);
  });

  it("follows the position that the answer names, in the type that the input wants", async () => {
    const server = await startLocalDingTalk((_, index) => {
      return {
        body: { success: true, result: { list: [`p${index}`], nextToken: index < 2 ? String(index + 1) : "" } },
      };
    });
    const input = { processCode: "PROC", startTime: 1 };
    expect(await collect(createLocalClient(server).entries("workflowListInstanceIds", input))).toEqual([
      "p0",
      "p1",
      "p2",
    ]);
    expect(server.received.map(({ body }) => [body["nextToken"], body["maxResults"]])).toEqual([
      [0, 20],
      [1, 20],
      [2, 20],
    ]);
  });

  it("stops when the answer says that nothing follows, whatever position it names", async () => {
    const server = await startLocalDingTalk(() => ({
      body: { errcode: 0, result: { list: [{ userid: "u" }], has_more: false, next_cursor: 9 } },
    }));
    const client = createLocalClient(server);
    expect(await collect(client.entries("listDepartmentUsers", { dept_id: 1 }))).toEqual([{ userid: "u" }]);
    expect(server.received).toHaveLength(1);
  });

  it("leaves the position out on the first page where lists begin without one", async () => {
    const server = await startLocalDingTalk((_, index) => ({
      body: { todoCards: [{ taskId: `t${index}` }], nextToken: index === 0 ? "n1" : null },
    }));
    expect(await collect(createLocalClient(server).entries("todoListOrg", { unionId: "x" }))).toHaveLength(2);
    expect(server.received.map(({ body }) => body)).toEqual([{}, { nextToken: "n1" }]);
  });

  it("does not show page 0 twice where the first page is also number 1", async () => {
    const server = await startLocalDingTalk(({ body }) => {
      const page = Math.max(1, Number(body["pageNumber"]));
      return { body: { openConversationIds: [`c${page}`], hasMore: page < 3 } };
    });
    const input = { robotCode: "r" };
    expect(await collect(createLocalClient(server).entries("robotListJoinedGroups", input))).toEqual([
      "c1",
      "c2",
      "c3",
    ]);
  });

  const zerothPages: readonly Reply[] = [
    { status: 400, body: { code: "invalidParameter", message: "pages begin at 1" } },
    { body: { openConversationIds: [], hasMore: false, result: { list: [], hasMore: false } } },
  ];

  it.each(zerothPages)("begins with page 1 where page 0 is refused or empty: %j", async (zeroth) => {
    const server = await startLocalDingTalk(({ body, query }) => {
      const page = Number(body["pageNumber"] ?? query["nextToken"]);
      const [id, hasMore] = [`e${page}`, page < 2];
      return page === 0
        ? zeroth
        : { body: { openConversationIds: [id], result: { list: [{ title: id }], hasMore }, hasMore } };
    });
    const client = createLocalClient(server);
    expect(await collect(client.entries("robotListJoinedGroups", { robotCode: "r" }))).toEqual(["e1", "e2"]);
    const roles = { actionerUserId: "a", managerUserId: "m" };
    const tasks = await collect(client.entries("workflowListTodoTasksByManager", roles));
    expect(tasks).toEqual([{ title: "e1" }, { title: "e2" }]);
  });

  it("begins with page 0 where that is the first one", async () => {
    const server = await startLocalDingTalk(({ query }) => {
      const page = Number(query["nextToken"]);
      return { body: { result: { list: [{ title: `t${page}` }], hasMore: page < 1 } } };
    });
    const roles = { actionerUserId: "a", managerUserId: "m" };
    const tasks = await collect(createLocalClient(server).entries("workflowListTodoTasksByManager", roles));
    expect(tasks).toEqual([{ title: "t0" }, { title: "t1" }]);
  });

  it("fails when page 1 is refused as well", async () => {
    const server = await startLocalDingTalk(() => ({ status: 400, body: { code: "invalidParameter" } }));
    const list = collect(createLocalClient(server).entries("robotListJoinedGroups", { robotCode: "r" }));
    await expect(list).rejects.toMatchObject({ code: "invalid_request" });
    expect(server.received.map(({ body }) => body["pageNumber"])).toEqual([0, 1]);
  });

  it.each(["", 0, "0", null])("ends when the position after the last page is %j", async (nextToken) => {
    const server = await startLocalDingTalk((_, index) => ({
      body: { result: { processList: [{ name: `f${index}` }], nextToken: index === 0 ? 100 : nextToken } },
    }));
    const list = await collect(createLocalClient(server).entries("workflowListVisibleTemplates", {}));
    expect(list).toEqual([{ name: "f0" }, { name: "f1" }]);
  });

  it("ends when the position does not move", async () => {
    const server = await startLocalDingTalk(() => ({ body: { records: [{ userId: "u" }], nextToken: "0" } }));
    expect(
      await collect(createLocalClient(server).entries("listLeaveRecords", { startTime: "2026-01-01T00:00:00Z" })),
    ).toHaveLength(1);
  });

  it("asks for no page before it is wanted", async () => {
    const server = await startSearch("entries");
    for await (const entry of createLocalClient(server).entries("searchUsers", { queryWord: "u" }))
      if (entry === "u3") break;
    expect(server.received).toHaveLength(1);
  });

  it("fails where a page fails, after the pages before it", async () => {
    const server = await startLocalDingTalk((_, index) => {
      return index === 0
        ? { body: { todoCards: [{ taskId: "t" }], nextToken: "n" } }
        : { status: 403, body: { code: "Forbidden.AccessDenied.X" } };
    });
    const pages: Page<EntryFor<"todoListOrg">>[] = [];
    const reading = (async () => {
      for await (const page of createLocalClient(server).pages("todoListOrg", { unionId: "x" })) pages.push(page);
    })();
    await expect(reading).rejects.toMatchObject({ code: "permission_denied" });
    expect(pages).toEqual([{ entries: [{ taskId: "t" }], next: "n" }]);
  });

  it("knows the type of the entries", () => {
    expectTypeOf<EntryFor<"searchUsers">>().toEqualTypeOf<string>();
    expectTypeOf<EntryFor<"listDepartmentUsersSimple">>().toEqualTypeOf<{ name?: string; userid?: string }>();
  });
});
