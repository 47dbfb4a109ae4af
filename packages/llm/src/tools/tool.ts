import type { ToolDescription } from "../model.ts";

/** Something that a model may have done. */
export interface Tool extends ToolDescription {
  /**
   * Does it. The arguments are an object that has the required properties of `parameters`, with the right types
   * at its top level. What it returns is told to the model, and so is the message of what it throws: write both
   * for the model, and without secrets.
   */
  run(toolArguments: ToolArguments, context: ToolContext): ToolResult | Promise<ToolResult>;
}

export type ToolArguments = Readonly<Record<string, unknown>>;
export type ToolResult = string | object;

export interface ToolContext {
  /** Aborts with the turn, and when the tool takes too long. */
  signal: AbortSignal;
  /** The id of this call: the same one when a turn is told its result again. */
  toolCallId: string;
}
