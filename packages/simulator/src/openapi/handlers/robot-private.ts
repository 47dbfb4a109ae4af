import { randomUUID } from "node:crypto";
import type { App } from "../../world/types.ts";
import type { Call, Handlers } from "../call.ts";
import { refuse } from "../refusal.ts";
import { deliver } from "../robot/deliver.ts";
import type { PersonChat } from "../robot/person-chats.ts";
import { contentOf, readersOf, recall, robotOf, sendOf, sendRefusals } from "./robot-support.ts";

const missingGroup = { "openConversationId:required": "miss.openConversationId", ...sendRefusals };

/** Messages of a robot in conversations between two people. */
export const privateChatHandlers = {
  robotSendPrivateChat: {
    refusals: missingGroup,
    run: (call) => {
      const { robotCode, openConversationId, coolAppCode, msgKey, msgParam } = call.input;
      const app = robotOf(call, robotCode, "invalidParameter.robotCode.auth");
      const content = contentOf(msgKey, msgParam);
      const chat = findChat(call, app, openConversationId);
      if (chat.coolAppCode !== coolAppCode) {
        throw refuse(400, "invalidParameter.robotCode.coolApp", "coolAppCode is not that of the conversation");
      }
      const { appKey } = app;
      const messageId = randomUUID();
      const processQueryKey = call.platform.sends.newKey();
      deliver(call.platform, { appKey, conversationId: openConversationId, route: "person-chat", content, messageId });
      const messages = new Map([["", messageId]]);
      call.platform.sends.add({ processQueryKey, appKey, at: call.platform.clock.now(), openConversationId, messages });
      return { processQueryKey };
    },
  },
  robotQueryPrivateChatRead: {
    refusals: {
      maxResults: "invalidParameter.pageSize.invalid",
      "processQueryKey:required": "invalidParameter.processQueryKey.missing",
      "*": "invalidParameter.param.invalid",
    },
    run: (call) => {
      const { robotCode, openConversationId, processQueryKey } = call.input;
      if (robotCode === undefined) throw refuse(400, "invalidParameter.robotCode.missing", "robotCode is missing");
      if (openConversationId === undefined) {
        throw refuse(400, "openConversationId.notExisted", "openConversationId is missing");
      }
      const app = robotOf(call, robotCode, "invalidParameter.robotCode.invalid");
      const { members } = findChat(call, app, openConversationId);
      return readersOf(call, sendOf(call, app, processQueryKey), members);
    },
  },
  robotRecallPrivateChat: {
    refusals: missingGroup,
    run: (call) => {
      const { robotCode, openConversationId, processQueryKeys } = call.input;
      const app = robotOf(call, robotCode, "not.allowed.robotCode");
      findChat(call, app, openConversationId);
      return recall(call, app, processQueryKeys, openConversationId);
    },
  },
} as const satisfies Handlers;

function findChat(call: Call<unknown>, app: App, openConversationId: string): PersonChat {
  const chat = call.platform.personChats.find(openConversationId);
  if (chat?.appKey !== app.appKey) throw refuse(400, "invalid.openConversationId", "openConversationId is unknown");
  return chat;
}
