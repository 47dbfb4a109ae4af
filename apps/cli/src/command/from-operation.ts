import { type Operation, type OperationName, operations } from "@dt/api";
import type { CliError } from "../cli-error.ts";
import type { Fields } from "../fields.ts";
import type { View } from "../output/answer.ts";
import type { Argument, Command, Option } from "./command.ts";
import type { Context } from "./context.ts";
import type { Input } from "./input.ts";
import { type FieldOption, type FlagNames, optionsOf } from "./operation-options.ts";

/** How an operation becomes a command. What is left out follows from the operation's declaration. */
export interface OperationCommand {
  readonly name: string;
  readonly operation: OperationName;
  readonly summary: string;
  readonly details?: string;
  readonly examples?: readonly string[];
  /** Arguments in their order, by the field that they set. */
  readonly arguments?: Readonly<Record<string, Argument>>;
  /** Other names for flags, by field. */
  readonly flags?: Readonly<Record<string, FlagNames>>;
  /** Fields without a flag; `--data` still sets them. */
  readonly without?: readonly string[];
  /** Values of fields that are not given. */
  readonly defaults?: Fields;
  /** Fields that hold the userId of whoever uses dt when they are not given. */
  readonly me?: readonly string[];
  /** Fields that hold a unionId and are given as userId; when they are not given, of whoever uses dt. */
  readonly operator?: readonly string[];
  /** Path of the result in the answer. @default the whole answer, or the entries of a list */
  readonly result?: string;
  /** Columns of the table: title to path. */
  readonly columns?: Readonly<Record<string, string>>;
  /** How people see the result, where a table of columns is not enough. */
  readonly view?: (data: unknown) => View;
  readonly options?: readonly Option[];
  /** Last changes to the input, such as what DingTalk wants in another form. */
  readonly prepare?: (fields: Fields, context: Context, input: Input) => Promise<Fields> | Fields;
  readonly question?: (input: Input) => string;
  /** What failed inside an answer that looks like success. */
  readonly failure?: (answer: Fields) => CliError | undefined;
}

/**
 * A command made from an operation's declaration. Declarations are large: it is read when the command is run or
 * described, not when its group is loaded.
 */
export function fromOperation(definition: OperationCommand): Command {
  const { name, summary, details, examples, question } = definition;
  const operation = (): Operation => operations[definition.operation];
  const flags = (): FieldOption[] => flagsOf(definition, operation());
  return {
    name,
    summary,
    operation: definition.operation,
    get effect() {
      return operation().effect;
    },
    get costly() {
      return operation().costly;
    },
    get paged() {
      return operation().paging === undefined ? undefined : true;
    },
    arguments: Object.values(definition.arguments ?? {}),
    options: () => [...(definition.options ?? []), ...flags().map(({ option }) => option)],
    ...(details === undefined ? {} : { details }),
    ...(examples === undefined ? {} : { examples }),
    ...(question === undefined ? {} : { question }),
    run: async (context, input) => {
      const { runOperation } = await import("./run-operation.ts");
      return runOperation({ definition, operation: operation(), flags: flags(), context, input });
    },
  };
}

function flagsOf(definition: OperationCommand, operation: Operation): FieldOption[] {
  const { paging } = operation;
  const omitted = new Set([
    ...Object.keys(definition.arguments ?? {}),
    ...(definition.without ?? []),
    ...[paging?.position, paging?.size].filter((field) => field !== undefined),
  ]);
  const { me = [], operator = [], defaults = {} } = definition;
  return optionsOf(
    operation,
    definition.flags ?? {},
    omitted,
    new Set([...me, ...operator, ...Object.keys(defaults), "robotCode"]),
  );
}
