import { describe, expect, it } from "vitest";
import { readModelRequest } from "./request.ts";

const hi = { role: "user", content: "hi" };
const calling = {
  role: "assistant",
  content: null,
  tool_calls: [{ id: "c1", type: "function", function: { name: "f", arguments: "{}" } }],
};
const result = { role: "tool", tool_call_id: "c1", content: "done" };

function read(request: unknown): unknown {
  return readModelRequest(Buffer.from(typeof request === "string" ? request : JSON.stringify(request)));
}

describe("readModelRequest", () => {
  it("accepts a conversation with tool calls and their results", () => {
    const request = { model: "demo", messages: [hi, calling, result, hi] };
    expect(read(request)).toEqual(request);
  });

  it.each([
    ["no JSON", "{", "could not parse"],
    ["no model", { messages: [hi] }, "model parameter"],
    ["no messages", { model: "demo" }, "empty array"],
    [
      "an unknown field",
      { model: "demo", messages: [hi], max_token: 1 },
      "Unrecognized request argument supplied: max_token",
    ],
    ["an unknown role", { model: "demo", messages: [{ role: "bot", content: "x" }] }, "Invalid value: 'bot'"],
    ["a missing content", { model: "demo", messages: [{ role: "user" }] }, "Invalid value for 'content'"],
    ["a tool result out of place", { model: "demo", messages: [hi, result] }, "role 'tool' must be a response"],
    ["an unanswered tool call", { model: "demo", messages: [calling, hi] }, "did not have response messages: c1"],
    [
      "an unanswered tool call at the end",
      { model: "demo", messages: [hi, calling] },
      "must be followed by tool messages",
    ],
  ])("refuses %s", (_, request, message) => {
    expect(() => read(request)).toThrow(message);
  });
});
