import type { InvokeOptions } from "../../calls/invoke.ts";
import type { CallInputFor, OperationName, ResultFor } from "../../operations/index.ts";

/** Calls an operation by name, with the types of its declaration. */
export type CallOperation = <N extends OperationName>(
  name: N,
  input: CallInputFor<N>,
  options?: InvokeOptions,
) => Promise<ResultFor<N>>;
