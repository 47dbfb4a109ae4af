import { describe, expect, it } from "vitest";
import { dt } from "../../../test/dt.ts";
import { type Received, startLocalDingTalk } from "../../../test/local-dingtalk.ts";
import { temporaryFolder } from "../../../test/temporary-folder.ts";

/** A form as DingTalk describes it. */
const form = {
  name: "请假",
  schemaContent: {
    title: "请假",
    items: [
      { componentName: "TextNote", props: { id: "n", label: "说明" } },
      {
        componentName: "DDSelectField",
        props: { id: "a", label: "请假类型", required: true, options: ['{"value":"年假","key":"o1"}', "事假"] },
      },
      { componentName: "DDDateRangeField", props: { id: "b", label: '["开始时间","结束时间"]', required: true } },
      { componentName: "TextareaField", props: { id: "c", label: "请假事由" } },
      {
        componentName: "TableField",
        props: { id: "d", label: "明细" },
        children: [
          { componentName: "TextField", props: { id: "d1", label: "项目" } },
          { componentName: "InnerContactField", props: { id: "d2", label: "同行" } },
        ],
      },
    ],
  },
};

const instance = {
  title: "张三提交的请假",
  status: "RUNNING",
  tasks: [
    { taskId: 11, userId: "lisi", status: "COMPLETED", result: "AGREE" },
    { taskId: 12, userId: "me", status: "RUNNING", result: "NONE" },
  ],
  formComponentValues: [{ name: "请假类型", value: "年假" }],
};

function done() {
  return { body: { result: true, success: true } };
}

async function startApprovals() {
  const server = await startLocalDingTalk({
    "/v1.0/workflow/processCentres/schemaNames/processCodes": ({ query }) => {
      return query.name === "请假" ? { body: { result: { processCode: "PROC-1" } } } : { body: { result: {} } };
    },
    "/v1.0/workflow/forms/schemas/processCodes": () => ({ body: { result: form } }),
    "POST /v1.0/workflow/processInstances": () => ({ body: { instanceId: "inst1" } }),
    "GET /v1.0/workflow/processInstances": () => ({ body: { result: instance, success: "true" } }),
    "/v1.0/workflow/processInstances/comments": done,
    "/v1.0/workflow/processInstances/execute": done,
    "/v1.0/workflow/processInstances/terminate": done,
    "/v1.0/workflow/tasks/redirect": done,
  });
  const environment = { ...server.environment, DINGTALK_MY_USER_ID: "me" };
  const home = temporaryFolder();
  const run = (words: readonly string[], options: Parameters<typeof dt>[1] = {}) =>
    dt(["approval", ...words], { environment, home, ...options });
  const last = (): Received["body"] | undefined => server.received.at(-1)?.body;
  return { server, run, last };
}

const range = '开始时间,结束时间=["2026-03-01","2026-03-02"]';

describe("dt approval", () => {
  it("K8: goes from creation over comment, transfer and decision to withdrawal", async () => {
    const { run, last } = await startApprovals();
    const created = await run(["create", "--form-name", "请假", "--field", "请假类型=年假", range, "--dept", "-1"]);
    expect(created.json.data).toEqual({ instanceId: "inst1" });
    expect(last()).toEqual({
      processCode: "PROC-1",
      originatorUserId: "me",
      deptId: -1,
      formComponentValues: [
        { name: "请假类型", value: "年假" },
        { name: '["开始时间","结束时间"]', value: '["2026-03-01","2026-03-02"]' },
      ],
    });
    expect((await run(["get", "inst1"])).json.data).toEqual(instance);
    expect((await run(["comment", "inst1", "请尽快"])).code).toBe(0);
    expect(last()).toEqual({ processInstanceId: "inst1", text: "请尽快", commentUserId: "me" });
    expect((await run(["transfer", "inst1", "--to", "wang"])).code).toBe(0);
    expect(last()).toEqual({ operateUserId: "me", taskId: 12, toUserId: "wang" });
    expect((await run(["execute", "inst1", "--agree", "--remark", "同意"])).code).toBe(0);
    expect(last()).toEqual({
      actionerUserId: "me",
      taskId: 12,
      result: "agree",
      processInstanceId: "inst1",
      remark: "同意",
    });
    expect((await run(["terminate", "inst1", "--yes"])).code).toBe(0);
    expect(last()).toEqual({ processInstanceId: "inst1", isSystem: false, operatingUserId: "me" });
  });

  it("K8: names every value that does not fit the form, before anything is created", async () => {
    const { server, run } = await startApprovals();
    const { code, json } = await run([
      "create",
      "--form-name",
      "请假",
      "--field",
      "请假类形=年假",
      "请假类型=病假",
      "--dept",
      "1",
    ]);
    expect(code).toBe(2);
    expect(json.error.problems).toEqual([
      { name: "请假类形", expected: "the field 请假类型", found: "no field of the form" },
      { name: "请假类型", expected: "one of 年假, 事假", found: "病假" },
      { name: "开始时间,结束时间", expected: "a value (DDDateRangeField)", found: "nothing" },
    ]);
    expect(
      server.received.some(({ method, path }) => method === "POST" && path === "/v1.0/workflow/processInstances"),
    ).toBe(false);
  });

  it("writes tables and lists the way DingTalk wants them", async () => {
    const { run, last } = await startApprovals();
    const values = {
      请假类型: "事假",
      "开始时间,结束时间": ["2026-03-01", "2026-03-02"],
      明细: [{ 项目: "打车", 同行: ["lisi"] }],
    };
    await run(["create", "--process-code", "PROC-1", "--form", JSON.stringify(values), "--approver", "lisi", "wang"]);
    expect(last()).toMatchObject({
      approvers: [
        { actionType: "NONE", userIds: ["lisi"] },
        { actionType: "NONE", userIds: ["wang"] },
      ],
      formComponentValues: [
        { name: "请假类型" },
        { value: '["2026-03-01","2026-03-02"]' },
        { name: "明细", value: '[[{"name":"项目","value":"打车"},{"name":"同行","value":"[\\"lisi\\"]"}]]' },
      ],
    });
  });

  it("says whose tasks are open when it is nobody's turn that acts", async () => {
    const { run } = await startApprovals();
    const { code, json } = await run(["execute", "inst1", "--agree", "--as", "lisi"]);
    expect(code).toBe(6);
    expect(json.error.hint).toBe("Open tasks: 12 of me.");
    expect((await run(["execute", "inst1"])).json.error.message).toBe("Say exactly one of --agree and --refuse.");
  });

  it("names a form that does not exist", async () => {
    const { run } = await startApprovals();
    expect((await run(["schema", "--form-name", "请驾"])).json.error.message).toBe("There is no form 请驾.");
  });

  it("shows facts, values and tasks to people", async () => {
    const { run } = await startApprovals();
    const { out } = await run(["get", "inst1"], { terminal: {} });
    expect(out).toContain("张三提交的请假");
    expect(out).toMatch(/请假类型 +年假/);
    expect(out).toMatch(/^12 +me +RUNNING/m);
    expect((await run(["schema", "PROC-1"], { terminal: {} })).out).toMatch(
      /^请假类型 +DDSelectField +yes +年假, 事假$/m,
    );
  });
});
