/** Keeps what was said on the chat page in a file, so that the next start shows it again. */
import { createReadStream, createWriteStream } from "node:fs";
import { rename, writeFile } from "node:fs/promises";
import { createInterface } from "node:readline";
import type { ChatMessage, World } from "@dt/simulator";

export interface ChatHistory {
  /** Writes what is left and closes the file. */
  close(): Promise<void>;
}

/** Older messages are forgotten at the next start: a page does not show more. */
const keptMessages = 2_000;

/** Puts the messages of earlier starts into the world, then writes down every new one and every change. */
export async function keepChatHistory(file: string, world: World): Promise<ChatHistory> {
  const messages = await readMessages(file);
  for (const message of messages) world.post(message);
  await rewrite(file, messages);
  const output = createWriteStream(file, { flags: "a", mode: 0o600 });
  const write = (message: ChatMessage): void => void output.write(`${JSON.stringify(message)}\n`);
  world.on("message", write).on("message-changed", write);
  return {
    async close() {
      world.off("message", write).off("message-changed", write);
      await new Promise((resolve) => output.end(resolve));
    },
  };
}

/** The last state of each message, oldest first. A line that a crash cut short is passed over. */
async function readMessages(file: string): Promise<ChatMessage[]> {
  const messages = new Map<string, ChatMessage>();
  try {
    for await (const line of createInterface({ input: createReadStream(file) })) {
      const message = readMessage(line);
      if (message !== undefined) messages.set(message.id, message);
    }
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ENOENT")) throw error;
  }
  return [...messages.values()].slice(-keptMessages);
}

function readMessage(line: string): ChatMessage | undefined {
  try {
    return JSON.parse(line) as ChatMessage;
  } catch {
    return undefined;
  }
}

/** One line per message again, however often its card was changed. */
async function rewrite(file: string, messages: readonly ChatMessage[]): Promise<void> {
  const next = `${file}.next`;
  await writeFile(next, messages.map((message) => `${JSON.stringify(message)}\n`).join(""), { mode: 0o600 });
  await rename(next, file);
}
