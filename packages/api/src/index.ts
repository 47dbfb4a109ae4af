export type {
  AppType,
  Effect,
  Host,
  Operation,
  OperationGroup,
  OperationInput,
  OperationResult,
  Paging,
} from "./operation.ts";
export {
  type InputFor,
  type OperationName,
  type Operations,
  operationNames,
  operations,
  type ResultFor,
} from "./operations/index.ts";
export type { InputOf, ResultOf, Schema } from "./schema.ts";
