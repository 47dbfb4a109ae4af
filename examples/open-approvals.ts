/** Reports to a group which approvals are open, person by person. */
import type { Client } from "@dt/api";
import { splitMarkdown } from "@dt/api/messages";
import { count, needed, runProgram } from "./shared/program.ts";

const help = `
Reports to a group which approvals are open, person by person. For a daily run by cron.

  node examples/open-approvals.ts --group <conversation id> [--days 30] [--dry-run]

  --group     openConversationId of a group that the robot is in
  --days      approvals that were started within so many days, at most 120
  --dry-run   prints the report instead
`;

const dayMs = 24 * 3_600_000;

await runProgram(
  help,
  { group: { type: "string" }, days: { type: "string", default: "30" }, "dry-run": { type: "boolean" } },
  async ({ dingtalk, options, signal }) => {
    const since = Date.now() - count(options.days, "--days") * dayMs;
    const report = toMarkdown(await findOpenApprovals(dingtalk, since, signal));
    if (options["dry-run"]) return console.log(report);
    const openConversationId = needed(options.group, "--group");
    for (const text of splitMarkdown(report, { maxBytes: 12_000 })) {
      const message = { kind: "markdown", title: "待审批日报", text } as const;
      await dingtalk.robot.sendToGroup({ openConversationId, message }, { signal });
    }
  },
);

/** Titles of the open approvals by the name of the person they wait for. */
async function findOpenApprovals(dingtalk: Client, startTime: number, signal: AbortSignal) {
  const open = new Map<string, string[]>();
  // Lists come page by page, and no page before it is needed.
  for await (const { processCode = "" } of dingtalk.entries("workflowListVisibleTemplates", {}, { signal })) {
    const running = { processCode, startTime, statuses: ["RUNNING"] };
    for await (const id of dingtalk.entries("workflowListInstanceIds", running, { signal })) {
      const { title = id, tasks = [] } = await dingtalk.workflow.get(id, { signal });
      for (const { status, userId } of tasks) {
        if (status === "RUNNING" && userId !== undefined) open.set(userId, [...(open.get(userId) ?? []), title]);
      }
    }
  }
  const byName = new Map<string, string[]>();
  for (const [userId, titles] of open) {
    const { name = userId } = await dingtalk.users.get({ userId }, { signal });
    byName.set(`${name} (${userId})`, titles);
  }
  return byName;
}

function toMarkdown(open: ReadonlyMap<string, readonly string[]>): string {
  if (open.size === 0) return "### 待审批日报\n\n没有待审批的申请。";
  const people = [...open].map(([name, titles]) => [`**${name}**`, "", ...titles.map((title) => `- ${title}`)]);
  return ["### 待审批日报", ...people.map((lines) => lines.join("\n"))].join("\n\n");
}
