// Messages of a robot into chats between two people.
import type { Operation } from "../../operation.ts";
import { conversationRecall, recallFailures, recallResult } from "../fragments/robot.ts";
import { groupSendErrors, sendErrors } from "../fragments/send-errors.ts";

export const robotSendPrivateChat = {
  name: "robotSendPrivateChat",
  group: "robot",
  description: "Send a message into a person-to-person chat where the cool app is installed.",
  host: "api",
  method: "POST",
  path: "/v1.0/robot/privateChatMessages/send",
  auth: "header",
  tokenKind: "app",
  encoding: "json",
  effect: "write",
  input: {
    body: {
      type: "object",
      properties: {
        coolAppCode: {
          type: "string",
          description: "Code of the cool app that brought the robot into the conversation.",
        },
        msgKey: { type: "string", description: "Template of the message, such as sampleText or sampleMarkdown." },
        msgParam: {
          type: "string",
          description: 'Fields of the template as JSON text, such as {"title":"…","text":"…"}.',
          format: "json",
        },
        openConversationId: {
          type: "string",
          description: "Id of the conversation; the conversationId of a received message.",
        },
        robotCode: { type: "string", description: "Code of the robot; for the robot of an internal app its app key." },
      },
      required: ["coolAppCode", "msgKey", "msgParam", "openConversationId", "robotCode"],
    },
  },
  result: {
    type: "object",
    properties: {
      processQueryKey: {
        type: "string",
        description: "Names the message for reading its state and taking it back, within 24 hours.",
      },
    },
  },
  permissions: ["qyapi_robot_sendmsg"],
  appTypes: ["internal", "thirdPartyOrg"],
  errors: { 400: [...sendErrors, ...groupSendErrors], 500: ["system.error", "send.ding.exception"] },
  notes: [
    "Only for person-to-person cool apps.",
    "The SDK has openConversationId, robotCode and coolAppCode optional; the doc requires them.",
  ],
  sdk: "robot_1_0.PrivateChatSend",
  docUrl:
    "https://open.dingtalk.com/document/development/the-robot-sends-ordinary-messages-in-a-person-to-person-conversation",
} as const satisfies Operation;

export const robotQueryPrivateChatRead = {
  name: "robotQueryPrivateChatRead",
  group: "robot",
  description: "Read who has seen a message that the robot sent into a person-to-person chat.",
  host: "api",
  method: "POST",
  path: "/v1.0/robot/privateChatMessages/query",
  auth: "header",
  tokenKind: "app",
  encoding: "json",
  effect: "read",
  input: {
    body: {
      type: "object",
      properties: {
        maxResults: { type: "integer", description: "Entries per page.", minimum: 1 },
        nextToken: { type: "string", description: "Position of the page, from the answer before." },
        openConversationId: {
          type: "string",
          description: "Id of the conversation; the conversationId of a received message.",
        },
        processQueryKey: { type: "string", description: "Key that the send call answered with." },
        robotCode: { type: "string", description: "Code of the robot; for the robot of an internal app its app key." },
      },
      required: ["processQueryKey"],
    },
  },
  result: {
    type: "object",
    properties: {
      hasMore: { type: "boolean", description: "Whether more pages follow." },
      nextToken: { type: "string", description: "Position of the next page." },
      readUserIds: { type: "array", items: { type: "string" } },
      sendStatus: { type: "string", description: "SUCCESS, RECALLED or PROCESSING." },
    },
  },
  paging: {
    style: "token",
    position: "nextToken",
    size: "maxResults",
    items: "readUserIds",
    next: "nextToken",
    more: "hasMore",
  },
  permissions: ["qyapi_robot_sendmsg"],
  appTypes: ["internal", "thirdPartyOrg"],
  errors: {
    400: [
      "invalidParameter.param.invalid",
      "invalidParameter.robotCode.notExsit",
      "invalidParameter.robotCode.missing",
      "invalidParameter.processQueryKey.missing",
      "invalidParameter.cursor.invalid",
      "invalidParameter.pageSize.invalid",
      "invalidParameter.robotCode.invalid",
      "invalid.openConversationId",
      "openConversationId.notExisted",
      "invalid.processQueryKey",
      "bot.stopped",
      "template.not.existed",
      "template.stopped",
      "processQueryKey.expireTime",
      "conversation.org.dismatch",
      "resource.not.found",
      "unauthorized",
      "auth.error",
    ],
    500: ["system.error"],
  },
  sdk: "robot_1_0.PrivateChatQuery",
  docUrl:
    "https://open.dingtalk.com/document/development/query-the-read-list-of-robot-messages-in-person-to-person-conversations",
} as const satisfies Operation;

export const robotRecallPrivateChat = {
  name: "robotRecallPrivateChat",
  group: "robot",
  description: "Take back messages that the robot sent into a person-to-person chat.",
  host: "api",
  method: "POST",
  path: "/v1.0/robot/privateChatMessages/batchRecall",
  auth: "header",
  tokenKind: "app",
  encoding: "json",
  effect: "destructive",
  input: { body: conversationRecall },
  result: recallResult,
  batching: { list: "processQueryKeys", failures: recallFailures },
  permissions: ["qyapi_robot_sendmsg"],
  appTypes: ["internal", "thirdPartyOrg"],
  errors: {
    400: [
      "invalid.openConversationId",
      "invalidParameter.robotCode",
      "invalidParameter.processQueryKeys.overMax",
      "not.allowed.robotCode",
      "invalidParameter.param.invalid",
      "invalidParameter.robotCode.notExsit",
      "miss.chatbotId",
      "invalidParameter.processQueryKey.missing",
      "invalid.processQueryKey",
      "miss.openConversationId",
      "bot.stopped",
      "template.not.existed",
      "template.stopped",
      "unauthorized",
      "resource.not.found",
    ],
    500: ["system.error"],
  },
  sdk: "robot_1_0.BatchRecallPrivateChat",
  docUrl:
    "https://open.dingtalk.com/document/development/batch-withdrawal-of-single-chat-robot-messages-in-person-to-person-conversations",
} as const satisfies Operation;
