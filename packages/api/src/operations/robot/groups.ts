// Messages of a robot to groups.
import type { Operation } from "../../operation.ts";
import { conversationRecall, recallFailures, recallResult } from "../fragments/robot.ts";
import { groupSendErrors, sendErrors } from "../fragments/send-errors.ts";

export const robotSendGroup = {
  name: "robotSendGroup",
  group: "robot",
  description: "Send a message to a group that the robot is in.",
  host: "api",
  method: "POST",
  path: "/v1.0/robot/groupMessages/send",
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
          maxBytes: 15000,
        },
        openConversationId: {
          type: "string",
          description: "Id of the conversation; the conversationId of a received message.",
        },
        robotCode: { type: "string", description: "Code of the robot; for the robot of an internal app its app key." },
        token: {
          type: "string",
          description: "Token of a custom webhook robot, the other way to name the robot.",
          secret: true,
        },
      },
      required: ["msgKey", "msgParam", "openConversationId", "robotCode"],
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
  limits: ["msgParam at most 15000 bytes", "msgParam is a JSON string"],
  notes: [
    "Doc requires openConversationId and robotCode; the SDK has them optional because a webhook token is the other way to name the robot.",
    "No mention (@) support.",
    "coolAppCode is required when the robot came with a group cool app.",
  ],
  unconfirmed: ["rate limit of the robot itself (codes send.too.fast, too.many.group)"],
  sdk: "robot_1_0.OrgGroupSend",
  docUrl: "https://open.dingtalk.com/document/development/the-robot-sends-a-group-message",
} as const satisfies Operation;

export const robotRecallGroup = {
  name: "robotRecallGroup",
  group: "robot",
  description: "Take back messages that the robot sent to a group.",
  host: "api",
  method: "POST",
  path: "/v1.0/robot/groupMessages/recall",
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
    ],
    500: ["system.error"],
  },
  limits: ["processQueryKeys at most 20 per call"],
  notes: ["The SDK also has /v1.0/robot/groupMessages/batchRecall (chatbotId instead of robotCode); use this one."],
  unconfirmed: ["time window for recall"],
  sdk: "robot_1_0.OrgGroupRecall",
  docUrl: "https://open.dingtalk.com/document/development/enterprise-chatbot-withdraws-internal-group-messages",
} as const satisfies Operation;

export const robotQueryGroupRead = {
  name: "robotQueryGroupRead",
  group: "robot",
  description: "Read who has seen a message that the robot sent to a group.",
  host: "api",
  method: "POST",
  path: "/v1.0/robot/groupMessages/query",
  auth: "header",
  tokenKind: "app",
  encoding: "json",
  effect: "read",
  input: {
    body: {
      type: "object",
      properties: {
        maxResults: { type: "integer", description: "Entries per page.", minimum: 1, maximum: 200 },
        nextToken: { type: "string", description: "Position of the page, from the answer before." },
        openConversationId: {
          type: "string",
          description: "Id of the conversation; the conversationId of a received message.",
        },
        processQueryKey: { type: "string", description: "Key that the send call answered with." },
        robotCode: { type: "string", description: "Code of the robot; for the robot of an internal app its app key." },
        token: {
          type: "string",
          description: "Token of a custom webhook robot, the other way to name the robot.",
          secret: true,
        },
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
    maxSize: 200,
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
      "invalidParameter.invalid",
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
  limits: ["maxResults at most 200"],
  notes: [
    "openConversationId and token must not both be empty (error openConversationId.notExisted); send openConversationId and robotCode as in the send call.",
  ],
  unconfirmed: ["time window for the query"],
  sdk: "robot_1_0.OrgGroupQuery",
  docUrl: "https://open.dingtalk.com/document/development/chatbot-queries-the-read-status-of-a-message",
} as const satisfies Operation;

export const robotListGroupBots = {
  name: "robotListGroupBots",
  group: "robot",
  description: "List the robots in a group.",
  host: "api",
  method: "POST",
  path: "/v1.0/robot/groups/robots/query",
  auth: "header",
  tokenKind: "app",
  encoding: "json",
  effect: "read",
  input: {
    body: {
      type: "object",
      properties: {
        openConversationId: {
          type: "string",
          description: "Id of the conversation; the conversationId of a received message.",
        },
      },
      required: ["openConversationId"],
    },
  },
  result: {
    type: "object",
    properties: {
      chatbotInstanceVOList: {
        type: "array",
        items: {
          type: "object",
          properties: {
            downloadIconURL: { type: "string", description: "URL of the robot's picture." },
            name: { type: "string" },
            openRobotType: {
              type: "number",
              description: "1 public template, 2 internal app, 3 third-party app, 4 scene group.",
            },
            robotCode: { type: "string", description: "Code of the robot." },
          },
        },
      },
    },
  },
  permissions: ["qyapi_chat_manage"],
  appTypes: ["internal"],
  errors: { 400: ["unauthorized", "illegal.openconevrsation.id", "reject"], 500: ["system.error"] },
  notes: [
    "The path /v1.0/robot/getBotListInGroup is in neither the SDK nor the docs; GetBotListInGroup is only the action name.",
    "openRobotType: 1 public template, 2 internal app, 3 third-party app, 4 scene group.",
  ],
  sdk: "robot_1_0.GetBotListInGroup",
  docUrl: "https://open.dingtalk.com/document/development/obtain-the-list-of-robots-in-the-group",
} as const satisfies Operation;

export const robotListJoinedGroups = {
  name: "robotListJoinedGroups",
  group: "robot",
  description: "List the groups that a robot is in.",
  host: "api",
  method: "POST",
  path: "/v1.0/robot/groups/query",
  auth: "header",
  tokenKind: "app",
  encoding: "json",
  effect: "read",
  input: {
    body: {
      type: "object",
      properties: {
        pageNumber: { type: "integer", description: "Page.", minimum: 0 },
        pageSize: { type: "integer", description: "Entries per page.", minimum: 1 },
        robotCode: { type: "string", description: "Code of the robot; for the robot of an internal app its app key." },
      },
      required: ["pageNumber", "pageSize", "robotCode"],
    },
  },
  result: {
    type: "object",
    properties: {
      hasMore: { type: "boolean", description: "Whether more pages follow." },
      openConversationIds: { type: "array", items: { type: "string" } },
    },
  },
  paging: {
    style: "page",
    position: "pageNumber",
    first: 0,
    orFirst: 1,
    size: "pageSize",
    items: "openConversationIds",
    more: "hasMore",
  },
  permissions: [],
  appTypes: [],
  errors: {},
  notes: ["No current public doc page; permission and paging start not confirmed."],
  unconfirmed: ["permission code", "supported app types", "first pageNumber (sample shows 0)", "maximum pageSize"],
  sdk: "robot_1_0.QueryBotInstanceInGroupInfo",
} as const satisfies Operation;
