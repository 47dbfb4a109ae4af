import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { commands } from "../../apps/worker/src/turn/plan.ts";

const root = join(import.meta.dirname, "..", "..");
const read = (...path: string[]): string => readFileSync(join(root, ...path), "utf8");

test("the chat page suggests the commands that the bot knows, in their order", () => {
  const page = read("packages", "simulator", "src", "chat", "page", "view", "commands.js");
  const suggested = Array.from(page.matchAll(/name: "(\/[a-z]+)"/g), ([, name]) => name);
  expect(suggested).toEqual(commands);
});

test("the README names the commands that the bot knows", () => {
  const sentence = read("README.md").match(/^In a chat, people can say .*$/m)?.[0] ?? "";
  const named = Array.from(sentence.matchAll(/`(\/[a-z]+)`/g), ([, name]) => name);
  expect(new Set(named)).toEqual(new Set(commands));
});
