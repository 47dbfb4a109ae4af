import { operations } from "@dt/api";
import { readEach } from "../../bulk/read-each.ts";
import type { Command } from "../../command/command.ts";
import type { Context } from "../../command/context.ts";
import type { Input } from "../../command/input.ts";
import { readList } from "../../command/paging.ts";
import { defined, type Fields } from "../../fields.ts";
import { table } from "../../output/answer.ts";
import { readProcessCode } from "./approval-create.ts";

const usualDays = 30;
const dayMs = 86_400_000;

/** `dt approval list` */
export const approvalList: Command = {
  name: "list",
  summary: "List the approvals of a form in a period",
  details: "A period has at most 120 days. DingTalk answers ids; --details reads every approval, one call each.",
  examples: ["approval list --form-name 请假 --status RUNNING --details", "approval list --process-code PROC-1 --all"],
  options: () => [
    { name: "process-code", type: "text", value: "code", summary: "Process code of the form" },
    { name: "form-name", type: "text", value: "name", summary: "Name of the form, instead of --process-code" },
    { name: "start", type: "time", summary: `Beginning (default: ${usualDays} days ago)` },
    { name: "end", type: "time", summary: "End (default: now)" },
    { name: "status", type: "list", summary: "NEW, RUNNING, TERMINATED, COMPLETED, CANCELED" },
    { name: "user", type: "list", value: "userId", summary: "Only those that these people started; at most 10" },
    { name: "details", type: "flag", summary: "Read every approval" },
  ],
  effect: "read",
  operation: "workflowListInstanceIds",
  paged: true,
  run: async (context, input) => {
    const fields = await readFields(context, input);
    const operation = operations.workflowListInstanceIds;
    const found = await readList({ context, operation, fields, input, columns: { instanceId: "" } });
    if (!input.flag("details")) return found;
    const inputs = (found.data as readonly string[]).map((processInstanceId) => ({ processInstanceId }));
    const approvals = await readEach(context, "workflowGetInstance", inputs, "result");
    const columns = {
      instanceId: "processInstanceId",
      Title: "title",
      Status: "status",
      Result: "result",
      Started: "createTime",
    };
    return { ...found, data: approvals, view: table(approvals, columns) };
  },
};

async function readFields(context: Context, input: Input): Promise<Fields> {
  const list = (name: string): readonly string[] | undefined => {
    return input.list(name).length === 0 ? undefined : input.list(name);
  };
  return defined({
    processCode: await readProcessCode(context, input, input.data),
    startTime: input.time("start") ?? Date.now() - usualDays * dayMs,
    endTime: input.time("end"),
    statuses: list("status"),
    userIds: list("user"),
    ...input.data,
  });
}
