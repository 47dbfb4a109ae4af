/** Approvals as the person who asks sees them. Starting and deciding them binds a person: that is done in DingTalk itself. */
import type { ApprovalInstance } from "@dt/api";
import type { PersonTool } from "./person-tool.ts";

const DAY_MS = 86_400_000;

export const listForms: PersonTool = {
  operation: "workflowListVisibleTemplates",
  note: "Those that the person who asks may start.",
  fields: {},
  async run(_given, { client, userId }, options) {
    const { result } = await client.call(
      "workflowListVisibleTemplates",
      { userId, maxResults: 100, nextToken: 0 },
      options,
    );
    return { forms: (result?.processList ?? []).map(({ name, processCode, url }) => ({ name, processCode, url })) };
  },
};

export const listApprovals: PersonTool = {
  operation: "workflowListInstanceIds",
  note: "Those of the last 90 days that the person who asks started.",
  fields: { processCode: true, statuses: true },
  required: ["processCode"],
  async run({ processCode, statuses }, { client, userId }, options) {
    const input = {
      processCode: processCode as string,
      startTime: Date.now() - 90 * DAY_MS,
      userIds: [userId],
      maxResults: 20,
      nextToken: 0,
      ...(statuses === undefined ? {} : { statuses: statuses as readonly string[] }),
    };
    const { result } = await client.call("workflowListInstanceIds", input, options);
    return { processInstanceIds: result?.list ?? [] };
  },
};

export const getApproval: PersonTool = {
  operation: "workflowGetInstance",
  note: "Only one in which the person who asks has a part.",
  fields: { processInstanceId: true },
  required: ["processInstanceId"],
  async run({ processInstanceId }, { client, userId }, options) {
    const approval = await client.workflow.get(processInstanceId as string, options);
    if (!hasPart(approval, userId)) throw new Error("the person who asks has no part in this approval");
    const { title, status, result, createTime, finishTime, originatorUserId, formComponentValues, tasks } = approval;
    return {
      title,
      status,
      result,
      createTime,
      finishTime,
      originatorUserId,
      values: formComponentValues?.map(({ name, value }) => ({ name, value })),
      tasks: tasks?.map((task) => ({ userId: task.userId, status: task.status, result: task.result })),
    };
  },
};

function hasPart({ originatorUserId, approverUserIds, ccUserIds, tasks }: ApprovalInstance, userId: string): boolean {
  const others = [...(approverUserIds ?? []), ...(ccUserIds ?? []), ...(tasks ?? []).map((task) => task.userId)];
  return originatorUserId === userId || others.includes(userId);
}

export const countApprovals: PersonTool = {
  operation: "workflowCountTodoTasks",
  note: "Those that wait for the person who asks.",
  fields: {},
  run: async (_given, { client, userId }, options) => ({ waiting: await client.workflow.todoCount(userId, options) }),
};
