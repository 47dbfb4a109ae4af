/** Tools with which a model acts in DingTalk for the person who asks, made from the declarations of operations. */
import { type CallOptions, type Client, type Effect, inputSchema, type OperationName, operations } from "@dt/api";
import type { ToolArguments } from "@dt/llm";

/** The person who asks. Nothing that a model says can make it another. */
export interface Asker {
  readonly client: Client;
  /** The staff id. */
  readonly userId: string;
  /** The same for every try of a turn, so that a repeated write can be recognised. */
  readonly turnId: string;
}

export interface PersonTool {
  /** The operation that it stands for; its effect is the tool's. */
  readonly operation: OperationName;
  /** What the operation's own description does not say. */
  readonly note?: string;
  /** Fields of the operation that the model fills in, with other words where the tool takes them otherwise. */
  readonly fields: Readonly<Record<string, string | true>>;
  /** Fields that the model has to fill in. @default none */
  readonly required?: readonly string[];
  /**
   * Does it. What the model may decide is in `given`, which has the fields' types at its top level; who acts is not.
   * What is wrong further inside is refused by the client.
   */
  readonly run: (given: ToolArguments, asker: Asker, options: CallOptions) => Promise<object>;
}

export function effectOf({ operation }: PersonTool): Effect {
  return operations[operation].effect;
}

export function descriptionOf({ operation, note }: PersonTool): string {
  const { description } = operations[operation];
  return note === undefined ? description : `${description} ${note}`;
}

/** JSON Schema of what the model fills in; no other field gets through. */
export function parametersOf({ operation, fields, required = [] }: PersonTool): Readonly<Record<string, unknown>> {
  const { properties } = inputSchema(operations[operation]);
  const offered = Object.entries(fields).map(([name, words]) => {
    const schema = properties[name];
    if (schema === undefined) throw new Error(`the operation ${operation} has no field ${name}`);
    return [name, words === true ? schema : { ...schema, description: words }];
  });
  const parameters = { type: "object", properties: Object.fromEntries(offered), required, additionalProperties: false };
  return JSON.parse(JSON.stringify(parameters, withoutOwnWords)) as Readonly<Record<string, unknown>>;
}

/** The kind of an id is a word of our own schemas, and tools take user ids throughout. */
function withoutOwnWords(name: string, value: unknown): unknown {
  return name === "person" && typeof value === "string" ? undefined : value;
}

/** The fields that a model may fill in, and only those. */
export function pickGiven({ fields }: PersonTool, given: ToolArguments): ToolArguments {
  return Object.fromEntries(Object.entries(given).filter(([name]) => Object.hasOwn(fields, name)));
}
