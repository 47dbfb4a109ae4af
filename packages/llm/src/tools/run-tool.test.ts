import { expect, test } from "vitest";
import { modelErrorOf } from "../../test/rejection.ts";
import { createToolbox, runTool } from "./run-tool.ts";
import type { Tool, ToolContext } from "./tool.ts";

function makeTool(overrides: Partial<Tool> = {}): Tool {
  return {
    name: "users.search",
    description: "Finds people",
    parameters: { type: "object", properties: { keyword: { type: "string" } }, required: ["keyword"] },
    run: ({ keyword }) => ({ found: keyword }),
    ...overrides,
  };
}

/** What the model is told about a call. */
async function resultOf(tool: Tool, call: { name?: string; arguments?: string } = {}, timeoutMs = 5_000) {
  const toolCall = { id: "c1", name: "users_search", arguments: '{"keyword":"x"}', ...call };
  const options = { signal: new AbortController().signal, timeoutMs };
  const message = await runTool(toolCall, createToolbox([tool]), options);
  expect(message).toMatchObject({ role: "tool", toolCallId: "c1" });
  return message.content;
}

test("a result that is an object is told as JSON, a text as it is", async () => {
  expect(await resultOf(makeTool())).toBe('{"found":"x"}');
  expect(await resultOf(makeTool({ run: async () => "Nobody." }))).toBe("Nobody.");
});

test("a tool is given the id of the call and a signal", async () => {
  const seen: ToolContext[] = [];
  const run: Tool["run"] = (_toolArguments, context) => {
    seen.push(context);
    return "";
  };
  await resultOf(makeTool({ run }));
  expect(seen).toEqual([{ toolCallId: "c1", signal: expect.any(AbortSignal) }]);
});

test("an unknown tool is told, with those that there are", async () => {
  expect(await resultOf(makeTool(), { name: "users_delete" })).toBe(
    JSON.stringify({ error: 'there is no tool "users_delete"; there are: users_search' }),
  );
});

test("invalid arguments are told and the tool does not run", async () => {
  const tool = makeTool({ run: () => "it ran" });
  expect(await resultOf(tool, { arguments: "{}" })).toBe('{"error":"invalid arguments: \\"keyword\\" is missing"}');
});

test.each<[string, Tool["run"]]>([
  [
    "throws",
    () => {
      throw new Error("no permission");
    },
  ],
  ["rejects", () => Promise.reject(new Error("no permission"))],
])("a tool that %s is told", async (_how, run) => {
  expect(await resultOf(makeTool({ run }))).toBe('{"error":"no permission"}');
});

test("a tool that hangs is left behind, its signal aborted", async () => {
  const { promise: aborted, resolve } = Promise.withResolvers<void>();
  const run: Tool["run"] = (_toolArguments, { signal }) => {
    signal.addEventListener("abort", () => resolve());
    return new Promise(() => {});
  };
  expect(await resultOf(makeTool({ run }), {}, 10)).toContain("gave no result within 10 ms");
  await aborted;
});

test("a very long result is cut in its middle", async () => {
  const content = await resultOf(makeTool({ run: () => `begin${"x".repeat(100_000)}end` }));
  expect(content.length).toBeLessThan(21_000);
  expect(content).toMatch(/^begin[^]*characters left out[^]*end$/);
});

test("the caller's signal stops a tool that hangs, and the turn with it", async () => {
  const controller = new AbortController();
  const run: Tool["run"] = () => {
    controller.abort();
    return new Promise(() => {});
  };
  const call = { id: "c1", name: "users_search", arguments: '{"keyword":"x"}' };
  const options = { signal: controller.signal, timeoutMs: 60_000 };
  expect(await modelErrorOf(runTool(call, createToolbox([makeTool({ run })]), options))).toMatchObject({
    code: "aborted",
  });
});

test("two tools that a model could not tell apart are refused", () => {
  expect(() => createToolbox([makeTool(), makeTool({ name: "users_search" })])).toThrow(
    "the tools users.search and users_search have the same name for a model: rename one",
  );
});
