import type { Command } from "../../command/command.ts";
import { messageOptions, readMessage } from "./robot-message.ts";

/** `dt robot send-group` */
export const robotSendGroup: Command = {
  name: "send-group",
  summary: "Send a message to a group that the robot is in",
  details: "Cannot mention people; dt robot webhook can.",
  examples: ['robot send-group cidAbc== --text "部署完成"', "robot send-group cidAbc== --markdown - < report.md"],
  arguments: [{ name: "openConversationId", summary: "The conversationId of a message received in the group" }],
  options: () => messageOptions,
  effect: "write",
  operation: "robotSendGroup",
  run: async ({ dingtalk }, input) => {
    const { toTemplate } = await import("@dt/api/messages");
    const robotCode = await dingtalk.robotCode();
    const openConversationId = input.argument("openConversationId");
    const message = toTemplate(readMessage(input));
    return {
      data: await dingtalk.call("robotSendGroup", { robotCode, openConversationId, ...message, ...input.data }),
    };
  },
};
