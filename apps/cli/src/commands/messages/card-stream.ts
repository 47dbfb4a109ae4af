import { randomUUID } from "node:crypto";
import { invalidArguments } from "../../cli-error.ts";
import type { Command } from "../../command/command.ts";
import type { Context } from "../../command/context.ts";
import type { Input } from "../../command/input.ts";
import type { Fields } from "../../fields.ts";

/** DingTalk throttles faster frames, and nobody reads them. */
const betweenFramesMs = 500;

/** `dt card stream` */
export const cardStream: Command = {
  name: "stream",
  summary: "Write streamed text into a card",
  details: "With --follow, standard input is written as it comes, and the card is finished at its end.",
  examples: ["card stream 5f0c… --text 你好 --end", "my-model | dt card stream 5f0c… --follow"],
  arguments: [{ name: "outTrackId", summary: "Your id of the card" }],
  options: () => [
    { name: "key", type: "text", value: "name", summary: "Variable that gets the text (default: content)" },
    { name: "text", type: "text", summary: "The whole text so far; - reads standard input first" },
    { name: "follow", type: "flag", summary: "Write standard input as it comes" },
    { name: "end", type: "flag", summary: "This is the last text" },
    { name: "failed", type: "flag", summary: "Mark the card as failed" },
  ],
  effect: "write",
  operation: "cardStreamingUpdate",
  run: async (context, input) => {
    const follow = input.flag("follow") === true;
    const text = input.text("text");
    if (follow === (text !== undefined)) throw invalidArguments("Say exactly one of --text and --follow.");
    if (text !== undefined) await send(context, input, text, input.flag("end") === true);
    return {
      data: { outTrackId: input.argument("outTrackId"), frames: follow ? await followInput(context, input) : 1 },
    };
  },
};

/** Frames hold the whole text so far; while one is sent, the next one gathers. */
async function followInput(context: Context, input: Input): Promise<number> {
  const decoder = new TextDecoder();
  let [text, frames, sentAt] = ["", 0, 0];
  for await (const chunk of context.host.input) {
    text += decoder.decode(chunk as Buffer, { stream: true });
    if (text.trim() === "" || performance.now() - sentAt < betweenFramesMs) continue;
    await send(context, input, text, false);
    frames += 1;
    sentAt = performance.now();
  }
  await send(context, input, text + decoder.decode(), true);
  return frames + 1;
}

async function send({ dingtalk }: Context, input: Input, content: string, isFinalize: boolean): Promise<Fields> {
  return dingtalk.call("cardStreamingUpdate", {
    outTrackId: input.argument("outTrackId"),
    key: input.text("key") ?? "content",
    guid: randomUUID(),
    content,
    isFull: true,
    isFinalize,
    isError: input.flag("failed") === true,
    ...input.data,
  });
}
