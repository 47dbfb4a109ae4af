import type { ResultFor } from "@dt/api";
import type { ApprovalInstance, ApprovalTask, OperationRecord } from "../../world/approval/instance.ts";
import type { Call } from "../call.ts";

type Details = NonNullable<ResultFor<"workflowGetInstance">["result"]>;

/** An instance as `workflowGetInstance` answers it. */
export function instanceDetails(call: Call<unknown>, instance: ApprovalInstance): Details {
  const { organization } = call.platform;
  const { deptId, finishedAt, result } = instance;
  return {
    title: instance.title,
    businessId: instance.businessId,
    status: instance.status,
    createTime: minute(instance.createdAt),
    originatorUserId: instance.originatorUserId,
    originatorDeptId: String(deptId),
    originatorDeptName: organization.department(deptId === -1 ? 1 : deptId)?.name ?? "",
    approverUserIds: [...new Set(instance.tasks.map(({ userId }) => userId))],
    ccUserIds: [...instance.ccUserIds],
    attachedProcessInstanceIds: [],
    bizAction: "NONE",
    bizData: "",
    formComponentValues: instance.values.map((value) => ({ ...value })),
    operationRecords: instance.records.map(recordDetails),
    tasks: instance.tasks.map((task) => taskDetails(instance, task)),
    result: result ?? "",
    ...(finishedAt !== undefined && { finishTime: minute(finishedAt) }),
  };
}

type TaskDetails = NonNullable<Details["tasks"]>[number];

function taskDetails({ instanceId }: ApprovalInstance, task: ApprovalTask): TaskDetails {
  const { taskId, finishedAt } = task;
  const place = `procInsId=${instanceId}&taskId=${taskId}`;
  return {
    taskId,
    userId: task.userId,
    activityId: task.activityId,
    status: task.status,
    result: task.result,
    createTime: minute(task.createdAt),
    processInstanceId: instanceId,
    taskGroupName: task.stepName,
    pcUrl: `aflow.dingtalk.com?${place}`,
    mobileUrl: `?${place}`,
    ...(finishedAt !== undefined && { finishTime: minute(finishedAt) }),
  };
}

type RecordDetails = NonNullable<Details["operationRecords"]>[number];

function recordDetails(record: OperationRecord): RecordDetails {
  const { remark, activityId, showName, ccUserIds, attachments, images } = record;
  return {
    type: record.type,
    userId: record.userId,
    result: record.result,
    date: minute(record.at),
    ...(showName !== undefined && { showName }),
    ...(activityId !== undefined && { activityId }),
    ...(remark !== undefined && { remark }),
    ...(ccUserIds && { ccUserIds: [...ccUserIds] }),
    ...(attachments && { attachments: attachments.map((file) => ({ ...file })) }),
    ...(images && { images: [...images] }),
  };
}

/** UTC, to the minute: `2022-08-31T11:52Z`. */
export function minute(at: number): string {
  return `${new Date(at).toISOString().slice(0, 16)}Z`;
}
