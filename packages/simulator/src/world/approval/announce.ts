import type { EventPush } from "../../simulator/types.ts";
import type { App } from "../types.ts";
import type { ApprovalEvent } from "./instance.ts";

/** An event of an approval as apps of the organisation receive it: `bpms_instance_change` or `bpms_task_change`. */
export function approvalPush(app: App, event: ApprovalEvent, eventId: string): EventPush {
  const { instance, type } = event;
  const common = {
    processInstanceId: instance.instanceId,
    processCode: instance.processCode,
    businessId: instance.businessId,
    corpId: app.corpId,
    title: instance.title,
    type,
    bizCategoryId: "",
  };
  if ("task" in event) {
    const { taskId, userId, result, createdAt, finishedAt } = event.task;
    const decided = result === "NONE" ? {} : { result: eventResults[result] };
    const data = { ...common, ...decided, taskId, staffId: userId, createTime: createdAt };
    const ended = { ...(finishedAt !== undefined && { finishTime: finishedAt }), ...remarkOf(event.remark) };
    return { appKey: app.appKey, eventType: "bpms_task_change", eventId, data: { ...data, ...ended } };
  }
  const { originatorUserId, createdAt, finishedAt, result } = instance;
  const data = {
    ...common,
    url: `https://aflow.dingtalk.com/dingtalk/mobile/homepage.htm?procInstId=${instance.instanceId}`,
    staffId: originatorUserId,
    createTime: createdAt,
    ...(finishedAt !== undefined && { finishTime: finishedAt }),
    ...(result !== undefined && { result }),
  };
  return { appKey: app.appKey, eventType: "bpms_instance_change", eventId, data };
}

const eventResults = { AGREE: "agree", REFUSE: "refuse", REDIRECTED: "redirect" } as const;

function remarkOf(remark: string | undefined): { remark?: string } {
  return remark === undefined ? {} : { remark };
}
