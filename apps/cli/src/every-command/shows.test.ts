import { randomUUID } from "node:crypto";
import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { defaultApp, defaultGroup, defaultProcessCodes } from "@dt/simulator";
import { describe, expect, it } from "vitest";
import type { Outcome } from "../../test/dt.ts";
import { simulateProcesses } from "../../test/simulated-processes.ts";

/** The result of a command that succeeded. */
function dataOf({ code, out, json }: Outcome): unknown {
  expect([code, out]).toEqual([0, out]);
  return json.data;
}

/** Values for the form with each component, as a person would give them in a file. */
const everyComponent = {
  单行: "文字",
  多行: "一\n二",
  数字: 3,
  金额: 12.5,
  电话: "+86 138-0000-0001",
  评分: 5,
  单选: "甲",
  多选: ["红", "蓝"],
  日期: "2026-03-01",
  "开始,结束": ["2026-03-01 09:00", "2026-03-02 18:00"],
  图片: ["https://example.com/a.png"],
  明细: [{ 用途: "打车", 数量: 2, 照片: ["https://example.com/b.png"] }, { 用途: "午餐" }],
  附件: [{ spaceId: "1", fileName: "a.txt", fileSize: "1", fileType: "txt", fileId: "f1" }],
  联系人: ["lisi02", "01234567890123456789"],
  部门: [100, 110],
  地点: ["浙江省", "杭州市", "余杭区"],
};

interface Approval {
  readonly status: string;
  readonly result: string;
  readonly tasks: readonly { readonly userId: string; readonly status: string; readonly result: string }[];
  readonly formComponentValues: readonly { readonly name: string; readonly value: string }[];
  readonly operationRecords: readonly { readonly type: string; readonly remark?: string }[];
}

describe("the real command against the simulator, from an empty home", () => {
  it("a failure that another command leads out of says which", async () => {
    const { run } = await simulateProcesses();
    const hintOf = async (...words: readonly string[]) => (await run(words)).json.error.hint;
    expect(await hintOf("user", "get", "nobody")).toContain("dt user search <name>");
    expect(await hintOf("dept", "get", "987654")).toContain("dt dept tree");
    expect(await hintOf("approval", "schema", "--form-name", "请假")).toContain("dt approval templates");
    expect(await hintOf("robot", "send-group", "nowhere", "--text", "hi")).toContain("dt robot groups");
  });

  it("dt user search 张 --json finds people, and either kind of id leads to the other", async () => {
    const { run, home } = await simulateProcesses();
    const people = dataOf(await run(["user", "search", "张", "--json"])) as { userid: string; name: string }[];
    expect(people.map(({ userid }) => userid).toSorted()).toEqual(["01234567890123456789", "zhangsan01", "zhangwei07"]);
    const { unionid } = dataOf(await run(["user", "unionid", "zhangsan01"])) as { unionid: string };
    expect(dataOf(await run(["user", "by-unionid", unionid]))).toMatchObject({ userid: "zhangsan01" });
    const mistaken = await run(["user", "get", unionid]);
    expect([mistaken.code, mistaken.json.error]).toMatchObject([6, { code: "NOT_FOUND", message: /is a unionId/ }]);
    expect(mistaken.json.error.hint).toMatch(/^Use zhangsan01/);
    const reverse = await run(["user", "by-unionid", "zhangsan01"]);
    expect(reverse.json.error).toMatchObject({
      code: "NOT_FOUND",
      message: new RegExp(`is a userId.* is ${unionid}\\.$`),
    });
    const config = join(home, ".dingtalk-skills/config");
    expect(readFileSync(config, "utf8")).toMatch(/^DINGTALK_ACCESS_TOKEN=\S+\nDINGTALK_TOKEN_EXPIRY=\d{10}\n/);
    expect(statSync(config).mode & 0o777).toBe(0o600);
  });

  it("dt dept tree reads the organisation, and its departments are found by name", async () => {
    const { run } = await simulateProcesses();
    interface Tree {
      readonly deptId: number;
      readonly name: string;
      readonly children: readonly Tree[];
    }
    const tree = dataOf(await run(["dept", "tree"])) as Tree;
    const names = (department: Tree): string[] => [department.name, ...department.children.flatMap(names)];
    expect(names(tree)).toEqual(expect.arrayContaining(["研发部", "平台组", "机器人小组", "上海"]));
    expect(dataOf(await run(["dept", "search", "机器人小组"]))).toMatchObject([{ dept_id: 4_398_046_511_105 }]);
    expect(dataOf(await run(["dept", "parents", "4398046511105"]))).toEqual([4_398_046_511_105, 110, 100, 1]);
    const members = dataOf(await run(["dept", "users", "110", "--all"])) as unknown[];
    expect(dataOf(await run(["dept", "users", "110", "--limit", "1"]))).toEqual(members.slice(0, 1));
  });

  it("dt robot send-user and send-group reach people and groups, who read it and can be asked about it", async () => {
    const { run, simulator } = await simulateProcesses();
    const sent = dataOf(await run(["robot", "send-user", "zhangsan01", "lisi02", "--markdown", "**开会**"])) as {
      processQueryKeys: [string];
    };
    expect(sent).toMatchObject({ sent: 2, invalidUserIds: [] });
    expect(dataOf(await run(["robot", "read-status", ...sent.processQueryKeys]))).toMatchObject({
      sendStatus: "SUCCESS",
    });
    expect(dataOf(await run(["robot", "recall-user", ...sent.processQueryKeys, "--yes"]))).toBeDefined();
    dataOf(await run(["robot", "send-group", defaultGroup.conversationId, "--text", "部署完成"]));
    expect(simulator.record.deliveries().map(({ text }) => text)).toContain("部署完成");
    const partly = await run(["robot", "send-user", "lisi02", "nobody", "--text", "x"]);
    expect([partly.code, partly.json]).toMatchObject([6, { data: { sent: 1, invalidUserIds: ["nobody"] } }]);
  });

  it("K8: dt approval create → get → comment → transfer → execute → terminate, with every component of a form", async () => {
    const { run, simulator } = await simulateProcesses({ DINGTALK_MY_USER_ID: "lisi02" });
    const fields = (
      dataOf(await run(["approval", "schema", defaultProcessCodes.everyComponent])) as {
        schemaContent: { items: { componentName: string; props: { label: string } }[] };
      }
    ).schemaContent.items;
    const related = dataOf(await run(["approval", "list", "--form-name", "请假申请", "--status", "RUNNING"])) as [
      string,
    ];
    const form = { ...everyComponent, 关联审批单: [related[0]] };
    // Every component that can have a value has one here; a note has none.
    const labels = fields.filter(({ componentName }) => componentName !== "TextNote").map(({ props }) => props.label);
    expect(labels.map((label) => (label.startsWith("[") ? (JSON.parse(label) as string[]).join(",") : label))).toEqual(
      expect.arrayContaining(Object.keys(form)),
    );
    expect(Object.keys(form)).toHaveLength(labels.length);

    const words = ["approval", "create", "--form-name", "全部组件", "--form", "-", "--dept", "100"];
    const created = await run(words, { input: JSON.stringify(form) });
    const { instanceId } = dataOf(created) as { instanceId: string };
    const get = async () => dataOf(await run(["approval", "get", instanceId])) as Approval;
    const before = await get();
    expect(before.status).toBe("RUNNING");
    const values = Object.fromEntries(before.formComponentValues.map(({ name, value }) => [name, value]));
    expect(values).toMatchObject({
      数字: "3",
      多选: '["红","蓝"]',
      部门: "研发部,平台组",
      地点: "浙江省,杭州市,余杭区",
    });
    expect(JSON.parse(values.明细 ?? "")).toHaveLength(2);

    dataOf(await run(["approval", "comment", instanceId, "请尽快"]));
    dataOf(await run(["approval", "transfer", instanceId, "--as", "wangfang03", "--to", "ouyang08"]));
    expect(dataOf(await run(["approval", "todo-count", "ouyang08"]))).toBe(1);
    dataOf(await run(["approval", "execute", instanceId, "--agree", "--as", "ouyang08", "--remark", "同意"]));
    const after = await get();
    expect(after.tasks).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ userId: "wangfang03", result: "REDIRECTED" }),
        expect.objectContaining({ userId: "ouyang08", status: "COMPLETED", result: "AGREE" }),
        expect.objectContaining({ userId: "zhangsan01", status: "RUNNING" }),
      ]),
    );
    expect(after.operationRecords).toEqual(
      expect.arrayContaining([expect.objectContaining({ type: "ADD_REMARK", remark: "请尽快" })]),
    );
    const early = await run(["approval", "terminate", instanceId, "--yes"]);
    expect([early.code, early.json.error]).toMatchObject([2, { hint: /15 seconds/ }]);
    simulator.clock.advance(15_000);
    dataOf(await run(["approval", "terminate", instanceId, "--yes"]));
    expect(await get()).toMatchObject({ status: "TERMINATED" });
  });

  it("K8: values that are given one by one may be lists with commas, and what does not fit is named with the rest", async () => {
    const { run } = await simulateProcesses({ DINGTALK_MY_USER_ID: "lisi02" });
    const create = (...fields: string[]) =>
      run(["approval", "create", "--form-name", "全部组件", "--dept", "100", "--field", ...fields]);
    const lists = ["多选=红,蓝", "联系人=lisi02,wangfang03", "开始,结束=2026-03-01 09:00,2026-03-02 18:00"];
    dataOf(await create("单行=x", ...lists, "部门=100,110", "图片=https://example.com/a.png"));
    const wrong = await create("单航=x", "单选=丙", "多选=红,黄");
    expect([wrong.code, wrong.json.error.problems]).toEqual([
      2,
      [
        { name: "单航", expected: "the field 单行", found: "no field of the form" },
        { name: "单选", expected: "one of 甲, 乙, 其他", found: "丙" },
        { name: "多选", expected: "one of 红, 绿, 蓝", found: '["红","黄"]' },
        { name: "单行", expected: "a value (TextField)", found: "nothing" },
      ],
    ]);
  });

  it("dt todo create --executor → list → done → delete; people by userId, the creator's unionId found and stored", async () => {
    const { run, home } = await simulateProcesses({ DINGTALK_MY_USER_ID: "lisi02" });
    const sourceId = randomUUID();
    const words = ["todo", "create", "写周报", "--executor", "zhangsan01", "--due", "tomorrow 18:00"];
    const page = ["--url", "https://example.com/report", "--source-id", sourceId];
    const created = await run([...words, ...page]);
    expect(created.err).toBe("");
    const { id, executorIds } = dataOf(created) as { id: string; executorIds: string[] };
    expect(executorIds).toEqual(["zhangsan01UnionIdiE"]);
    const listed = async (...flags: string[]) => {
      return (dataOf(await run(["todo", "list", ...flags])) as { taskId: string }[]).map(({ taskId }) => taskId);
    };
    expect([await listed(), await listed("--user", "zhangsan01")]).toEqual([[id], [id]]);
    const again = await run([...words, ...page]);
    expect([again.code, again.json.error]).toMatchObject([2, { reason: "already_exists" }]);
    expect(dataOf(await run(["todo", "by-source", sourceId]))).toMatchObject({ id });
    dataOf(await run(["todo", "done", id]));
    expect([await listed(), await listed("--done")]).toEqual([[], [id]]);
    expect((await run(["todo", "delete", id])).json.error.hint).toMatch(/--yes/);
    dataOf(await run(["todo", "delete", id, "--yes"]));
    expect((await run(["todo", "get", id])).json.error.code).toBe("NOT_FOUND");
    expect(existsSync(join(home, ".dingtalk-skills/config"))).toBe(true);
  });

  it("a to-do without a page is not in the list: dt says so when it makes one, and finds it by search", async () => {
    const { run } = await simulateProcesses({ DINGTALK_MY_USER_ID: "lisi02" });
    const created = await run(["todo", "create", "写周报", "--executor", "zhangsan01"]);
    const { id } = dataOf(created) as { id: string };
    expect(created.err).toMatch(/^Without --url .*dt todo search does\.\n$/);
    expect(dataOf(await run(["todo", "list"]))).toEqual([]);
    expect(dataOf(await run(["todo", "search"]))).toMatchObject([{ taskId: id }]);
  });

  it("K3: ten processes with an expired token cause one token call and leave the file whole", async () => {
    const { run, simulator, home } = await simulateProcesses();
    await run(["user", "get", "zhangsan01"]);
    const config = join(home, ".dingtalk-skills/config");
    const { openConfigFile } = await import("../credentials/config-file.ts");
    await openConfigFile(config).change({ DINGTALK_TOKEN_EXPIRY: "1000", KEPT_LINE: "yes" });
    const tokenCalls = () => simulator.record.requests().filter(({ operation }) => operation === "getAppAccessToken");
    const before = tokenCalls().length;
    const outcomes = await Promise.all(Array.from({ length: 10 }, () => run(["user", "get", "lisi02"])));
    expect(outcomes.map(({ code, err }) => [code, err])).toEqual(Array.from({ length: 10 }, () => [0, ""]));
    for (const { json } of outcomes) expect(json.data).toMatchObject({ userid: "lisi02" });
    expect(tokenCalls().length - before).toBe(1);
    expect(readFileSync(config, "utf8").trimEnd().split("\n").toSorted()).toEqual([
      expect.stringMatching(/^DINGTALK_ACCESS_TOKEN=\S+$/),
      expect.stringMatching(/^DINGTALK_TOKEN_EXPIRY=\d{10}$/),
      expect.stringMatching(new RegExp(`^DINGTALK_TOKEN_OWNER=127\\.0\\.0\\.1:\\d+:internal:${defaultApp.appKey}$`)),
      "KEPT_LINE=yes",
    ]);
  });
});
