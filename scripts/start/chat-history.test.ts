import { appendFile, mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ChatMessage, defaultWorld, World } from "@dt/simulator";
import { expect, onTestFinished, test } from "vitest";
import { keepChatHistory } from "./chat-history.ts";

const conversationId = "cid1";

function said(id: string, text: string): ChatMessage {
  return { id, conversationId, from: { kind: "person", userId: "zhangsan01" }, type: "text", text, at: 1 };
}

async function historyFile(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "dt-chat-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  return join(folder, "chat.jsonl");
}

async function reopen(file: string): Promise<readonly ChatMessage[]> {
  const world = new World(defaultWorld());
  await (await keepChatHistory(file, world)).close();
  return world.messages(conversationId);
}

test("what was said, in its last state, is there again at the next start", async () => {
  const file = await historyFile();
  const world = new World(defaultWorld());
  const history = await keepChatHistory(file, world);
  world.post(said("1", "hello"));
  world.post(said("2", "H"));
  world.change("2", { text: "Hi!" });
  await history.close();
  expect(await reopen(file)).toEqual([said("1", "hello"), said("2", "Hi!")]);
});

test("a line that a crash cut short loses only itself", async () => {
  const file = await historyFile();
  await appendFile(file, `${JSON.stringify(said("1", "hello"))}\n{"id":"2","conv`);
  expect(await reopen(file)).toEqual([said("1", "hello")]);
  expect(await reopen(file)).toEqual([said("1", "hello")]);
});

test("the file does not grow with every start and is for this user only", async () => {
  const file = await historyFile();
  await appendFile(file, `${JSON.stringify(said("1", "a"))}\n${JSON.stringify(said("1", "ab"))}\n`);
  await reopen(file);
  expect(await readFile(file, "utf8")).toBe(`${JSON.stringify(said("1", "ab"))}\n`);
  expect((await stat(file)).mode & 0o077).toBe(0);
});
