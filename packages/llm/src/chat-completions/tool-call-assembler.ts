import { randomUUID } from "node:crypto";
import type { ToolCall } from "../message.ts";

/** A piece of a tool call as providers stream it; every field may be missing. */
export interface ToolCallDelta {
  index?: number | null | undefined;
  id?: string | null | undefined;
  function?: { name?: string | null | undefined; arguments?: unknown } | null | undefined;
}

interface PartialCall {
  index: number | undefined;
  id: string;
  name: string;
  arguments: string;
}

/**
 * Puts tool calls together from their pieces. Copes with providers that leave out the index or the id, give
 * several calls the same index, repeat the name in every piece, or send the arguments as an object.
 */
export function createToolCallAssembler() {
  const calls: PartialCall[] = [];
  return {
    add(delta: ToolCallDelta): void {
      const call = findCall(calls, delta) ?? startCall(calls, delta);
      call.id ||= delta.id ?? "";
      call.name ||= delta.function?.name ?? "";
      call.arguments += toText(delta.function?.arguments);
    },
    /** The complete calls; ids that the provider left out are made up. */
    finish(): ToolCall[] {
      return calls.map((call) => ({
        id: call.id || `call_${randomUUID()}`,
        name: call.name,
        // A tool without parameters is called with no arguments at all.
        arguments: call.arguments.trim() === "" ? "{}" : call.arguments,
      }));
    },
  };
}

function findCall(calls: readonly PartialCall[], { index, id }: ToolCallDelta): PartialCall | undefined {
  const sameId = id ? calls.find((call) => call.id === id) : undefined;
  if (sameId !== undefined) return sameId;
  const candidate = typeof index === "number" ? calls.findLast((call) => call.index === index) : calls.at(-1);
  // Another id at the same index is another call.
  return id && candidate?.id ? undefined : candidate;
}

function startCall(calls: PartialCall[], { index }: ToolCallDelta): PartialCall {
  const call: PartialCall = { index: index ?? undefined, id: "", name: "", arguments: "" };
  calls.push(call);
  return call;
}

function toText(value: unknown): string {
  if (value === undefined || value === null) return "";
  return typeof value === "string" ? value : JSON.stringify(value);
}
