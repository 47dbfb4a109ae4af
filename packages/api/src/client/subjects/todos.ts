import type { CallInputFor, ResultFor } from "../../operations/index.ts";
import type { CallOptions } from "../client-options.ts";
import type { CallOperation } from "./call-operation.ts";

/** To-dos. DingTalk wants union ids here; `{ userId }` is converted. https://open.dingtalk.com/document/development/add-dingtalk-to-do-task */
export interface Todos {
  /** Creates a to-do. With `sourceId` a repeat fails with `already_exists` instead of creating a second one. */
  create(input: CallInputFor<"todoCreate">, options?: CallOptions): Promise<ResultFor<"todoCreate">>;
  get(input: CallInputFor<"todoGet">, options?: CallOptions): Promise<ResultFor<"todoGet">>;
  /** The to-do that was created with this `sourceId`. */
  getBySourceId(
    input: CallInputFor<"todoGetBySourceId">,
    options?: CallOptions,
  ): Promise<ResultFor<"todoGetBySourceId">>;
  /** One page of the work to-dos of a person. */
  list(input: CallInputFor<"todoListOrg">, options?: CallOptions): Promise<ResultFor<"todoListOrg">>;
  /** Changes a to-do; only the app that made it may. */
  update(input: CallInputFor<"todoUpdate">, options?: CallOptions): Promise<void>;
  /** Marks a to-do done or open for single executors. */
  updateExecutors(input: CallInputFor<"todoUpdateExecutorStatus">, options?: CallOptions): Promise<void>;
  delete(input: CallInputFor<"todoDelete">, options?: CallOptions): Promise<void>;
}

export function createTodos(call: CallOperation): Todos {
  return {
    create: (input, options) => call("todoCreate", input, options),
    get: (input, options) => call("todoGet", input, options),
    getBySourceId: (input, options) => call("todoGetBySourceId", input, options),
    list: (input, options) => call("todoListOrg", input, options),
    async update(input, options) {
      await call("todoUpdate", input, options);
    },
    async updateExecutors(input, options) {
      await call("todoUpdateExecutorStatus", input, options);
    },
    async delete(input, options) {
      await call("todoDelete", input, options);
    },
  };
}
