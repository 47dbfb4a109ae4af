import { describe, expect, it } from "vitest";
import { fakeRemembering, makeTurn } from "../testing.ts";
import { memoryTools } from "./tools.ts";

/** Calls a tool as a model would. */
async function call(name: string, input: Record<string, unknown>, remembering = fakeRemembering()) {
  const tool = memoryTools(remembering, makeTurn()).find((each) => each.name === name);
  if (tool === undefined) throw new Error(`there is no tool ${name}`);
  return await tool.run(input, { signal: new AbortController().signal, toolCallId: "1" });
}

describe("the memory tools", () => {
  it("remember and forget a fact of this session", async () => {
    const remembering = fakeRemembering();
    expect(await call("remember", { fact: "likes tea" }, remembering)).toBe("remembered");
    expect(remembering.remembered).toEqual(["likes tea"]);
    expect(await call("forget", { fact: "likes tea" }, remembering)).toBe("forgotten");
    expect(remembering.remembered).toEqual([]);
  });

  it("tell the model when there was nothing to forget", async () => {
    expect(await call("forget", { fact: "likes tea" })).toBe("this was not remembered");
  });

  it.each([{}, { fact: 7 }])("K6 refuse the arguments %j with a word for the model", async (input) => {
    await expect(call("remember", input)).rejects.toThrow('the argument "fact" must be text');
  });

  it("describe themselves with a schema that allows one short fact and nothing else", () => {
    for (const { parameters } of memoryTools(fakeRemembering(), makeTurn())) {
      expect(parameters).toMatchObject({
        required: ["fact"],
        additionalProperties: false,
        properties: { fact: { maxLength: 500 } },
      });
    }
  });
});
