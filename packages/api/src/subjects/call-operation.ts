import type { InputFor, OperationName, ResultFor } from "../operations/index.ts";
import type { InvokeOptions } from "../pipeline.ts";

/** Calls an operation by name, with the types of its declaration. */
export type CallOperation = <N extends OperationName>(
  name: N,
  input: InputFor<N>,
  options?: InvokeOptions,
) => Promise<ResultFor<N>>;
