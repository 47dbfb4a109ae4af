import { describe, expect, it } from "vitest";
import { callApi, callOapi, otherApp, someone, startSimulator, storeApp } from "../../../test/simulator.ts";
import { defaultApp } from "../../world/default-world.ts";
import { defaultDepartmentIds as departments } from "../../world/organization/default-organization.ts";

const { appKey } = defaultApp;
const day = 24 * 3_600_000;

describe("people", () => {
  it("are found by a part of their name, page by page", async () => {
    const simulator = await startSimulator();
    const search = (body: object) => callApi(simulator, "POST /v1.0/contact/users/search", body);
    const first = await search({ queryWord: "张", offset: 0, size: 2 });
    expect(first.body).toEqual({ hasMore: true, totalCount: 3, list: ["zhangsan01", "01234567890123456789"] });
    const second = await search({ queryWord: "张", offset: 2, size: 2 });
    expect(second.body).toEqual({ hasMore: false, totalCount: 3, list: ["zhangwei07"] });
    const exact = await search({ queryWord: "张伟", offset: 0, size: 20, fullMatchField: 1 });
    expect(exact.body).toMatchObject({ totalCount: 2 });
    expect(await search({ queryWord: 1, offset: 0, size: 2 })).toMatchObject({ body: { code: "parameter.error" } });
  });

  it("are described with all that the app may know", async () => {
    const simulator = await startSimulator();
    const { body } = await callOapi(simulator, "/topapi/v2/user/get", { userid: "zhangsan01" });
    expect(body).toMatchObject({
      errcode: 0,
      request_id: expect.any(String),
      result: {
        userid: "zhangsan01",
        unionid: "zhangsan01UnionIdiE",
        mobile: "13800000001",
        state_code: "86",
        admin: true,
        boss: true,
        dept_id_list: [1],
        leader_in_dept: [{ dept_id: 1, leader: true }],
        dept_position_list: [{ dept_id: 1, is_main: true, title: "总经理", work_place: "杭州" }],
        role_list: [{ id: 5_201, name: "主管理员", group_name: "默认" }],
        extension: '{"爱好":"围棋","年龄":"41"}',
        hired_date: Date.UTC(2015, 2, 1),
      },
    });
  });

  it.each([
    ["somebody who never logged in", "zhaoliu05", { active: false, real_authed: false, title: "" }],
    ["an id with leading zeros", "01234567890123456789", { name: "张伟", manager_userid: "lisi02" }],
    ["an id with a blank and a slash", "manager 09+a/b", { name: `Ann "O'Neil" <Ops> 😀`, state_code: "1" }],
    [
      "three departments",
      "ouyang08",
      { dept_id_list: [departments.frontend, departments.platform, departments.people] },
    ],
    ["an account of the organisation", "exclusive10", { exclusive_account: true, login_id: "yoshida@simulator" }],
  ])("may have %s", async (_, userid, result) => {
    const simulator = await startSimulator();
    expect(await callOapi(simulator, "/topapi/v2/user/get", { userid })).toMatchObject({ body: { result } });
  });

  it("keep mobile and e-mail from apps without permission and from apps of the store", async () => {
    const simulator = await startSimulator();
    simulator.world.addApp(storeApp);
    const asked = { userid: "wangfang03" };
    const store = await callOapi(simulator, "/topapi/v2/user/get", asked, simulator.tokens.issueAnother(storeApp));
    expect(store.body.result).not.toHaveProperty("mobile");
    expect(store.body.result).not.toHaveProperty("email");
    simulator.permissions.withdraw(appKey, "fieldMobile");
    const own = await callOapi(simulator, "/topapi/v2/user/get", asked);
    expect(own.body.result).not.toHaveProperty("mobile");
    expect(own.body.result).toMatchObject({ email: "wangfang@example.com" });
  });

  it("are found by other ids", async () => {
    const simulator = await startSimulator();
    const byMobile = await callOapi(simulator, "/topapi/v2/user/getbymobile", { mobile: "13800000003" });
    expect(byMobile.body.result).toMatchObject({ userid: "wangfang03" });
    const abroad = await callOapi(simulator, "/topapi/v2/user/getbymobile", { mobile: "+1-4155550109" });
    expect(abroad.body.result).toMatchObject({ userid: "manager 09+a/b" });
    const byUnionId = (unionid: string) => callOapi(simulator, "/topapi/user/getbyunionid", { unionid });
    expect((await byUnionId("lisi02UnionIdiE")).body.result).toEqual({ contact_type: 0, userid: "lisi02" });
    expect((await byUnionId("guest04UnionIdiE")).body.result).toEqual({ contact_type: 1, userid: "guest04" });
  });

  it("are counted, and who is added to the world counts", async () => {
    const simulator = await startSimulator();
    const count = async (only_active: boolean) => {
      return (await callOapi(simulator, "/topapi/user/count", { only_active })).body.result;
    };
    expect([await count(false), await count(true)]).toEqual([{ count: 9 }, { count: 8 }]);
    simulator.world.addPerson(someone);
    expect(await count(false)).toEqual({ count: 10 });
  });

  it("come with the code of a login, once", async () => {
    const simulator = await startSimulator();
    const use = (code: string) => callOapi(simulator, "/topapi/v2/user/getuserinfo", { code });
    const code = simulator.authCodes.issue({ appKey, userId: "wangfang03" });
    expect((await use(code)).body.result).toMatchObject({ userid: "wangfang03", sys: true, sys_level: 2 });
    expect((await use(code)).body).toMatchObject({ errcode: 40078 });
    const late = simulator.authCodes.issue({ appKey, userId: "wangfang03" });
    simulator.clock.advance(5 * 60_000);
    expect((await use(late)).body).toMatchObject({ errcode: 40078 });
    const others = simulator.authCodes.issue({ appKey: otherApp.appKey, userId: "wangfang03" });
    expect((await use(others)).body).toMatchObject({ errcode: 40078 });
  });

  it("read their own data with their own token only", async () => {
    const simulator = await startSimulator();
    const { accessToken } = simulator.tokens.issueToUser(defaultApp, { userId: "lisi02" });
    const get = (id: string, token?: string) => callApi(simulator, `GET /v1.0/contact/users/${id}`, undefined, token);
    expect((await get("me", accessToken)).body).toMatchObject({ nick: "李四", unionId: "lisi02UnionIdiE" });
    expect((await get("zhangsan01UnionIdiE", accessToken)).body).toMatchObject({ nick: "张三" });
    expect(await get("lisi02", accessToken)).toMatchObject({
      status: 404,
      body: { code: "invalidParameter.user.notFound" },
    });
    const denied = { status: 403, body: { accessdenieddetail: { requiredScopes: ["Contact.User.Read"] } } };
    expect(await get("me")).toMatchObject(denied);
    const search = { queryWord: "张", offset: 0, size: 1 };
    const withUserToken = await callApi(simulator, "POST /v1.0/contact/users/search", search, accessToken);
    expect(withUserToken).toMatchObject({ status: 403 });
  });

  it.each([
    ["user/get", "/topapi/v2/user/get", { userid: "nobody" }, 33012],
    ["user/get without an id", "/topapi/v2/user/get", {}, 400002],
    ["a guest's id", "/topapi/v2/user/get", { userid: "guest04" }, 33012],
    ["a mobile", "/topapi/v2/user/getbymobile", { mobile: "13900000000" }, 40104],
    ["a union id", "/topapi/user/getbyunionid", { unionid: "lisi02" }, 60121],
    ["a count of nothing", "/topapi/user/count", { only_active: "yes" }, 40035],
    [
      "a date long ago",
      "/topapi/inactive/user/v2/get",
      { is_active: false, query_date: "20200101", offset: 0, size: 9 },
      400002,
    ],
    ["too large a page", "/topapi/user/listsimple", { dept_id: 1, cursor: 0, size: 101 }, 40069],
    ["a negative offset", "/topapi/user/listsimple", { dept_id: 1, cursor: -1, size: 10 }, 40068],
    ["members of no department", "/topapi/user/listsimple", { dept_id: 999, cursor: 0, size: 10 }, 60003],
    ["details of no department", "/topapi/v2/user/list", { dept_id: 999, cursor: 0, size: 10 }, 60019],
    ["ids of no department", "/topapi/user/listid", { dept_id: 999 }, 60003],
    ["no department", "/topapi/v2/department/get", { dept_id: 999 }, 60003],
    ["parents of nobody", "/topapi/v2/department/listparentbyuser", { userid: "nobody" }, 33012],
    ["the school's contacts", "/topapi/v2/department/listsub", { dept_id: -7 }, 40009],
  ])("are refused for %s", async (_, path, body, errcode) => {
    const simulator = await startSimulator();
    expect(await callOapi(simulator, path, body)).toMatchObject({ status: 200, body: { errcode } });
  });
});

describe("departments", () => {
  it("are a tree of three levels", async () => {
    const simulator = await startSimulator();
    const children = async (dept_id?: number) => {
      const { body } = await callOapi(simulator, "/topapi/v2/department/listsub", dept_id ? { dept_id } : {});
      return (body.result as { name: string }[]).map(({ name }) => name);
    };
    expect(await children()).toEqual(["研发部", "人事行政部", "销售部 (Sales & Service)", "筹备中"]);
    expect(await children(departments.research)).toEqual(["平台组", "前端组"]);
    expect(await children(departments.robots)).toEqual([]);
    const ids = await callOapi(simulator, "/topapi/v2/department/listsubid", { dept_id: departments.platform });
    expect(ids.body.result).toEqual({ dept_id_list: [departments.robots] });
    const parents = await callOapi(simulator, "/topapi/v2/department/listparentbydept", {
      dept_id: departments.robots,
    });
    expect(parents.body.result).toEqual({
      parent_id_list: [departments.robots, departments.platform, departments.research, 1],
    });
    const ofUser = await callOapi(simulator, "/topapi/v2/department/listparentbyuser", { userid: "ouyang08" });
    expect(ofUser.body.result).toMatchObject({
      parent_list: [{}, {}, { parent_dept_id_list: [departments.people, 1] }],
    });
  });

  it("are found by name and described", async () => {
    const simulator = await startSimulator();
    const search = { queryWord: "部", offset: 1, size: 1 };
    const found = await callApi(simulator, "POST /v1.0/contact/departments/search", search);
    expect(found.body).toEqual({ hasMore: true, totalCount: 3, list: [departments.people] });
    const { body } = await callOapi(simulator, "/topapi/v2/department/get", { dept_id: departments.platform });
    expect(body.result).toMatchObject({
      name: "平台组",
      parent_id: departments.research,
      dept_manager_userid_list: ["lisi02"],
      member_count: 2,
    });
    const root = await callOapi(simulator, "/topapi/v2/department/get", { dept_id: 1 });
    expect(root.body.result).not.toHaveProperty("parent_id");
  });

  it("list their own members page by page, in their order", async () => {
    const simulator = await startSimulator();
    const page = async (path: string, cursor: number) => {
      const { body } = await callOapi(simulator, path, { dept_id: departments.platform, cursor, size: 1 });
      return body.result;
    };
    expect(await page("/topapi/user/listsimple", 0)).toEqual({
      list: [{ userid: "lisi02", name: "李四" }],
      has_more: true,
      next_cursor: 1,
    });
    expect(await page("/topapi/v2/user/list", 1)).toMatchObject({
      list: [{ userid: "ouyang08", leader: false, dept_order: 1 }],
      has_more: false,
    });
    const all = await callOapi(simulator, "/topapi/user/listid", { dept_id: departments.platform });
    expect(all.body.result).toEqual({ userid_list: ["lisi02", "ouyang08"] });
  });

  it("can be added, with people in them", async () => {
    const simulator = await startSimulator();
    const { organization } = simulator;
    organization.addDepartment({ deptId: 500, parentId: departments.sales, name: "新部门" });
    organization.addEmployee({
      userId: "new14",
      unionId: "new14UnionId",
      name: "新人",
      departments: [{ deptId: 500 }],
    });
    const all = await callOapi(simulator, "/topapi/user/listid", { dept_id: 500 });
    expect(all.body.result).toEqual({ userid_list: ["new14"] });
    expect(() => organization.addDepartment({ deptId: 501, parentId: 999, name: "x" })).toThrow("no department 999");
  });

  it("take forms as well as JSON on the older host", async () => {
    const simulator = await startSimulator();
    const token = simulator.tokens.issue(defaultApp);
    const body = new URLSearchParams({ dept_id: "100", cursor: "0", size: "10" });
    const answer = await fetch(`${simulator.oapiUrl}/topapi/user/listsimple?access_token=${token}`, {
      method: "POST",
      body,
    });
    expect(await answer.json()).toMatchObject({ errcode: 0, result: { list: [{ userid: "lisi02" }] } });
  });
});

describe("those who manage, stay away or left", () => {
  it("lists administrators with numbers for their level", async () => {
    const simulator = await startSimulator();
    const { body } = await callOapi(simulator, "/topapi/user/listadmin");
    expect(body.result).toEqual([
      { userid: "zhangsan01", sys_level: 1 },
      { userid: "wangfang03", sys_level: 2 },
    ]);
  });

  it("lists who did not log in", async () => {
    const simulator = await startSimulator();
    const query_date = new Date(simulator.clock.now() - day + 8 * 3_600_000)
      .toISOString()
      .slice(0, 10)
      .replaceAll("-", "");
    const query = { is_active: false, query_date, offset: 0, size: 100 };
    const path = "/topapi/inactive/user/v2/get";
    const away = { list: ["zhaoliu05"], has_more: false };
    expect((await callOapi(simulator, path, query)).body.result).toEqual(away);
    const inRobots = { ...query, dept_ids: String(departments.robots) };
    expect((await callOapi(simulator, path, inRobots)).body.result).toEqual(away);
    const inSales = { ...query, dept_ids: `${departments.sales},${departments.people}` };
    expect((await callOapi(simulator, path, inSales)).body.result).toMatchObject({ list: [] });
  });

  it("lists who left within a time, page by page", async () => {
    const simulator = await startSimulator();
    const time = (daysAgo: number) => new Date(simulator.clock.now() - daysAgo * day).toISOString();
    const records = (query: Record<string, string>) =>
      callApi(simulator, `GET /v1.0/contact/empLeaveRecords?${new URLSearchParams(query).toString()}`);
    const first = await records({ startTime: time(364), maxResults: "2", nextToken: "0" });
    expect(first.body).toMatchObject({ records: [{ userId: "left11", leaveReason: "leave" }, {}], nextToken: "2" });
    const rest = await records({ startTime: time(364), maxResults: "2", nextToken: String(first.body.nextToken) });
    expect(rest.body).toMatchObject({ records: [{ userId: "left13", stateCode: "1" }] });
    expect(rest.body).not.toHaveProperty("nextToken");
    const recent = await records({ startTime: time(50), endTime: time(20), maxResults: "50" });
    expect(recent.body).toMatchObject({ records: [{ userId: "left11" }] });
    const refused = { status: 400, body: { code: "invalidParameter.param.invalid" } };
    expect(await records({ startTime: time(366), maxResults: "50" })).toMatchObject(refused);
    expect(await records({ startTime: "2026-01-01", maxResults: "50" })).toMatchObject(refused);
    expect(await records({ startTime: time(9), maxResults: "51" })).toMatchObject(refused);
  });

  it("tells about dismissals while smart HR is in use", async () => {
    const simulator = await startSimulator();
    const list = "GET /v1.0/hrm/employees/dismissions?maxResults=2";
    expect((await callApi(simulator, list)).body).toEqual({
      userIdList: ["left11", "left12"],
      hasMore: true,
      nextToken: 2,
    });
    simulator.organization.dismiss({ userId: "zhangwei07", leftAt: simulator.clock.now(), leaveReason: "leave" });
    const rest = await callApi(simulator, `${list}&nextToken=2`);
    expect(rest.body).toEqual({ userIdList: ["left13", "zhangwei07"], hasMore: false });
    const ids = encodeURIComponent(JSON.stringify(["left11", "nobody"]));
    const infos = await callApi(simulator, `GET /v1.0/hrm/employees/dimissionInfos?userIdList=${ids}`);
    const path = "模拟科技有限公司-研发部-前端组";
    const info = {
      userId: "left11",
      mainDeptName: "前端组",
      deptList: [{ dept_path: path }],
      handoverUserId: "ouyang08",
    };
    expect(infos.body).toMatchObject({ result: [info] });
    simulator.organization.editions.smartHr = false;
    expect(await callApi(simulator, list)).toMatchObject({ status: 400, body: { code: "corpNotOpenHrm" } });
  });

  it("is for internal apps where the documentation says so", async () => {
    const simulator = await startSimulator();
    simulator.world.addApp(storeApp);
    const token = simulator.tokens.issueAnother(storeApp);
    const admins = await callOapi(simulator, "/topapi/user/listadmin", {}, token);
    expect(admins.body).toMatchObject({ errcode: 0 });
    const byMobile = await callOapi(simulator, "/topapi/v2/user/getbymobile", { mobile: "13800000003" }, token);
    expect(byMobile.body).toMatchObject({ errcode: 88, sub_code: "60011" });
    const left = await callApi(
      simulator,
      "GET /v1.0/contact/empLeaveRecords?maxResults=1&startTime=x",
      undefined,
      token,
    );
    expect(left).toMatchObject({ status: 403, body: { code: "Forbidden.AccessDenied.AccessTokenPermissionDenied" } });
  });
});
