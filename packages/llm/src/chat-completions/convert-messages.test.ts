import { expect, test } from "vitest";
import type { Message, UserMessage } from "../message.ts";
import { toChatMessages } from "./convert-messages.ts";

const picture: UserMessage = {
  role: "user",
  content: [
    { type: "text", text: "What is this?" },
    { type: "image", url: "data:image/png;base64,AAAA" },
  ],
};

test("every kind of message has its form", () => {
  const messages: Message[] = [
    { role: "system", content: "Be brief." },
    { role: "user", content: "Who is Li Lei?" },
    {
      role: "assistant",
      content: "",
      toolCalls: [{ id: "c1", name: "users.search", arguments: '{"keyword":"Li Lei"}' }],
    },
    { role: "tool", toolCallId: "c1", content: "[]" },
    { role: "assistant", content: "Nobody." },
  ];
  expect(toChatMessages(messages, { images: true })).toEqual([
    { role: "system", content: "Be brief." },
    { role: "user", content: "Who is Li Lei?" },
    {
      role: "assistant",
      content: null,
      tool_calls: [
        { id: "c1", type: "function", function: { name: "users_search", arguments: '{"keyword":"Li Lei"}' } },
      ],
    },
    { role: "tool", tool_call_id: "c1", content: "[]" },
    { role: "assistant", content: "Nobody." },
  ]);
});

test("an image goes to a model that understands images", () => {
  expect(toChatMessages([picture], { images: true })).toEqual([
    {
      role: "user",
      content: [
        { type: "text", text: "What is this?" },
        { type: "image_url", image_url: { url: "data:image/png;base64,AAAA" } },
      ],
    },
  ]);
});

test("a model that does not is told that there was one", () => {
  expect(toChatMessages([picture], { images: false })).toEqual([{ role: "user", content: "What is this?\n[image]" }]);
});

test("parts that are all text are sent as text", () => {
  const content: UserMessage["content"] = [
    { type: "text", text: "one" },
    { type: "text", text: "two" },
  ];
  expect(toChatMessages([{ role: "user", content }], { images: true })).toEqual([
    { role: "user", content: "one\ntwo" },
  ]);
});
