import { cutMiddle } from "../context/cut-middle.ts";
import { ModelError } from "../errors/model-error.ts";
import type { ToolCall, ToolMessage } from "../message.ts";
import { checkArguments } from "./check-arguments.ts";
import type { Tool } from "./tool.ts";
import { toWireName } from "./tool-name.ts";

export interface RunToolOptions {
  signal: AbortSignal;
  /** How long one tool may take. */
  timeoutMs: number;
}

/** More of a result than this would crowd out the conversation. */
const maximumResultCharacters = 20_000;

/** Tools by the name that a model calls them. Throws when two would share one. */
export function createToolbox(tools: readonly Tool[]): ReadonlyMap<string, Tool> {
  const toolbox = new Map<string, Tool>();
  for (const tool of tools) {
    const name = toWireName(tool.name);
    const other = toolbox.get(name);
    if (other) throw new Error(`the tools ${other.name} and ${tool.name} have the same name for a model: rename one`);
    toolbox.set(name, tool);
  }
  return toolbox;
}

/**
 * Runs one call and words its result for the model. An unknown tool, bad arguments and a failure are results as
 * well: the model can correct itself or say what happened. Throws only when the caller's signal aborted.
 */
export async function runTool(
  call: ToolCall,
  toolbox: ReadonlyMap<string, Tool>,
  options: RunToolOptions,
): Promise<ToolMessage> {
  const content = await resultOf(call, toolbox, options);
  if (options.signal.aborted) throw new ModelError("aborted", `the tool ${call.name} was stopped`);
  return { role: "tool", toolCallId: call.id, content: cutMiddle(content, maximumResultCharacters) };
}

async function resultOf(call: ToolCall, toolbox: ReadonlyMap<string, Tool>, options: RunToolOptions): Promise<string> {
  const tool = toolbox.get(toWireName(call.name));
  if (tool === undefined)
    return failure(`there is no tool "${call.name}"; there are: ${[...toolbox.keys()].join(", ")}`);
  const checked = checkArguments(call.arguments, tool.parameters);
  if (!checked.ok) return failure(`invalid arguments: ${checked.problem}`);
  try {
    const result = await runWithin(options, (signal) => tool.run(checked.value, { signal, toolCallId: call.id }));
    return typeof result === "string" ? result : JSON.stringify(result);
  } catch (error) {
    return failure(error instanceof Error ? error.message : String(error));
  }
}

/** A tool that ignores its signal is left behind. */
async function runWithin<Value>(
  { signal, timeoutMs }: RunToolOptions,
  run: (signal: AbortSignal) => Value | Promise<Value>,
): Promise<Value> {
  const controller = new AbortController();
  const { promise: ended, reject } = Promise.withResolvers<never>();
  const end = (message: string) => {
    reject(new Error(message));
    controller.abort();
  };
  const onAbort = () => end("stopped");
  signal.addEventListener("abort", onAbort, { once: true });
  if (signal.aborted) onAbort();
  const timer = setTimeout(
    () => end(`gave no result within ${timeoutMs} ms; whether it took effect is unknown`),
    timeoutMs,
  );
  try {
    return await Promise.race([ended, run(controller.signal)]);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", onAbort);
  }
}

function failure(message: string): string {
  return JSON.stringify({ error: message });
}
