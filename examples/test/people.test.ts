import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { defaultProcessCodes, type Simulator, type Todo } from "@dt/simulator";
import { describe, expect, it, vi } from "vitest";
import { environmentOf, runExample, startExample, startSimulator, temporaryFolder } from "./run-example.ts";

function messagesOf(simulator: Simulator, userId: string): string[] {
  return simulator.record.deliveries({ userId }).map(({ text }) => text);
}

function onboardingTodos(simulator: Simulator): Todo[] {
  return simulator.todos.all().filter(({ sourceId }) => sourceId.startsWith("onboarding-"));
}

async function writeTable(text: string): Promise<string> {
  const file = join(await temporaryFolder(), "table.csv");
  await writeFile(file, text);
  return file;
}

/** What was started with the form that has each component. */
function started(simulator: Simulator) {
  const instances = simulator.approvals.instances();
  return instances.filter(({ processCode }) => processCode === defaultProcessCodes.everyComponent);
}

/** Decides every step, also those that follow from the decision before. */
function decideAll(simulator: Simulator, decision: (userId: string) => "agree" | "refuse"): void {
  for (const instance of started(simulator)) {
    for (const task of instance.tasks) {
      if (task.status === "RUNNING") simulator.approvals.decide(instance, task, decision(instance.originatorUserId));
    }
  }
}

describe("onboard", () => {
  it("makes to-dos, welcomes the newcomer and tells the manager", async () => {
    const simulator = await startSimulator();
    const { exitCode, output } = await runExample(simulator, "onboard", "ouyang08");
    expect([exitCode, output]).toEqual([0, "欧阳娜娜: 3 of 3 to-dos are new\n"]);
    const todos = onboardingTodos(simulator);
    expect(todos.map(({ executors }) => [...executors.keys()])).toEqual(
      ["account", "security", "meet"].map(() => ["ouyang08UnionIdiE"]),
    );
    expect(new Set(todos.map(({ creatorId }) => creatorId))).toEqual(new Set(["lisi02UnionIdiE"]));
    expect(messagesOf(simulator, "ouyang08")).toEqual([expect.stringContaining("研发部 / 前端组")]);
    expect(messagesOf(simulator, "lisi02")).toEqual(["欧阳娜娜 已加入 研发部 / 前端组，请约第一次谈话。"]);
  });

  it("does nothing the second time", async () => {
    const simulator = await startSimulator();
    await runExample(simulator, "onboard", "ouyang08");
    simulator.record.clear();
    const { exitCode, output } = await runExample(simulator, "onboard", "ouyang08");
    expect([exitCode, output]).toEqual([0, "欧阳娜娜: 0 of 3 to-dos are new\n"]);
    expect(onboardingTodos(simulator)).toHaveLength(3);
    expect(simulator.record.deliveries()).toEqual([]);
  });

  it("sends the messages again on request", async () => {
    const simulator = await startSimulator();
    await runExample(simulator, "onboard", "ouyang08");
    simulator.record.clear();
    expect((await runExample(simulator, "onboard", "ouyang08", "--welcome")).exitCode).toBe(0);
    expect(onboardingTodos(simulator)).toHaveLength(3);
    expect(simulator.record.deliveries().map(({ userId }) => userId)).toEqual(["ouyang08", "lisi02"]);
  });

  it("looks each person up once, although three to-dos name two people", async () => {
    const simulator = await startSimulator();
    await runExample(simulator, "onboard", "ouyang08");
    expect(simulator.record.requests({ operation: "getUser" })).toHaveLength(3);
  });

  it("says that there is no such person", async () => {
    const { exitCode, errors } = await runExample(await startSimulator(), "onboard", "nobody");
    expect(exitCode).toBe(1);
    expect(errors).toMatch(/^not_found: /);
  });
});

describe("request-approvals", () => {
  const table = 'userId,单行,多行,单选\nlisi02,"买 ""好"" 咖啡, 两包","第一行\n第二行",甲\nzhangsan01,键盘,,乙\n';
  const words = ["--form", "全部组件", "--every", "1"];

  it("starts one for each line and waits until all are decided", async () => {
    const simulator = await startSimulator();
    const file = await writeTable(table);
    const { ended } = startExample("request-approvals", [file, ...words], environmentOf(simulator));
    await vi.waitFor(() => expect(started(simulator)).toHaveLength(2), { timeout: 15_000 });
    const [first] = started(simulator);
    expect(first?.values.map(({ value }) => value)).toEqual(['买 "好" 咖啡, 两包', "第一行\n第二行", "甲"]);
    decideAll(simulator, (userId) => (userId === "lisi02" ? "agree" : "refuse"));
    const { exitCode, output } = await ended;
    expect(exitCode).toBe(1);
    const [agreed, refused] = started(simulator).map(({ instanceId }) => instanceId);
    expect(output).toContain(`${agreed}: agree\n${refused}: refuse\n`);
  });

  it("ends well when everybody agrees", async () => {
    const simulator = await startSimulator();
    const file = await writeTable("userId,单行\nlisi02,咖啡\n");
    const { ended } = startExample("request-approvals", [file, ...words], environmentOf(simulator));
    await vi.waitFor(() => expect(started(simulator)).toHaveLength(1), { timeout: 15_000 });
    decideAll(simulator, () => "agree");
    expect((await ended).exitCode).toBe(0);
  });

  it("warns of an approval that may have been started", async () => {
    const simulator = await startSimulator();
    const file = await writeTable("userId,单行\nlisi02,咖啡\n");
    const match = { operation: "workflowCreateInstance" };
    simulator.faults.add({ match, effect: { type: "reset", when: "after" } });
    const { exitCode, errors } = await runExample(simulator, "request-approvals", file, ...words);
    expect(exitCode).toBe(1);
    expect(errors).toMatch(/^the approval of lisi02 may have been started; look before you run this again\nnetwork: /);
    expect(started(simulator)).toHaveLength(1);
  });

  it.each([
    ["an unknown form", "userId,单行\nlisi02,x\n", ["--form", "没有"], 1, /^not_found: /],
    ["a field that the form lacks", "userId,颜色\nlisi02,x\n", words, 1, /颜色/],
    ["a table without people", "单行\nx\n", words, 2, /one of them userId/],
    ["no form", "userId,单行\nlisi02,x\n", [], 2, /^--form is missing/],
  ])("says what is wrong with %s", async (_, text, rest, code, problem) => {
    const file = await writeTable(text);
    const { exitCode, errors } = await runExample(await startSimulator(), "request-approvals", file, ...rest);
    expect(exitCode).toBe(code);
    expect(errors).toMatch(problem);
  });
});
