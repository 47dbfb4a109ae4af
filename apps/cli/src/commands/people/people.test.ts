import { describe, expect, it } from "vitest";
import { dt } from "../../../test/dt.ts";
import { type Received, startLocalDingTalk } from "../../../test/local-dingtalk.ts";

const names: Readonly<Record<string, string>> = { u1: "张三", u2: "张四" };

function readPerson({ body }: Received) {
  const userid = String(body.userid);
  return userid === "hidden"
    ? { body: { errcode: 50002, errmsg: "outside the scope" } }
    : { body: { errcode: 0, result: { userid, name: names[userid], dept_id_list: [1, 7] } } };
}

describe("dt user search", () => {
  it("shows who was found, not only ids", async () => {
    const { environment } = await startLocalDingTalk({
      "/v1.0/contact/users/search": () => ({ body: { list: ["u1", "u2"], hasMore: false, totalCount: 2 } }),
      "/topapi/v2/user/get": readPerson,
    });
    const { json } = await dt(["user", "search", "张"], { environment });
    expect(json.data).toMatchObject([
      { userid: "u1", name: "张三" },
      { userid: "u2", name: "张四" },
    ]);
    expect(json.total).toBe(2);
    const { out } = await dt(["user", "search", "张"], { environment, terminal: {} });
    expect(out).toMatch(/^u1 +张三 +1, 7$/m);
    expect((await dt(["user", "search", "张", "--ids"], { environment })).json.data).toEqual(["u1", "u2"]);
  });

  it("keeps the ids of people that the app may not see", async () => {
    const { environment } = await startLocalDingTalk({
      "/v1.0/contact/users/search": () => ({ body: { list: ["u1", "hidden"], hasMore: false, totalCount: 2 } }),
      "/topapi/v2/user/get": readPerson,
      "/topapi/user/getbyunionid": () => ({ body: { errcode: 60121, errmsg: "no" } }),
    });
    const { json, code, err } = await dt(["user", "search", "张"], { environment });
    expect(code).toBe(0);
    expect(json.data).toMatchObject([{ name: "张三" }, { userid: "hidden" }]);
    expect(err).toContain("1 of 2 could not be read; only their ids are shown. The first: getUser failed");
    expect(err).toContain("outside the scope");
  });
});

describe("dt dept tree", () => {
  const below: Readonly<Record<string, readonly object[]>> = {
    1: [
      { dept_id: 2, name: "研发部" },
      { dept_id: 3, name: "销售部" },
    ],
    2: [{ dept_id: 4, name: "前端\u001b[31m组" }],
  };

  async function startTree() {
    return startLocalDingTalk({
      "/topapi/v2/department/get": ({ body }) => ({
        body: { errcode: 0, result: { dept_id: body.dept_id, name: "公司" } },
      }),
      "/topapi/v2/department/listsub": ({ body }) => ({
        body: { errcode: 0, result: below[String(body.dept_id)] ?? [] },
      }),
    });
  }

  it("draws the organisation", async () => {
    const { environment } = await startTree();
    const { out } = await dt(["dept", "tree"], { environment, terminal: {} });
    expect(out).toBe("公司 (1)\n├─ 研发部 (2)\n│  └─ 前端\uFFFD[31m组 (4)\n└─ 销售部 (3)\n");
  });

  it("is nested in JSON, and ends at the depth that is asked for", async () => {
    const { environment, received } = await startTree();
    const { json } = await dt(["dept", "tree", "--depth", "1"], { environment });
    expect(json.data).toEqual({
      deptId: 1,
      name: "公司",
      children: [
        { deptId: 2, name: "研发部" },
        { deptId: 3, name: "销售部" },
      ],
    });
    expect(received).toHaveLength(2);
  });
});

describe("dt user left", () => {
  it("takes local days and asks for the last thirty when none are given", async () => {
    const server = await startLocalDingTalk({
      "/v1.0/contact/empLeaveRecords": () => ({ body: { records: [], nextToken: "" } }),
    });
    await dt(["user", "left", "--start", "2026-01-01", "--end", "2026-02-01T00:00:00Z"], {
      environment: server.environment,
    });
    const start = new Date(2026, 0, 1).toISOString().replace(".000", "");
    expect(server.received[0]?.query).toMatchObject({ startTime: start, endTime: "2026-02-01T00:00:00Z" });
    await dt(["user", "left"], { environment: server.environment });
    const since = Date.parse(server.received[1]?.query.startTime ?? "");
    expect(Math.abs(Date.now() - since - 30 * 86_400_000)).toBeLessThan(60_000);
  });
});
