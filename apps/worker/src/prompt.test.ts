import { describe, expect, it } from "vitest";
import { buildPrompt, type PromptOptions, readableText } from "./prompt.ts";
import { group, makeMessage, makeMessages, makeTenant } from "./testing.ts";

const promptOf = (overrides: Partial<PromptOptions> = {}) =>
  buildPrompt({
    tenant: makeTenant(),
    history: [],
    memory: [],
    messages: [makeMessage()],
    pictures: [],
    now: Date.UTC(2026, 10, 22),
    ...overrides,
  });

const systemOf = (overrides: Partial<PromptOptions> = {}) => promptOf(overrides)[0]?.content;

describe("the prompt", () => {
  it("begins with the tenant's own words, then says who speaks, where and when", () => {
    const { model, ...rest } = makeTenant();
    const system = systemOf({ tenant: { ...rest, model: { ...model, systemPrompt: "You are Acme's bot." } } });
    expect(system).toMatch(/^You are Acme's bot\.\n/);
    expect(system).toContain("小明 in a private chat");
    expect(system).toContain("2026-11-22T00:00:00.000Z");
  });

  it("names the group", () => {
    expect(systemOf({ messages: [makeMessage({ conversation: group })] })).toContain('the group "Team"');
  });

  it("tells what the person wanted remembered, and nothing of that when there is nothing", () => {
    expect(systemOf({ memory: ["likes tea", "speaks Welsh"] })).toMatch(/remember:\n- likes tea\n- speaks Welsh$/);
    expect(systemOf()).not.toContain("remember");
  });

  it("holds the history in order, then everything that waits as one question", () => {
    const history = [
      { role: "user" as const, content: "hi", at: 1 },
      { role: "assistant" as const, content: "hello", at: 2 },
    ];
    expect(promptOf({ history, messages: makeMessages("first", "second") }).slice(1)).toEqual([
      { role: "user", content: "hi" },
      { role: "assistant", content: "hello" },
      { role: "user", content: "first\n\nsecond" },
    ]);
  });

  it("shows pictures after the words", () => {
    const url = "data:image/png;base64,AAAA";
    expect(promptOf({ pictures: [url] }).at(-1)).toEqual({
      role: "user",
      content: [
        { type: "text", text: "你好" },
        { type: "image", url },
      ],
    });
  });
});

describe("a message that quotes another", () => {
  it("M1 stands below the quote, every line of which is marked", () => {
    const quote = { text: "one\ntwo", fromBot: true, attachments: [] };
    expect(readableText(makeMessage({ text: "why?", quote }))).toBe("> one\n> two\n\nwhy?");
  });

  it("is as it is without one", () => {
    expect(readableText(makeMessage({ text: "why?" }))).toBe("why?");
  });
});
