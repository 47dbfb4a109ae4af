import { CliError, invalidArguments } from "../../cli-error.ts";
import type { Command, Option } from "../../command/command.ts";
import type { Context } from "../../command/context.ts";
import type { Input } from "../../command/input.ts";
import { defined, listAt, textAt, valueAt } from "../../fields.ts";
import type { Answer } from "../../output/answer.ts";

const instanceId = { name: "instanceId", summary: "Id of the approval" };

const taskOptions: readonly Option[] = [
  { name: "task", type: "integer", value: "taskId", summary: "The task (default: the open one of that person)" },
  { name: "as", type: "text", value: "userId", summary: "Whose task it is (default: yours)" },
  { name: "remark", type: "text", summary: "What to say about it" },
];

/** `dt approval execute` */
export const approvalExecute: Command = {
  name: "execute",
  summary: "Agree to or refuse an approval",
  examples: ["approval execute inst1 --agree --remark 同意", "approval execute inst1 --refuse --as lisi02"],
  arguments: [instanceId],
  options: () => [
    { name: "agree", type: "flag", summary: "Agree" },
    { name: "refuse", type: "flag", summary: "Refuse" },
    ...taskOptions,
  ],
  effect: "write",
  operation: "workflowExecuteTask",
  run: async (context, input) => {
    const result = readDecision(input);
    const { userId, taskId } = await findTask(context, input);
    const fields = { actionerUserId: userId, taskId, result, processInstanceId: input.argument("instanceId") };
    return send(context, "workflowExecuteTask", { ...fields, remark: input.text("remark"), ...input.data });
  },
};

/** `dt approval transfer` */
export const approvalTransfer: Command = {
  name: "transfer",
  summary: "Hand an approval task to another person",
  examples: ["approval transfer inst1 --to lisi02"],
  arguments: [instanceId],
  options: () => [
    { name: "to", type: "text", value: "userId", summary: "Who gets it", required: true },
    ...taskOptions,
  ],
  effect: "write",
  operation: "workflowRedirectTask",
  run: async (context, input) => {
    const { userId, taskId } = await findTask(context, input);
    const fields = { operateUserId: userId, taskId, toUserId: input.text("to"), remark: input.text("remark") };
    return send(context, "workflowRedirectTask", { ...fields, ...input.data });
  },
};

async function send(
  { dingtalk }: Context,
  operation: "workflowExecuteTask" | "workflowRedirectTask",
  fields: Readonly<Record<string, unknown>>,
): Promise<Answer> {
  await dingtalk.call(operation, defined(fields));
  return { data: defined({ done: true, taskId: fields.taskId }) };
}

function readDecision(input: Input): "agree" | "refuse" {
  const [agree, refuse] = [input.flag("agree") === true, input.flag("refuse") === true];
  if (agree === refuse) throw invalidArguments("Say exactly one of --agree and --refuse.");
  return agree ? "agree" : "refuse";
}

interface Task {
  readonly userId: string;
  readonly taskId: number;
}

/** A person's open task is the one with status RUNNING. */
async function findTask({ dingtalk }: Context, input: Input): Promise<Task> {
  const userId = input.text("as") ?? (await dingtalk.myUserId());
  const given = input.integer("task");
  if (given !== undefined) return { userId, taskId: given };
  const processInstanceId = input.argument("instanceId");
  const standIn = { result: { tasks: [{ userId, status: "RUNNING", taskId: 0 }] } };
  const answer = await dingtalk.lookUp("workflowGetInstance", { processInstanceId }, standIn);
  const open = listAt(answer, "result.tasks").filter((task) => textAt(task, "status") === "RUNNING");
  const own = open.filter((task) => textAt(task, "userId") === userId);
  const taskId = Number(valueAt(own[0], "taskId"));
  if (own.length === 1 && Number.isSafeInteger(taskId)) return { userId, taskId };
  throw noSingleTask(userId, own, open);
}

function describeTask(task: unknown): string {
  return `${textAt(task, "taskId")} of ${textAt(task, "userId")}`;
}

function noSingleTask(userId: string, own: readonly unknown[], open: readonly unknown[]): CliError {
  if (own.length > 1)
    return invalidArguments(`${userId} has ${own.length} open tasks; name one with --task.`, {
      hint: `Open: ${own.map(describeTask).join(", ")}.`,
    });
  const hint =
    open.length === 0 ? "Nobody has: the approval is over." : `Open tasks: ${open.map(describeTask).join(", ")}.`;
  return new CliError("NOT_FOUND", `${userId} has no open task in this approval.`, { hint });
}
