import { createRequire } from "node:module";
import type contactType from "@alicloud/dingtalk/dist/contact_1_0/client.js";
import type hrmType from "@alicloud/dingtalk/dist/hrm_1_0/client.js";
import type oauthType from "@alicloud/dingtalk/dist/oauth2_1_0/client.js";
import type todoType from "@alicloud/dingtalk/dist/todo_1_0/client.js";
import type workflowType from "@alicloud/dingtalk/dist/workflow_1_0/client.js";
import { Config } from "@alicloud/openapi-client";
import { describe, expect, it } from "vitest";
import { startSimulator } from "../../test/simulator.ts";
import type { Simulator } from "../simulator/types.ts";
import { defaultProcessCodes } from "../world/approval/default-forms.ts";
import { defaultApp } from "../world/default-world.ts";

// The SDK is CommonJS with a default export of its own, which test runner and Node unwrap differently.
const require = createRequire(import.meta.url);
const contact = require("@alicloud/dingtalk/dist/contact_1_0/client.js") as typeof contactType;
const hrm = require("@alicloud/dingtalk/dist/hrm_1_0/client.js") as typeof hrmType;
const oauth = require("@alicloud/dingtalk/dist/oauth2_1_0/client.js") as typeof oauthType;
const todo = require("@alicloud/dingtalk/dist/todo_1_0/client.js") as typeof todoType;
const workflow = require("@alicloud/dingtalk/dist/workflow_1_0/client.js") as typeof workflowType;

/** The official SDK puts the endpoint behind the protocol and sends it as the host. */
function configOf(simulator: Simulator): Config {
  return new Config({ protocol: "http", regionId: "central", endpoint: new URL(simulator.apiUrl).host });
}

/** Its options have no required field, their class comes from a package of its own. */
type Runtime = Parameters<InstanceType<typeof todo.default>["deleteTodoTaskWithOptions"]>[4];
const runtime = {} as Runtime;

describe("the official SDK with an organisation", () => {
  it("searches people and departments", async () => {
    const simulator = await startSimulator();
    const client = new contact.default(configOf(simulator));
    const xAcsDingtalkAccessToken = simulator.tokens.issue(defaultApp);
    const search = { queryWord: "张", offset: 0, size: 10 };
    const people = await client.searchUserWithOptions(
      new contact.SearchUserRequest(search),
      new contact.SearchUserHeaders({ xAcsDingtalkAccessToken }),
      runtime,
    );
    expect(people.body).toMatchObject({ totalCount: 3, hasMore: false });
    const departments = await client.searchDepartmentWithOptions(
      new contact.SearchDepartmentRequest({ ...search, queryWord: "研发" }),
      new contact.SearchDepartmentHeaders({ xAcsDingtalkAccessToken }),
      runtime,
    );
    expect(departments.body?.list).toEqual([100]);
  });

  it("reads dismissals", async () => {
    const simulator = await startSimulator();
    const client = new hrm.default(configOf(simulator));
    const xAcsDingtalkAccessToken = simulator.tokens.issue(defaultApp);
    const list = await client.queryDismissionStaffIdListWithOptions(
      new hrm.QueryDismissionStaffIdListRequest({ maxResults: 50, nextToken: 0 }),
      new hrm.QueryDismissionStaffIdListHeaders({ xAcsDingtalkAccessToken }),
      runtime,
    );
    expect(list.body?.userIdList).toEqual(["left11", "left12", "left13"]);
    const infos = await client.queryHrmEmployeeDismissionInfoWithOptions(
      new hrm.QueryHrmEmployeeDismissionInfoRequest({ userIdList: ["left11"] }),
      new hrm.QueryHrmEmployeeDismissionInfoHeaders({ xAcsDingtalkAccessToken }),
      runtime,
    );
    expect(infos.body?.result).toMatchObject([{ userId: "left11", reasonMemo: "回老家" }]);
  });

  it("trades a code for a person's token", async () => {
    const simulator = await startSimulator();
    const client = new oauth.default(configOf(simulator));
    const code = simulator.authCodes.issue({ appKey: defaultApp.appKey, userId: "lisi02" });
    const secrets = { clientId: defaultApp.appKey, clientSecret: defaultApp.appSecret };
    const { body } = await client.getUserToken(
      new oauth.GetUserTokenRequest({ ...secrets, code, grantType: "authorization_code" }),
    );
    const me = new contact.GetUserHeaders({ xAcsDingtalkAccessToken: body?.accessToken ?? "" });
    const person = await new contact.default(configOf(simulator)).getUserWithOptions("me", me, runtime);
    expect(person.body).toMatchObject({ nick: "李四" });
  });

  it("creates, lists and deletes a to-do", async () => {
    const simulator = await startSimulator();
    const client = new todo.default(configOf(simulator));
    const xAcsDingtalkAccessToken = simulator.tokens.issue(defaultApp);
    const unionId = "zhangsan01UnionIdiE";
    const detailUrl = new todo.CreateTodoTaskRequestDetailUrl({ appUrl: "https://example.com" });
    const created = await client.createTodoTaskWithOptions(
      unionId,
      new todo.CreateTodoTaskRequest({ subject: "写周报", executorIds: [unionId], detailUrl, operatorId: unionId }),
      new todo.CreateTodoTaskHeaders({ xAcsDingtalkAccessToken }),
      runtime,
    );
    const list = await client.queryOrgTodoTasksWithOptions(
      unionId,
      new todo.QueryOrgTodoTasksRequest({ isDone: false }),
      new todo.QueryOrgTodoTasksHeaders({ xAcsDingtalkAccessToken }),
      runtime,
    );
    expect(list.body?.todoCards).toMatchObject([{ taskId: created.body?.id, subject: "写周报" }]);
    const deleted = await client.deleteTodoTaskWithOptions(
      unionId,
      created.body?.id ?? "",
      new todo.DeleteTodoTaskRequest({ operatorId: unionId }),
      new todo.DeleteTodoTaskHeaders({ xAcsDingtalkAccessToken }),
      runtime,
    );
    expect(deleted.body?.result).toBe(true);
  });

  it("starts an approval and reads it", async () => {
    const simulator = await startSimulator();
    const client = new workflow.default(configOf(simulator));
    const xAcsDingtalkAccessToken = simulator.tokens.issue(defaultApp);
    const value = (name: string, text: string) =>
      new workflow.StartProcessInstanceRequestFormComponentValues({ name, value: text });
    const started = await client.startProcessInstanceWithOptions(
      new workflow.StartProcessInstanceRequest({
        processCode: defaultProcessCodes.leave,
        originatorUserId: "lisi02",
        deptId: 110,
        formComponentValues: [
          value("请假类型", "病假"),
          value('["开始时间","结束时间"]', '["2026-12-01","2026-12-01"]'),
          value("事由", "发烧"),
        ],
      }),
      new workflow.StartProcessInstanceHeaders({ xAcsDingtalkAccessToken }),
      runtime,
    );
    const read = await client.getProcessInstanceWithOptions(
      new workflow.GetProcessInstanceRequest({ processInstanceId: started.body?.instanceId ?? "" }),
      new workflow.GetProcessInstanceHeaders({ xAcsDingtalkAccessToken }),
      runtime,
    );
    expect(read.body?.result).toMatchObject({
      status: "RUNNING",
      tasks: [{ userId: "zhangsan01", status: "RUNNING" }],
    });
    const form = await client.querySchemaByProcessCodeWithOptions(
      new workflow.QuerySchemaByProcessCodeRequest({ processCode: defaultProcessCodes.leave }),
      new workflow.QuerySchemaByProcessCodeHeaders({ xAcsDingtalkAccessToken }),
      runtime,
    );
    expect(form.body?.result?.schemaContent?.items).toHaveLength(3);
  });
});
