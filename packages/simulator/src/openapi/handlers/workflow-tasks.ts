import type { ResultFor } from "@dt/api";
import type { OpenTask } from "../../world/approval/approvals.ts";
import type { ApprovalInstance } from "../../world/approval/instance.ts";
import type { Call, Handlers } from "../call.ts";
import { pageOf } from "../paging/paging.ts";
import { refuse } from "../refusal.ts";
import { enclosureOf, findEmployee, findInstance } from "./workflow-lookups.ts";
import { minute } from "./workflow-view.ts";

/** An instance cannot be taken back so soon after its creation. */
const settlingMs = 15_000;
const finished = "the instance is finished";

export const taskHandlers = {
  workflowTerminateInstance: {
    refusals: {
      processInstanceId: "invalidInstanceId",
      isSystem: "invalidInstanceTerminateIsSystem",
      "*": "invalidParameter",
    },
    run: (call) => {
      const { isSystem, remark } = call.input;
      const instance = findInstance(call, call.input.processInstanceId, "aflowProcessInstNotExist");
      if (isSystem === undefined) throw refuse(400, "invalidInstanceTerminateIsSystem", "isSystem is missing");
      const userId = isSystem ? instance.originatorUserId : checkRevoker(call, instance, call.input.operatingUserId);
      const status = "aflowProcessInstStatusException";
      if (instance.status !== "RUNNING") throw refuse(400, status, finished);
      if (instance.createdAt > call.platform.clock.now() - settlingMs) {
        throw refuse(400, status, "an instance cannot be terminated within 15 seconds of its creation");
      }
      call.platform.approvals.terminate(instance, userId, remark);
      return { result: true, success: true };
    },
  },
  workflowExecuteTask: {
    refusals: {
      actionerUserId: "invalidInstanceExecuteActionerUserId",
      taskId: "invalidInstanceExecuteTaskId",
      result: "invalidInstanceExecuteResult",
      processInstanceId: "invalidInstanceId",
      "*": "invalidParameter",
    },
    run: (call) => {
      const { processInstanceId, taskId, actionerUserId, result } = call.input;
      const instance = findInstance(call, processInstanceId, "aflowProcessNotExist");
      findEmployee(call, actionerUserId, "userNotExist");
      const task = instance.tasks.find((one) => one.taskId === taskId);
      if (!task) throw refuse(400, "invalidInstanceExecuteTaskId", "taskId is no task of the instance");
      if (instance.status !== "RUNNING") throw refuse(400, "aflowProcessInstStatusException", finished);
      if (task.status !== "RUNNING") throw refuse(400, "aflowProcessInstCanNotBeExecuted", "the task is finished");
      if (task.userId !== actionerUserId) {
        throw refuse(400, "invalidInstanceExecuteActionerUserId", "the task belongs to somebody else");
      }
      call.platform.approvals.decide(instance, task, result, enclosureOf(call.input));
      return { result: true, success: true };
    },
  },
  workflowRedirectTask: {
    refusals: { "*": "param.illegal" },
    run: (call) => {
      const { taskId, operateUserId, toUserId, actionName } = call.input;
      if (operateUserId === "" || toUserId === "")
        throw refuse(400, "param.blank", "operateUserId or toUserId is empty");
      const found = call.platform.approvals.findTask(taskId);
      if (!found) throw refuse(400, "param.illegal", "taskId is unknown");
      const { instance, task } = found;
      if (instance.status !== "RUNNING") throw refuse(400, "instance.status.error", finished);
      if (task.status !== "RUNNING") throw refuse(400, "task.status.error", "the task is finished");
      if (task.userId !== operateUserId) {
        throw refuse(400, "param.illegal.operator", "operateUserId does not hold the task");
      }
      findEmployee(call, toUserId, "param.illegal");
      const named = actionName === undefined ? {} : { showName: actionName };
      call.platform.approvals.handOver(instance, task, toUserId, { ...enclosureOf(call.input), ...named });
      return { result: true };
    },
  },
  workflowAddComment: {
    refusals: {
      text: "invalidInstanceCommentText",
      commentUserId: "invalidInstanceCommentUserId",
      processInstanceId: "invalidInstanceId",
      "*": "invalidParameter",
    },
    run: (call) => {
      const { text, commentUserId, processInstanceId, file } = call.input;
      if (text === "") throw refuse(400, "invalidInstanceCommentText", "text is empty");
      const instance = findInstance(call, processInstanceId, "aflowProcessInstNotExist");
      findEmployee(call, commentUserId, "userNotExist");
      call.platform.approvals.comment(instance, commentUserId, enclosureOf({ remark: text, ...(file && { file }) }));
      return { result: true, success: true };
    },
  },
  workflowCountTodoTasks: {
    refusals: { userId: "invalidGetTodoTaskSumUserId" },
    run: (call) => {
      findEmployee(call, call.input.userId, "userNotExist");
      return { result: call.platform.approvals.openTasksOf(call.input.userId).length };
    },
  },
  workflowListTodoTasksByManager: {
    refusals: { "*": "invalidParameter" },
    run: (call) => listByManager(call, call.platform.paging.firstTaskPage),
  },
  workflowPremiumListTodoTasksByManager: {
    refusals: { "*": "invalidParameter" },
    run: (call) => {
      checkPaidEdition(call);
      return listByManager(call, 1);
    },
  },
  workflowPremiumListTodoTasks: {
    refusals: { "*": "oaplus.params.error" },
    run: (call) => {
      checkPaidEdition(call);
      const { userId, pageNumber, pageSize, createBefore } = call.input;
      const before = createBefore === undefined ? Number.POSITIVE_INFINITY : Date.parse(createBefore);
      if (Number.isNaN(before)) throw refuse(400, "oaplus.params.error", "createBefore is no time");
      findEmployee(call, userId, "oaplus.params.error");
      const open = call.platform.approvals.openTasksOf(userId).filter(({ task }) => task.createdAt < before);
      const { items, next } = pageOf(open, (pageNumber - 1) * pageSize, pageSize);
      return {
        result: { hasMore: next !== undefined, list: items.map((one) => premiumTask(call, one)), success: true },
      };
    },
  },
} as const satisfies Handlers;

/** Whoever takes a request back must have made it, and the form must allow it. */
function checkRevoker(call: Call<unknown>, instance: ApprovalInstance, userId: string | undefined): string {
  const code = "invalidInstanceTerminateOperatingUserId";
  if (userId === undefined) throw refuse(400, code, "operatingUserId is missing");
  findEmployee(call, userId, "userNotExist");
  if (userId !== instance.originatorUserId) throw refuse(400, code, "operatingUserId is not the originator");
  if (call.platform.approvals.form(instance.processCode)?.revocable === false) {
    throw refuse(400, "aflowProcessInstStatusException", "the form does not allow originators to take requests back");
  }
  return userId;
}

function checkPaidEdition(call: Call<unknown>): void {
  if (call.platform.organization.editions.paidApproval) return;
  throw refuse(400, "benefit.status.invalid", "the organisation does not have the paid edition of OA approval");
}

interface ManagerQuery {
  readonly actionerUserId: string;
  readonly managerUserId: string;
  readonly nextToken: number;
  readonly maxResults: number;
}

function listByManager(
  call: Call<ManagerQuery>,
  firstPage: number,
): ResultFor<"workflowPremiumListTodoTasksByManager"> {
  const { actionerUserId, managerUserId, nextToken, maxResults } = call.input;
  if (nextToken < firstPage) throw refuse(400, "invalidParameter", `pages begin at ${firstPage}`);
  const manager = findEmployee(call, managerUserId, "param.manager.notexist");
  if (manager.adminLevel === undefined)
    throw refuse(400, "param.manager.notexist", "managerUserId is no administrator");
  findEmployee(call, actionerUserId, "param.user.notexist");
  const open = call.platform.approvals.openTasksOf(actionerUserId);
  const { items, next } = pageOf(open, (nextToken - firstPage) * maxResults, maxResults);
  const list = items.map(({ instance, task }) => ({
    businessId: instance.businessId,
    canRedirect: true,
    createTime: task.createdAt,
    processCode: instance.processCode,
    processInstanceId: instance.instanceId,
    taskId: task.taskId,
    title: instance.title,
    userId: task.userId,
  }));
  return { result: { hasMore: next !== undefined, list } };
}

type PremiumTask = NonNullable<NonNullable<ResultFor<"workflowPremiumListTodoTasks">["result"]>["list"]>[number];

/** The task id is text here, and the summary of the form is spelt `formMassage`. */
function premiumTask(call: Call<unknown>, { instance, task }: OpenTask): PremiumTask {
  const originator = call.platform.organization.employee(instance.originatorUserId);
  return {
    activityId: task.activityId,
    appType: 0,
    formMassage: instance.values.map(({ name, value }) => `${name}: ${value}`).join("\n"),
    originatorId: instance.originatorUserId,
    originatorName: originator?.name ?? "",
    originatorPhoto: originator?.avatar ?? "",
    processCreateTime: minute(instance.createdAt),
    processInstanceId: instance.instanceId,
    processType: 0,
    status: task.status,
    taskId: String(task.taskId),
    title: instance.title,
    url: `https://aflow.dingtalk.com/dingtalk/pc/query/pchomepage.htm?procInsId=${instance.instanceId}`,
  };
}
