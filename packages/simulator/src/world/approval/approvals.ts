import { randomBytes } from "node:crypto";
import { BoundedMap } from "../bounded.ts";
import * as flow from "./flow.ts";
import type { ApprovalForm } from "./form.ts";
import type { ApprovalEvent, ApprovalInstance, ApprovalTask, Decision } from "./instance.ts";

export type NewInstance = Pick<
  ApprovalInstance,
  "processCode" | "title" | "originatorUserId" | "deptId" | "values" | "steps" | "ccUserIds" | "ccPosition"
>;

/** A task with the instance that it belongs to. */
export interface OpenTask {
  readonly instance: ApprovalInstance;
  readonly task: ApprovalTask;
}

/** Approval forms and what was filled in. What is allowed is checked by whoever calls. */
export interface Approvals {
  readonly forms: readonly ApprovalForm[];
  form(processCode: string): ApprovalForm | undefined;
  /** Adds or replaces. */
  addForm(form: ApprovalForm): void;
  /** Oldest first. */
  instances(): ApprovalInstance[];
  instance(instanceId: string): ApprovalInstance | undefined;
  start(instance: NewInstance): ApprovalInstance;
  decide(instance: ApprovalInstance, task: ApprovalTask, decision: Decision, enclosure?: flow.Enclosure): void;
  handOver(
    instance: ApprovalInstance,
    task: ApprovalTask,
    toUserId: string,
    enclosure?: flow.Enclosure & { readonly showName?: string },
  ): void;
  comment(instance: ApprovalInstance, userId: string, enclosure: flow.Enclosure): void;
  terminate(instance: ApprovalInstance, userId: string, remark?: string): void;
  findTask(taskId: number): OpenTask | undefined;
  /** What waits for the person, oldest first. */
  openTasksOf(userId: string): OpenTask[];
  /** Lets everything that `run` does happen at this time, in milliseconds. */
  at(time: number, run: () => void): void;
}

export interface ApprovalsOptions {
  readonly forms: readonly ApprovalForm[];
  /** Milliseconds. */
  readonly now: () => number;
  readonly announce: (event: ApprovalEvent) => void;
}

const kept = 20_000;
const firstTaskId = 64_000_000_001;

export function createApprovals(options: ApprovalsOptions): Approvals {
  const forms = new Map(options.forms.map((form) => [form.processCode, form]));
  const instances = new BoundedMap<string, ApprovalInstance>(kept);
  let made = 0;
  let tasksMade = 0;
  let time: number | undefined;
  const now = (): number => time ?? options.now();
  const context: flow.FlowContext = { now, nextTaskId: () => firstTaskId + tasksMade++, announce: options.announce };
  const allTasks = (): OpenTask[] =>
    [...instances.values()].flatMap((instance) => instance.tasks.map((task) => ({ instance, task })));
  return {
    get forms() {
      return [...forms.values()];
    },
    form: (processCode) => forms.get(processCode),
    addForm: (form) => void forms.set(form.processCode, form),
    instances: () => [...instances.values()].toSorted((left, right) => left.createdAt - right.createdAt),
    instance: (instanceId) => instances.get(instanceId),
    start: (fields) => {
      const instance: ApprovalInstance = {
        ...fields,
        ...newIds(now(), ++made),
        createdAt: now(),
        tasks: [],
        records: [],
        status: "RUNNING",
        result: undefined,
        finishedAt: undefined,
        step: 0,
      };
      instances.set(instance.instanceId, instance);
      flow.begin(context, instance);
      return instance;
    },
    decide: (instance, task, decision, enclosure = {}) => flow.decide(context, instance, task, decision, enclosure),
    handOver: (instance, task, toUserId, enclosure = {}) => flow.handOver(context, instance, task, toUserId, enclosure),
    comment: (instance, userId, enclosure) => flow.comment(context, instance, userId, enclosure),
    terminate: (instance, userId, remark) => flow.terminate(context, instance, userId, remark),
    findTask: (taskId) => allTasks().find(({ task }) => task.taskId === taskId),
    openTasksOf: (userId) => allTasks().filter(({ task }) => task.userId === userId && task.status === "RUNNING"),
    at: (chosen, run) => {
      time = chosen;
      try {
        run();
      } finally {
        time = undefined;
      }
    },
  };
}

/** A business id is the time in China and a number; instance ids only look random. */
function newIds(now: number, number: number): { instanceId: string; businessId: string } {
  const digits = new Date(now + 8 * 3_600_000).toISOString().replaceAll(/\D/g, "").slice(0, 14);
  const suffix = String(number).padStart(6, "0");
  return {
    businessId: `${digits}${suffix}`,
    instanceId: `${randomBytes(12).toString("base64url")}0388${now}${suffix}`,
  };
}
