import type {
  ApprovalEvent,
  ApprovalFile,
  ApprovalInstance,
  ApprovalTask,
  Decision,
  OperationRecord,
  TaskResult,
  TaskStatus,
} from "./instance.ts";

/** What comes with a decision, a transfer or a comment. */
export interface Enclosure {
  readonly remark?: string;
  readonly attachments?: readonly ApprovalFile[];
  readonly images?: readonly string[];
}

/** Time, ids and listeners of flows. */
export interface FlowContext {
  /** Milliseconds. */
  now(): number;
  nextTaskId(): number;
  announce(event: ApprovalEvent): void;
}

/** Begins the flow of a new instance. */
export function begin(context: FlowContext, instance: ApprovalInstance): void {
  const { originatorUserId: userId, ccPosition } = instance;
  note(context, instance, { type: "START_PROCESS_INSTANCE", userId, result: "NONE", showName: "提交申请" });
  context.announce({ type: "start", instance });
  if (ccPosition !== "FINISH") copyTo(context, instance);
  beginStep(context, instance);
}

/** Somebody decides a running task. */
export function decide(
  context: FlowContext,
  instance: ApprovalInstance,
  task: ApprovalTask,
  decision: Decision,
  enclosure: Enclosure,
): void {
  const result = decision === "agree" ? "AGREE" : "REFUSE";
  const { userId, activityId, stepName: showName } = task;
  note(context, instance, { type: "EXECUTE_TASK_NORMAL", userId, result, showName, activityId, ...enclosure });
  end(context, instance, task, "COMPLETED", result, enclosure.remark);
  if (decision === "refuse") return finish(context, instance, "refuse");
  const waitsForOthers = instance.steps[instance.step]?.mode === "AND" && openTasks(instance).length > 0;
  if (waitsForOthers) return undefined;
  cancelOpenTasks(context, instance, "CANCELED");
  instance.step++;
  return instance.step < instance.steps.length ? beginStep(context, instance) : finish(context, instance, "agree");
}

/** Hands a running task to somebody else. */
export function handOver(
  context: FlowContext,
  instance: ApprovalInstance,
  task: ApprovalTask,
  toUserId: string,
  enclosure: Enclosure & { readonly showName?: string },
): void {
  const { userId, activityId, stepName } = task;
  note(context, instance, {
    type: "REDIRECT_TASK",
    userId,
    result: "NONE",
    showName: stepName,
    activityId,
    ...enclosure,
  });
  end(context, instance, task, "COMPLETED", "REDIRECTED", enclosure.remark);
  beginTask(context, instance, toUserId, activityId, stepName);
}

export function comment(context: FlowContext, instance: ApprovalInstance, userId: string, enclosure: Enclosure): void {
  note(context, instance, { type: "ADD_REMARK", userId, result: "NONE", showName: "添加评论", ...enclosure });
}

/** The request is taken back. */
export function terminate(context: FlowContext, instance: ApprovalInstance, userId: string, remark?: string): void {
  note(context, instance, {
    type: "TERMINATE_PROCESS_INSTANCE",
    userId,
    result: "NONE",
    showName: "撤销",
    ...(remark !== undefined && { remark }),
  });
  cancelOpenTasks(context, instance, "TERMINATED");
  instance.status = "TERMINATED";
  instance.finishedAt = context.now();
  context.announce({ type: "terminate", instance });
}

function openTasks(instance: ApprovalInstance): ApprovalTask[] {
  return instance.tasks.filter(({ status }) => status === "RUNNING");
}

function beginStep(context: FlowContext, instance: ApprovalInstance): void {
  const step = instance.steps[instance.step];
  for (const userId of step?.userIds ?? []) {
    beginTask(context, instance, userId, step?.activityId ?? "", step?.name ?? "");
  }
}

function beginTask(
  context: FlowContext,
  instance: ApprovalInstance,
  userId: string,
  activityId: string,
  stepName: string,
): void {
  const task: ApprovalTask = {
    taskId: context.nextTaskId(),
    userId,
    activityId,
    stepName,
    createdAt: context.now(),
    status: "RUNNING",
    result: "NONE",
    finishedAt: undefined,
  };
  instance.tasks.push(task);
  context.announce({ type: "start", instance, task });
}

function end(
  context: FlowContext,
  instance: ApprovalInstance,
  task: ApprovalTask,
  status: TaskStatus,
  result: TaskResult,
  remark?: string,
): void {
  task.status = status;
  task.result = result;
  task.finishedAt = context.now();
  const type = status === "COMPLETED" ? "finish" : "cancel";
  context.announce({ type, instance, task, ...(remark !== undefined && { remark }) });
}

function cancelOpenTasks(context: FlowContext, instance: ApprovalInstance, status: TaskStatus): void {
  for (const task of openTasks(instance)) end(context, instance, task, status, "NONE");
}

function finish(context: FlowContext, instance: ApprovalInstance, result: Decision): void {
  cancelOpenTasks(context, instance, "CANCELED");
  instance.status = "COMPLETED";
  instance.result = result;
  instance.finishedAt = context.now();
  const last = instance.records.at(-1);
  note(context, instance, {
    type: "FINISH_PROCESS_INSTANCE",
    userId: last?.userId ?? instance.originatorUserId,
    result: result === "agree" ? "AGREE" : "REFUSE",
    showName: "流程结束",
  });
  if (instance.ccPosition !== "START") copyTo(context, instance);
  context.announce({ type: "finish", instance });
}

function copyTo(context: FlowContext, instance: ApprovalInstance): void {
  const { ccUserIds, originatorUserId: userId } = instance;
  if (ccUserIds.length === 0) return;
  note(context, instance, { type: "PROCESS_CC", userId, result: "NONE", showName: "抄送人", ccUserIds });
}

function note(context: FlowContext, instance: ApprovalInstance, record: Omit<OperationRecord, "at">): void {
  instance.records.push({ ...record, at: context.now() });
}
