/** A bot that tells people who they are. */
import { once } from "node:events";
import type { DingTalkError } from "@dt/api";
import { parseRobotMessage } from "@dt/api/messages";
import { StreamClient } from "@dt/api/stream";
import { runProgram } from "./shared/program.ts";

const help = `
A bot that tells people who they are, until Ctrl-C. The robot needs the message receiving mode "Stream".

  node examples/stream-bot.ts
`;

await runProgram(help, {}, async ({ dingtalk, credentials, hosts, signal }) => {
  const stream = new StreamClient({
    clientId: credentials.appKey,
    clientSecret: credentials.appSecret,
    ...hosts,
    // Acknowledged once the answer is out. When it fails, DingTalk pushes the message again.
    onRobotMessage: async ({ data }) => {
      const { sender, text, webhook } = parseRobotMessage(data);
      if (webhook === undefined) return;
      const user = sender.staffId && (await dingtalk.users.get({ userId: sender.staffId }));
      const answer = user ? `${user.name}, ${user.title ?? "no title"}` : `${sender.nick}, a guest`;
      await dingtalk.robot.replySession(webhook.url, { kind: "text", text: `“${text}” was said by ${answer}.` });
      console.log(`answered ${sender.nick}`);
    },
  });
  // A connection that breaks is replaced. An alarm is for what a person should look at.
  stream.on("alarm", ({ error }: { error: DingTalkError }) => console.error(error.message));
  signal.addEventListener("abort", () => void stream.stop());
  try {
    await stream.start();
    console.log("listening");
    await once(signal, "abort");
  } finally {
    await stream.stop();
  }
});
