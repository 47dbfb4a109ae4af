import { createClient } from "@dt/api";
import { describe, expect, it } from "vitest";
import { callApi, startSimulator } from "../../../test/simulator.ts";
import { defaultApp, defaultGroup } from "../../world/default-world.ts";
import type { PagingOptions } from "./paging-options.ts";

const { appKey, appSecret, robotCode } = defaultApp;
const people = { managerUserId: "zhangsan01", actionerUserId: "lisi02" };

async function start(paging: PagingOptions) {
  const simulator = await startSimulator({ paging, limits: { callsPerSecond: 0 } });
  const { apiUrl, oapiUrl } = simulator;
  return { simulator, client: createClient({ credentials: { appKey, appSecret }, apiUrl, oapiUrl, robotCode }) };
}

describe("lists whose pages are not documented", () => {
  it.each(["entries", "pages"] as const)("find everybody where offset counts %s", async (searchOffset) => {
    const { simulator, client } = await start({ searchOffset });
    const found = await Array.fromAsync(client.entries("searchUsers", { queryWord: "", size: 2 }));
    expect(found).toEqual(simulator.organization.employees.map(({ userId }) => userId));
    const departments = await Array.fromAsync(client.entries("searchDepartments", { queryWord: "", size: 2 }));
    expect(departments).toHaveLength(simulator.organization.departments.length);
  });

  it.each([0, 1] as const)("begin at page %i, which the client finds out", async (first) => {
    const { simulator, client } = await start({ firstGroupPage: first, firstTaskPage: first });
    const ids = [defaultGroup.conversationId, "cidSecond==", "cidThird=="];
    for (const conversationId of ids) simulator.world.addGroup({ ...defaultGroup, conversationId });
    const groups = await Array.fromAsync(client.entries("robotListJoinedGroups", { robotCode, pageSize: 1 }));
    expect(groups).toEqual(ids);
    const tasks = await Array.fromAsync(client.entries("workflowListTodoTasksByManager", { ...people, maxResults: 1 }));
    expect(tasks.map(({ taskId }) => taskId)).toEqual(
      simulator.approvals.openTasksOf("lisi02").map(({ task }) => task.taskId),
    );
  });

  it("refuse what comes before the first page", async () => {
    const { simulator } = await start({ firstGroupPage: 1 });
    const groups = { robotCode, pageNumber: 0, pageSize: 1 };
    expect(await callApi(simulator, "POST /v1.0/robot/groups/query", groups)).toMatchObject({ status: 400 });
    simulator.organization.editions.paidApproval = true;
    const query = new URLSearchParams({ ...people, nextToken: "0", maxResults: "1" });
    for (const path of ["premium/tasks", "tasks"]) {
      const answer = await callApi(simulator, `GET /v1.0/workflow/${path}/todoTasks?${query.toString()}`);
      expect(answer).toMatchObject({ status: 400, body: { code: "invalidParameter" } });
    }
  });
});
