/** Lists the open to-dos of everybody in a department, and sends each person theirs. */
import type { Client, EntryFor } from "@dt/api";
import { splitMarkdown } from "@dt/api/messages";
import { count, runProgram } from "./shared/program.ts";

const help = `
Lists the open to-dos of everybody in a department and those below it. For a weekly run by cron.

  node examples/open-todos.ts [--department 1] [--send]

  --department   where to begin; 1 is the whole organisation
  --send         sends each person their list as well
`;

type Todo = EntryFor<"todoListOrg">;

await runProgram(
  help,
  { department: { type: "string", default: "1" }, send: { type: "boolean" } },
  async ({ dingtalk, options, signal }) => {
    const members = await findMembers(dingtalk, count(options.department, "--department"), signal);
    for (const userId of members) {
      // To-dos know people by union id; the client converts.
      const assigned = { unionId: { userId }, isDone: false, roleTypes: [["executor"]] };
      const open = dingtalk.entries("todoListOrg", assigned, { signal });
      const todos = (await Array.fromAsync(open)).toSorted((left, right) => dueTime(left) - dueTime(right));
      if (todos.length === 0) continue;
      const { name = userId } = await dingtalk.users.get({ userId }, { signal });
      const text = `### ${name}：${todos.length} 项待办\n\n${todos.map(line).join("\n")}`;
      console.log(`${text}\n`);
      if (!options.send) continue;
      for (const part of splitMarkdown(text, { maxBytes: 12_000 })) {
        const message = { kind: "markdown", title: "本周待办", text: part } as const;
        await dingtalk.robot.sendToUsers({ userIds: [userId], message }, { signal });
      }
    }
  },
);

/** User ids, each once, however many departments somebody is in. */
async function findMembers(dingtalk: Client, deptId: number, signal: AbortSignal): Promise<Set<string>> {
  const members = new Set(await dingtalk.departments.userIds(deptId, { signal }));
  for (const { dept_id: child } of await dingtalk.departments.children(deptId, { signal })) {
    if (child !== undefined) for (const userId of await findMembers(dingtalk, child, signal)) members.add(userId);
  }
  return members;
}

function line({ subject = "", ...todo }: Todo): string {
  const due = dueTime(todo);
  if (due === Number.POSITIVE_INFINITY) return `- ${subject}`;
  const day = new Date(due).toLocaleDateString("zh-CN", { timeZone: "Asia/Shanghai" });
  return `- ${subject}（${due < Date.now() ? "**已逾期**，" : ""}${day}）`;
}

function dueTime({ dueTime: time }: Todo): number {
  return time ?? Number.POSITIVE_INFINITY;
}
