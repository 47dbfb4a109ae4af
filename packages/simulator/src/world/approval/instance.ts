import type { FormValue } from "./form-values.ts";

export type InstanceStatus = "RUNNING" | "COMPLETED" | "TERMINATED";
export type Decision = "agree" | "refuse";
export type TaskStatus = "RUNNING" | "COMPLETED" | "CANCELED" | "TERMINATED";
/** `NONE` until somebody decides. */
export type TaskResult = "NONE" | "AGREE" | "REFUSE" | "REDIRECTED";

/** A file of an approval, as forms and comments carry it. */
export interface ApprovalFile {
  readonly fileId?: string;
  readonly fileName?: string;
  readonly fileSize?: string;
  readonly fileType?: string;
  readonly spaceId?: string;
}

/** One person's part in one step. */
export interface ApprovalTask {
  readonly taskId: number;
  readonly userId: string;
  readonly activityId: string;
  readonly stepName: string;
  /** Milliseconds. */
  readonly createdAt: number;
  status: TaskStatus;
  result: TaskResult;
  finishedAt: number | undefined;
}

export type RecordType =
  | "START_PROCESS_INSTANCE"
  | "EXECUTE_TASK_NORMAL"
  | "REDIRECT_TASK"
  | "ADD_REMARK"
  | "TERMINATE_PROCESS_INSTANCE"
  | "FINISH_PROCESS_INSTANCE"
  | "PROCESS_CC";

/** One line of the history of an instance. */
export interface OperationRecord {
  readonly type: RecordType;
  readonly userId: string;
  readonly result: "AGREE" | "REFUSE" | "NONE";
  /** Milliseconds. */
  readonly at: number;
  readonly showName?: string;
  readonly remark?: string;
  readonly activityId?: string;
  readonly ccUserIds?: readonly string[];
  readonly attachments?: readonly ApprovalFile[];
  readonly images?: readonly string[];
}

/** A step of a flow with its people. `AND`: all agree; `OR`: the first decision counts; `NONE`: one person. */
export interface Step {
  readonly name: string;
  readonly activityId: string;
  readonly userIds: readonly string[];
  readonly mode: "AND" | "OR" | "NONE";
}

/** One approval on its way or at its end. */
export interface ApprovalInstance {
  readonly instanceId: string;
  readonly businessId: string;
  readonly processCode: string;
  readonly title: string;
  readonly originatorUserId: string;
  /** -1 is the root department. */
  readonly deptId: number;
  readonly values: readonly FormValue[];
  readonly steps: readonly Step[];
  readonly ccUserIds: readonly string[];
  readonly ccPosition: "START" | "FINISH" | "START_FINISH";
  /** Milliseconds. */
  readonly createdAt: number;
  readonly tasks: ApprovalTask[];
  readonly records: OperationRecord[];
  status: InstanceStatus;
  result: Decision | undefined;
  finishedAt: number | undefined;
  /** Index of the step that is waited for. */
  step: number;
}

/** What a step in the life of an instance tells to whoever subscribed to events. */
export type ApprovalEvent =
  | { readonly type: "start" | "finish" | "terminate"; readonly instance: ApprovalInstance }
  | {
      readonly type: "start" | "finish" | "cancel";
      readonly instance: ApprovalInstance;
      readonly task: ApprovalTask;
      readonly remark?: string;
    };
