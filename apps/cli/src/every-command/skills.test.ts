import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Operation, operations } from "@dt/api";
import { type ApprovalForm, defaultApp, defaultForms, defaultGroup } from "@dt/simulator";
import { describe, expect, it } from "vitest";
import { type Shown, shownIn, wordsOf } from "../../test/shown-commands.ts";
import { type SimulatedDt, simulate } from "../../test/simulator.ts";
import { loadCommands } from "../command/load-commands.ts";
import { groups } from "../commands/index.ts";

const folder = join(import.meta.dirname, "../../../../skills");
const names = readdirSync(folder);
const commands = await loadCommands(groups);

function read(skill: string): string {
  return readFileSync(join(folder, skill, "SKILL.md"), "utf8");
}

/** The command that a line is about. */
function commandOf(words: readonly string[]) {
  return commands.find(({ path }) => path === words.slice(0, path.split(" ").length).join(" "));
}

/** A form as the skill's example has it. */
const leave: ApprovalForm = {
  processCode: "PROC-OF-THE-SKILL",
  name: "请假",
  directory: "假勤",
  components: [
    { name: "DDSelectField", id: "a", label: "请假类型", required: true, options: ["年假", "事假"] },
    { name: "NumberField", id: "b", label: "请假天数", required: true },
  ],
  steps: [{ name: "主管审批", approvers: { kind: "people", userIds: ["lisi02"], mode: "NONE" } }],
};

/** Things that the placeholders of a skill can stand for. */
async function prepare({ run, folder: home, simulator }: SimulatedDt): Promise<Readonly<Record<string, string>>> {
  writeFileSync(join(home, "ids.txt"), "lisi02\nwangfang03\n");
  writeFileSync(join(home, "report.pdf"), "%PDF-1.7");
  const dataOf = async (...words: string[]) => (await run(words)).json.data as Record<string, string>;
  const leaveWords = ["--form-name", "请假", "--field", "请假类型=年假", "请假天数=1", "--dept", "100"];
  const { instanceId = "" } = await dataOf("approval", "create", ...leaveWords, "--as", "zhangsan01");
  const todo = ["--executor", "zhangsan01", "--url", "https://example.com", "--source-id", "s1"];
  const { id: taskId = "" } = await dataOf("todo", "create", "x", ...todo);
  const sent = await run(["robot", "send-user", "lisi02", "--text", "x"]);
  const [processQueryKey = ""] = (sent.json.data as { processQueryKeys: string[] }).processQueryKeys;
  const resume = { command: "robot send-user", robotCode: defaultApp.robotCode, unknown: [], processQueryKeys: [] };
  const message = { msgKey: "sampleText", msgParam: '{"content":"x"}' };
  writeFileSync(join(home, "resume.json"), JSON.stringify({ ...resume, message, pending: ["lisi02"] }));
  return {
    name: "张三",
    mobile: "13800000001",
    userId: "zhangsan01",
    "userId…": "zhangsan01",
    unionId: "zhangsan01UnionIdiE",
    deptId: "100",
    openConversationId: defaultGroup.conversationId,
    url: `${simulator.oapiUrl}/robot/send?access_token=robot-token`,
    media_id: "@media",
    operation: "getUser",
    outTrackId: "card-1",
    sourceId: "s1",
    "error.resumeFile": "resume.json",
    instanceId,
    taskId,
    processQueryKey,
  };
}

function fill(line: string, values: Readonly<Record<string, string>>): string {
  return line
    .replaceAll(/<([^>]+)>|\[(\w+)\]/g, (whole, name: string, optional: string) => values[name ?? optional] ?? whole)
    .replaceAll("{…}", '{"userid":"lisi02"}');
}

describe.each(names)("the skill %s", (skill) => {
  const text = read(skill);
  const frontmatter = /^---\n([^]*?)\n---\n/.exec(text)?.[1] ?? "";
  const field = (name: string): string => new RegExp(`^ *${name}: (.*)$`, "m").exec(frontmatter)?.[1] ?? "";
  const listed = (name: string): string[] => field(name).match(/[\w.~/-]+/g) ?? [];
  const shown: readonly Shown[] = shownIn(text);

  it("says in its metadata what it is, as hosts of agents read it", () => {
    expect(field("name")).toBe(skill);
    expect(skill).toMatch(/^[a-z0-9-]{1,64}$/);
    expect(field("description").length).toBeGreaterThan(100);
    expect(field("description").length).toBeLessThanOrEqual(1_024);
    expect(field("compatibility").length).toBeLessThanOrEqual(500);
    expect(listed("bins")).toEqual(["dt"]);
    expect(field("version")).toBe(
      JSON.stringify(
        (JSON.parse(readFileSync(join(import.meta.dirname, "../../package.json"), "utf8")) as { version: string })
          .version,
      ),
    );
    expect(frontmatter).toContain("allowed-tools: Bash(dt:*)");
  });

  it("names only variables that dt knows", () => {
    const known = readFileSync(join(import.meta.dirname, "../../README.md"), "utf8");
    const variables = frontmatter.match(/DINGTALK_\w+/g) ?? [];
    expect(variables.length).toBeGreaterThan(2);
    for (const variable of variables) expect(known).toContain(`\`${variable}\``);
  });

  it("asks for the permissions that its commands need, by names that DingTalk has", () => {
    const used = shown.flatMap(({ line }) => commandOf(wordsOf(line))?.command.operation ?? []);
    const needed = new Set(used.flatMap((name) => (operations[name] as Operation).permissions));
    const asked: readonly string[] =
      (/permissions:\n((?: {4}.*\n?)+)/.exec(frontmatter)?.[1] ?? "").match(/(?<=[[,] ?)[\w.]+/g) ?? [];
    expect([...needed].filter((permission) => !asked.includes(permission))).toEqual([]);
    const known = new Set(Object.values<Operation>(operations).flatMap(({ permissions }) => permissions));
    expect(asked.filter((permission) => !known.has(permission))).toEqual([]);
  });

  it("shows command lines that work: what reads is run, what writes is run dry", async () => {
    const simulated = await simulate({ forms: [...defaultForms, leave] });
    const [template = ""] = defaultApp.cardTemplates ?? [];
    const environment = { DINGTALK_MY_USER_ID: "lisi02", DINGTALK_CARD_TEMPLATE_ID: template };
    const run: SimulatedDt["run"] = (words, options) => simulated.run(words, { ...options, environment });
    const values = await prepare({ ...simulated, run });
    const failed: string[] = [];
    for (const { line } of shown) {
      const words = wordsOf(fill(line, values));
      const found = commandOf(words);
      // A command that is only mentioned stands without what it needs.
      const isMentioned = found === undefined || (words.length <= 2 && (found.command.arguments ?? []).length > 0);
      const reads = found?.command.effect === "read";
      const asked = isMentioned ? [...words, "--help"] : [...words, ...(reads ? [] : ["--dry-run"]), "--json"];
      const { code, out } = await run(asked);
      if (code !== 0) failed.push(`dt ${asked.join(" ")}: ${out}`);
    }
    expect(failed).toEqual([]);
    expect(shown.length).toBeGreaterThan(10);
  });
});
