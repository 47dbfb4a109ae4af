import { describe, expect, it } from "vitest";
import { simulate } from "../test/simulator.ts";

describe("from an empty home, against the simulator", () => {
  it("dt user search 张 finds who is called so", async () => {
    const { run } = await simulate();
    const { code, json } = await run(["user", "search", "张", "--json"]);
    expect(code).toBe(0);
    const people = json.data as { userid: string; name: string }[];
    expect(people.length).toBeGreaterThan(0);
    for (const { name } of people) expect(name).toContain("张");
    const [first] = people;
    const unionid = ((await run(["user", "unionid", first?.userid ?? ""])).json.data as { unionid: string }).unionid;
    expect((await run(["user", "by-unionid", unionid])).json.data).toMatchObject({ userid: first?.userid });
    expect((await run(["user", "get", unionid])).json.error).toMatchObject({
      code: "NOT_FOUND",
      message: /is a unionId/,
    });
  });

  it("dt dept tree draws the organisation, and its departments are found by name", async () => {
    const { run } = await simulate();
    const { out, code } = await run(["dept", "tree"], { terminal: {} });
    expect(code).toBe(0);
    expect(out).toMatch(/^.+ \(1\)\n├─ /);
    const { data } = (await run(["dept", "tree"])).json as { data: { children: { deptId: number; name: string }[] } };
    const [department] = data.children;
    const found = await run(["dept", "search", department?.name ?? ""]);
    expect(found.json.data).toMatchObject([{ dept_id: department?.deptId }]);
    expect((await run(["dept", "parents", String(department?.deptId)])).json.data).toEqual([department?.deptId, 1]);
  });

  it("members of departments are listed page by page and all at once", async () => {
    const { run } = await simulate();
    const all = await run(["dept", "users", "1", "--all"]);
    expect(all.code).toBe(0);
    const one = await run(["dept", "users", "1", "--limit", "1"]);
    expect(one.json.data).toEqual((all.json.data as unknown[]).slice(0, 1));
  });
});
