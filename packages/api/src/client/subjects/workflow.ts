import { DingTalkError } from "../../errors/dingtalk-error.ts";
import type { CallInputFor, ResultFor } from "../../operations/index.ts";
import type { CallOptions } from "../client-options.ts";
import type { CallOperation } from "./call-operation.ts";

export type ApprovalInstance = NonNullable<ResultFor<"workflowGetInstance">["result"]>;

/** Approvals. https://open.dingtalk.com/document/development/create-an-approval-instance */
export interface Workflow {
  /** Starts an approval and answers its id. There is no idempotency key: read before you repeat. */
  create(input: CallInputFor<"workflowCreateInstance">, options?: CallOptions): Promise<string>;
  /** One approval. @throws DingTalkError `not_found` */
  get(processInstanceId: string, options?: CallOptions): Promise<ApprovalInstance>;
  /**
   * Withdraws a running approval, not within 15 s of its creation: in the name of its originator, `operatingUserId`, or
   * without one as the system.
   */
  terminate(input: CallInputFor<"workflowTerminateInstance">, options?: CallOptions): Promise<void>;
  /** Agrees to or refuses a task. */
  execute(input: CallInputFor<"workflowExecuteTask">, options?: CallOptions): Promise<void>;
  /** Hands a task to another person. */
  transfer(input: CallInputFor<"workflowRedirectTask">, options?: CallOptions): Promise<void>;
  comment(input: CallInputFor<"workflowAddComment">, options?: CallOptions): Promise<void>;
  /** How many approvals wait for a person. */
  todoCount(userId: CallInputFor<"workflowCountTodoTasks">["userId"], options?: CallOptions): Promise<number>;
  /** The process code of a form by its exact name. @throws DingTalkError `not_found` */
  processCode(name: string, options?: CallOptions): Promise<string>;
  /** The fields of a form. */
  form(processCode: string, options?: CallOptions): Promise<NonNullable<ResultFor<"workflowGetFormSchema">["result"]>>;
}

export function createWorkflow(call: CallOperation): Workflow {
  return {
    async create(input, options) {
      const { instanceId } = await call("workflowCreateInstance", input, options);
      return present(instanceId, "workflowCreateInstance", "instanceId");
    },
    async get(processInstanceId, options) {
      const { result } = await call("workflowGetInstance", { processInstanceId }, options);
      return present(result, "workflowGetInstance", "result");
    },
    async terminate(input, options) {
      // DingTalk calls isSystem optional and refuses a call without it.
      const isSystem = input.operatingUserId === undefined;
      await call("workflowTerminateInstance", { isSystem, ...input }, options);
    },
    async execute(input, options) {
      await call("workflowExecuteTask", input, options);
    },
    async transfer(input, options) {
      await call("workflowRedirectTask", input, options);
    },
    async comment(input, options) {
      await call("workflowAddComment", input, options);
    },
    todoCount: async (userId, options) => (await call("workflowCountTodoTasks", { userId }, options)).result ?? 0,
    async processCode(name, options) {
      const { result } = await call("workflowGetProcessCodeByName", { name }, options);
      return present(result?.processCode, "workflowGetProcessCodeByName", "processCode");
    },
    async form(processCode, options) {
      const { result } = await call("workflowGetFormSchema", { processCode }, options);
      return present(result, "workflowGetFormSchema", "result");
    },
  };
}

function present<T>(value: T | undefined, operation: string, field: string): T {
  if (value !== undefined) return value;
  // A write that answers without its id has probably happened.
  throw new DingTalkError(`${operation} answered without ${field}.`, {
    code: "unavailable",
    outcome: "unknown",
    operation,
  });
}
