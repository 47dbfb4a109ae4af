import { describe, expect, test } from "vitest";
import type { Message } from "../message.ts";
import { estimateMessageTokens, estimateTokens } from "./estimate-tokens.ts";
import { fitContext } from "./fit-context.ts";

const system: Message = { role: "system", content: "Be brief." };

/** A text of about this many tokens that begins with its name. */
function textOf(name: string, tokens: number): string {
  return name + "字".repeat(tokens);
}

function user(name: string, tokens = 0): Message {
  return { role: "user", content: textOf(name, tokens) };
}

function assistant(name: string, tokens = 0): Message {
  return { role: "assistant", content: textOf(name, tokens) };
}

function count(messages: readonly Message[]): number {
  return messages.reduce((sum, message) => sum + estimateMessageTokens(message), 0);
}

/** The first two characters of every message. */
function names(messages: readonly Message[]): string[] {
  return messages.map(({ content }) => (typeof content === "string" ? content.slice(0, 2) : "parts"));
}

test("a conversation that fits stays as it is", () => {
  const messages = [system, user("u1"), assistant("a1")];
  expect(fitContext(messages, { maxTokens: count(messages) })).toEqual(messages);
});

test("the oldest messages go first, the system prompt stays", () => {
  const messages = [system, user("u1", 50), assistant("a1", 50), user("u2", 50), assistant("a2", 50), user("u3", 50)];
  const fitted = fitContext(messages, { maxTokens: 230 });
  expect(names(fitted)).toEqual(["Be", "u2", "a2", "u3"]);
  expect(fitted).toEqual([system, ...messages.slice(3)]);
});

test("an answer whose question is gone goes too", () => {
  const messages = [system, user("u1", 40), assistant("a1", 35), user("u2", 30)];
  expect(names(fitContext(messages, { maxTokens: 100 }))).toEqual(["Be", "u2"]);
});

test("tool calls and their results stay together or go together", () => {
  const calls = [
    { id: "c1", name: "a", arguments: "{}" },
    { id: "c2", name: "b", arguments: "{}" },
  ];
  const withTools: Message[] = [
    user("u1", 20),
    { role: "assistant", content: "t1", toolCalls: calls },
    { role: "tool", toolCallId: "c1", content: textOf("r1", 40) },
    { role: "tool", toolCallId: "c2", content: textOf("r2", 40) },
    assistant("a1", 20),
    user("u2", 20),
  ];
  const wide = fitContext([user("u0", 200), ...withTools], { maxTokens: 300 });
  expect(names(wide)).toEqual(["u1", "t1", "r1", "r2", "a1", "u2"]);
  const narrow = fitContext([user("u0", 200), ...withTools], { maxTokens: 120 });
  expect(names(narrow)).toEqual(["u2"]);
});

test("the newest message alone may be too long: it is cut in its middle", () => {
  const fitted = fitContext([system, user("u1", 10), user("u2", 5_000)], { maxTokens: 500 });
  expect(names(fitted)).toEqual(["Be", "u2"]);
  expect(fitted[1]?.content).toContain("characters left out");
  expect(count(fitted)).toBeLessThanOrEqual(500);
  expect(count(fitted)).toBeGreaterThan(450);
});

test("an over-long document before a short question is cut, not dropped", () => {
  const fitted = fitContext([system, user("u1", 5_000), assistant("a1"), user("u2", 10)], { maxTokens: 500 });
  expect(names(fitted)).toEqual(["Be", "u1", "a1", "u2"]);
  expect(fitted[1]?.content).toContain("characters left out");
  expect(count(fitted)).toBeLessThanOrEqual(500);
});

test("results of tools that are too long together are cut to one length, and short ones stay whole", () => {
  const messages: Message[] = [
    user("u1"),
    { role: "assistant", content: "", toolCalls: [{ id: "c1", name: "a", arguments: "{}" }] },
    { role: "tool", toolCallId: "c1", content: textOf("r1", 3_000) },
    { role: "tool", toolCallId: "c2", content: textOf("r2", 2_000) },
    { role: "tool", toolCallId: "c3", content: "short" },
  ];
  const fitted = fitContext(messages, { maxTokens: 600 });
  expect(fitted.map(({ role }) => role)).toEqual(["user", "assistant", "tool", "tool", "tool"]);
  const [, , first, second, third] = fitted.map(({ content }) => (typeof content === "string" ? content : ""));
  expect(Math.abs((first?.length ?? 0) - (second?.length ?? 0))).toBeLessThan(10);
  expect(third).toBe("short");
  expect(count(fitted)).toBeLessThanOrEqual(600);
});

test("a system prompt that would crowd out everything is cut", () => {
  const fitted = fitContext([{ role: "system", content: textOf("s1", 5_000) }, user("u1", 100)], { maxTokens: 500 });
  expect(names(fitted)).toEqual(["s1", "u1"]);
  expect(fitted[1]).toEqual(user("u1", 100));
  expect(count(fitted)).toBeLessThanOrEqual(500);
});

test("images count, and the text beside one is cut", () => {
  const picture = { type: "image" as const, url: "data:image/png;base64,AAAA" };
  const message: Message = { role: "user", content: [{ type: "text", text: textOf("u1", 5_000) }, picture] };
  const fitted = fitContext([message], { maxTokens: 1_500 });
  expect(fitted).toHaveLength(1);
  expect(fitted[0]?.content).toEqual([{ type: "text", text: expect.stringContaining("left out") }, picture]);
  expect(count(fitted)).toBeLessThanOrEqual(1_500);
});

test("what is given is not changed", () => {
  const messages = [system, user("u1", 5_000), user("u2", 5_000)];
  const before = structuredClone(messages);
  fitContext(messages, { maxTokens: 500 });
  expect(messages).toEqual(before);
});

describe("estimates", () => {
  test.each([
    ["", 0],
    ["Hello, how are you today?", 8],
    ["今天天气怎么样？", 8],
    ["ひらがなとカタカナ", 9],
    ["안녕하세요", 5],
    ["👋", 2],
    ["Привет", 3],
  ])("%j takes %i tokens", (text, tokens) => {
    expect(estimateTokens(text)).toBe(tokens);
  });

  test("tool calls count", () => {
    const call = { id: "c1", name: "users.search", arguments: '{"keyword":"李雷"}' };
    expect(estimateMessageTokens({ role: "assistant", content: "", toolCalls: [call] })).toBeGreaterThan(12);
  });
});
