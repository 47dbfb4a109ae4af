import { defaultDepartmentIds, defaultGroup, type Simulator } from "@dt/simulator";
import { describe, expect, it } from "vitest";
import { readCsv } from "../shared/csv.ts";
import { runExample, startSimulator } from "./run-example.ts";

const { conversationId: group } = defaultGroup;

function groupTexts(simulator: Simulator): string[] {
  return simulator.record.deliveries({ conversationId: group }).map(({ text }) => text);
}

/** A simulator in which only 欧阳娜娜 has something to do: three things. */
async function startWithTodos(): Promise<Simulator> {
  const simulator = await startSimulator();
  for (const { id } of simulator.todos.all()) simulator.todos.remove(id);
  await runExample(simulator, "onboard", "ouyang08");
  simulator.record.clear();
  return simulator;
}

describe("open-approvals", () => {
  it("reports to the group what waits, by person", async () => {
    const simulator = await startSimulator();
    expect((await runExample(simulator, "open-approvals", "--group", group)).exitCode).toBe(0);
    const [text] = groupTexts(simulator);
    expect(text).toContain("**张三 (zhangsan01)**\n\n- 李四提交的请假申请\n- 欧阳娜娜提交的费用报销");
  });

  it("reads all pages of a list", async () => {
    const simulator = await startSimulator();
    const [open] = simulator.approvals.instances().filter(({ status }) => status === "RUNNING");
    if (open === undefined) throw new Error("the default world has open approvals");
    for (let number = 1; number <= 45; number += 1) simulator.approvals.start({ ...open, title: `申请${number}。` });
    expect((await runExample(simulator, "open-approvals", "--group", group)).exitCode).toBe(0);
    for (const number of [1, 20, 21, 45]) expect(groupTexts(simulator).join("\n")).toContain(`- 申请${number}。`);
  });

  it("cuts a report that is longer than a message may be", async () => {
    const simulator = await startSimulator();
    const [open] = simulator.approvals.instances().filter(({ status }) => status === "RUNNING");
    if (open === undefined) throw new Error("the default world has open approvals");
    for (const number of [1, 2, 3]) {
      simulator.approvals.start({ ...open, title: `${"长".repeat(2_500)}${number}` });
    }
    expect((await runExample(simulator, "open-approvals", "--group", group)).exitCode).toBe(0);
    expect(groupTexts(simulator).length).toBeGreaterThan(1);
    for (const number of [1, 2, 3]) expect(groupTexts(simulator).join("")).toContain(`长${number}`);
  });

  it("sends nothing in a dry run", async () => {
    const simulator = await startSimulator();
    const { exitCode, output } = await runExample(simulator, "open-approvals", "--dry-run");
    expect(exitCode).toBe(0);
    expect(output).toContain("张三 (zhangsan01)");
    expect(simulator.record.deliveries()).toEqual([]);
  });

  it.each([
    [[], "--group is missing"],
    [["--group", group, "--days", "soon"], "--days must be a number of at least 1, not soon"],
  ])("says what is wrong with %j", async (words, problem) => {
    const simulator = await startSimulator();
    const { exitCode, errors } = await runExample(simulator, "open-approvals", ...words);
    expect([exitCode, errors]).toEqual([2, `${problem}; --help shows the arguments.\n`]);
  });
});

describe("organisation-chart", () => {
  it("draws departments and people as a list", async () => {
    const { output } = await runExample(await startSimulator(), "organisation-chart");
    expect(output).toContain("  - **研发部** (1)\n    - 李四, 架构师\n    - **平台组** (2)\n");
    expect(output).toContain("      - **机器人小组** (2)\n        - 赵六\n        - 张伟\n");
  });

  it("draws a diagram in which no name breaks out of its box", async () => {
    const { output } = await runExample(await startSimulator(), "organisation-chart", "--format", "mermaid");
    expect(output).toMatch(/^graph TD\n/);
    expect(output).toContain(`  d${defaultDepartmentIds.platform} --> d${defaultDepartmentIds.robots}\n`);
    expect(output).toContain("Ann #34;O'Neil#34; #60;Ops#62; 😀");
  });

  it("writes a table that reads back as it was", async () => {
    const words = ["--format", "csv", "--department", String(defaultDepartmentIds.sales)];
    const { output } = await runExample(await startSimulator(), "organisation-chart", ...words);
    expect(readCsv(output)).toMatchObject([
      { userId: "manager 09+a/b", name: `Ann "O'Neil" <Ops> 😀`, title: "VP, Sales & Service" },
      { userId: "exclusive10", mobile: "" },
      { userId: "zhangwei07", department: "销售部 (Sales & Service) / 华东区 / 上海" },
    ]);
  });

  it("writes no name that a spreadsheet would take for a formula", async () => {
    const names = ['=HYPERLINK("https://evil.example","x")', "+1", "-1", "@SUM(A1)", "\t=1"];
    const employees = names.map((name, index) => ({
      userId: `u${index}`,
      unionId: `union${index}`,
      name,
      departments: [{ deptId: 1 }],
    }));
    const simulator = await startSimulator({ organization: { employees } });
    const { output } = await runExample(simulator, "organisation-chart", "--format", "csv");
    const written = readCsv(output).map(({ name }) => name);
    for (const name of names) expect(written).toContain(`'${name}`);
  });

  it("reads more people than one page holds", async () => {
    const employees = Array.from({ length: 230 }, (_, index) => ({
      userId: `u${index}`,
      unionId: `union${index}`,
      name: `员工${index}号`,
      departments: [{ deptId: 1 }],
    }));
    const simulator = await startSimulator({ organization: { employees } });
    const { output } = await runExample(simulator, "organisation-chart", "--format", "csv");
    const listed = new Set(readCsv(output).map(({ userId }) => userId));
    for (const { userId } of employees) expect(listed).toContain(userId);
  });

  it("knows its formats", async () => {
    const { exitCode, errors } = await runExample(await startSimulator(), "organisation-chart", "--format", "pdf");
    expect([exitCode, errors]).toEqual([2, "--format must be markdown, mermaid, csv; --help shows the arguments.\n"]);
  });
});

describe("open-todos", () => {
  it("lists what people have to do, and sends it to them alone", async () => {
    const simulator = await startWithTodos();
    const { exitCode, output } = await runExample(simulator, "open-todos", "--send");
    expect(exitCode).toBe(0);
    expect(output).toContain("### 欧阳娜娜：3 项待办\n\n- 激活邮箱和代码库账号（");
    expect(simulator.record.deliveries()).toMatchObject([{ userId: "ouyang08", text: output.trim() }]);
  });

  it("sends a list that is longer than a message may be in parts", async () => {
    const simulator = await startWithTodos();
    for (const todo of simulator.todos.all()) todo.subject = "长".repeat(2_000);
    expect((await runExample(simulator, "open-todos", "--send")).exitCode).toBe(0);
    expect(simulator.record.deliveries({ userId: "ouyang08" }).length).toBeGreaterThan(1);
  });

  it("says what is overdue, first", async () => {
    const simulator = await startWithTodos();
    const last = simulator.todos.all().find(({ subject }) => subject.startsWith("与主管"));
    if (last) last.dueTime = Date.now() - 86_400_000;
    const { output } = await runExample(simulator, "open-todos");
    expect(output).toMatch(/\n\n- 与主管谈一次试用期目标（\*\*已逾期\*\*，.*）\n- 激活/);
  });

  it("leaves out what is done", async () => {
    const simulator = await startWithTodos();
    for (const todo of simulator.todos.all()) todo.done = true;
    expect(await runExample(simulator, "open-todos")).toMatchObject({ exitCode: 0, output: "" });
  });

  it("sends nothing unless asked to", async () => {
    const simulator = await startWithTodos();
    expect((await runExample(simulator, "open-todos")).output).toContain("3 项待办");
    expect(simulator.record.deliveries()).toEqual([]);
  });
});
