// Robots: send, recall, read status, files.
import type { Operation } from "../operation.ts";
import { at, feedCard, link, markdown, recallFailures, text } from "./fragments/robot.ts";
import { groupSendErrors, sendErrors } from "./fragments/send-errors.ts";

export const robotSendOTO = {
  name: "robotSendOTO",
  group: "robot",
  description: "Send a message to up to 20 people, each in their own chat with the robot.",
  host: "api",
  method: "POST",
  path: "/v1.0/robot/oToMessages/batchSend",
  auth: "header",
  tokenKind: "app",
  encoding: "json",
  effect: "write",
  input: {
    body: {
      type: "object",
      properties: {
        msgKey: { type: "string", description: "Template of the message, such as sampleText or sampleMarkdown." },
        msgParam: {
          type: "string",
          description: 'Fields of the template as JSON text, such as {"title":"…","text":"…"}.',
          format: "json",
        },
        robotCode: { type: "string", description: "Code of the robot; for the robot of an internal app its app key." },
        userIds: {
          type: "array",
          items: { type: "string", person: "userId" },
          description: "User ids of the recipients.",
          minItems: 1,
          maxItems: 20,
        },
      },
      required: ["msgKey", "msgParam", "robotCode", "userIds"],
    },
  },
  result: {
    type: "object",
    properties: {
      flowControlledStaffIdList: { type: "array", items: { type: "string" } },
      invalidStaffIdList: { type: "array", items: { type: "string" } },
      processQueryKey: { type: "string" },
    },
  },
  batching: {
    list: "userIds",
    failures: [
      {
        at: "invalidStaffIdList",
        code: "not_found",
        reason: "DingTalk does not know the user id, or the person cannot use the robot",
      },
      {
        at: "flowControlledStaffIdList",
        code: "rate_limited",
        reason: "the person gets too many messages at the moment",
      },
    ],
  },
  permissions: ["qyapi_robot_sendmsg"],
  appTypes: ["internal", "thirdPartyOrg"],
  errors: { 400: sendErrors, 500: ["system.error"] },
  limits: ["userIds at most 20 per call", "msgParam is a JSON string"],
  notes: [
    "HTTP 200 can hide failed recipients: see invalidStaffIdList and flowControlledStaffIdList.",
    "The doc error text for invalidParameter.userIds.overMax says 100 where the field text says 20; use 20.",
    "No mention (@) support.",
  ],
  unconfirmed: ["rate limit of the robot itself (codes send.too.fast, too.many.people)", "maximum msgParam length"],
  sdk: "robot_1_0.BatchSendOTO",
  docUrl: "https://open.dingtalk.com/document/development/chatbots-send-one-on-one-chat-messages-in-batches",
} as const satisfies Operation;

export const robotRecallOTO = {
  name: "robotRecallOTO",
  group: "robot",
  description: "Take back messages that the robot sent one-to-one.",
  host: "api",
  method: "POST",
  path: "/v1.0/robot/otoMessages/batchRecall",
  auth: "header",
  tokenKind: "app",
  encoding: "json",
  effect: "destructive",
  input: {
    body: {
      type: "object",
      properties: {
        processQueryKeys: {
          type: "array",
          items: { type: "string" },
          description: "Keys that the send calls answered with.",
          minItems: 1,
          maxItems: 20,
        },
        robotCode: { type: "string", description: "Code of the robot; for the robot of an internal app its app key." },
      },
      required: ["processQueryKeys", "robotCode"],
    },
  },
  result: {
    type: "object",
    properties: {
      failedResult: { type: "object", additionalProperties: { type: "string" } },
      successResult: { type: "array", items: { type: "string" } },
    },
  },
  batching: { list: "processQueryKeys", failures: recallFailures },
  permissions: ["qyapi_robot_sendmsg"],
  appTypes: ["internal", "thirdPartyOrg"],
  errors: {
    400: [
      "invalidParameter.robotCode",
      "invalidParameter.processQueryKeys.overMax",
      "not.allowed.robotCode",
      "invalidParameter.param.invalid",
      "invalidParameter.processQueryKey.missing",
      "invalid.processQueryKey",
      "robot.processQueryKey.expired",
      "notRevoke.all.messages",
    ],
    500: ["system.error"],
  },
  limits: ["processQueryKeys at most 20 per call", "only within 24 hours of sending"],
  notes: [
    "Path segment is otoMessages here and oToMessages in the send and read calls; case differs in SDK and doc alike.",
  ],
  sdk: "robot_1_0.BatchRecallOTO",
  docUrl: "https://open.dingtalk.com/document/development/batch-message-recall-chat",
} as const satisfies Operation;

export const robotQueryOTORead = {
  name: "robotQueryOTORead",
  group: "robot",
  description: "Read who has seen a message that the robot sent one-to-one.",
  host: "api",
  method: "GET",
  path: "/v1.0/robot/oToMessages/readStatus",
  auth: "header",
  tokenKind: "app",
  encoding: "none",
  effect: "read",
  input: {
    query: {
      type: "object",
      properties: {
        processQueryKey: { type: "string", description: "Key that the send call answered with." },
        robotCode: { type: "string", description: "Code of the robot; for the robot of an internal app its app key." },
      },
      required: ["processQueryKey", "robotCode"],
    },
  },
  result: {
    type: "object",
    properties: {
      messageReadInfoList: {
        type: "array",
        items: {
          type: "object",
          properties: {
            name: { type: "string" },
            readStatus: { type: "string" },
            readTimestamp: { type: "number" },
            userId: { type: "string" },
          },
        },
      },
      sendStatus: { type: "string" },
    },
  },
  permissions: ["qyapi_robot_sendmsg"],
  appTypes: ["internal", "thirdPartyOrg"],
  errors: {
    400: [
      "invalidParameter.robotCode.empty",
      "invalidParameter.param.invalid",
      "invalidParameter.robotCode.notExsit",
      "unknown.send.result",
      "invalidParameter.robotCode.missing",
      "invalidParameter.processQueryKey.missing",
      "invalidParameter.robotCode.invalid",
      "invalid.processQueryKey",
      "template.not.existed",
      "template.stopped",
      "processQueryKey.expireTime",
    ],
    500: ["system.error"],
  },
  limits: ["only within 24 hours of sending", "percent-encode processQueryKey"],
  notes: [
    "sendStatus: SUCCESS, RECALLED, PROCESSING (a doc sample spells SUCESS).",
    "readTimestamp is documented as not supported.",
  ],
  sdk: "robot_1_0.BatchOTOQuery",
  docUrl: "https://open.dingtalk.com/document/development/chatbot-batch-query-the-read-status-of-messages",
} as const satisfies Operation;

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
  result: { type: "object", properties: { processQueryKey: { type: "string" } } },
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
  input: {
    body: {
      type: "object",
      properties: {
        openConversationId: {
          type: "string",
          description: "Id of the conversation; the conversationId of a received message.",
        },
        processQueryKeys: {
          type: "array",
          items: { type: "string" },
          description: "Keys that the send calls answered with.",
          minItems: 1,
          maxItems: 20,
        },
        robotCode: { type: "string", description: "Code of the robot; for the robot of an internal app its app key." },
      },
      required: ["openConversationId", "processQueryKeys", "robotCode"],
    },
  },
  result: {
    type: "object",
    properties: {
      failedResult: { type: "object", additionalProperties: { type: "string" } },
      successResult: { type: "array", items: { type: "string" } },
    },
  },
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
      hasMore: { type: "boolean" },
      nextToken: { type: "string" },
      readUserIds: { type: "array", items: { type: "string" } },
      sendStatus: { type: "string" },
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
            downloadIconURL: { type: "string" },
            name: { type: "string" },
            openRobotType: { type: "number" },
            robotCode: { type: "string" },
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
    properties: { hasMore: { type: "boolean" }, openConversationIds: { type: "array", items: { type: "string" } } },
  },
  paging: {
    style: "page",
    position: "pageNumber",
    first: 0,
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

export const robotDownloadFile = {
  name: "robotDownloadFile",
  group: "robot",
  description: "Trade the download code of a received file or picture for a temporary URL.",
  host: "api",
  method: "POST",
  path: "/v1.0/robot/messageFiles/download",
  auth: "header",
  tokenKind: "app",
  encoding: "json",
  effect: "read",
  input: {
    body: {
      type: "object",
      properties: {
        downloadCode: { type: "string", description: "Download code of the received message." },
        robotCode: { type: "string", description: "Code of the robot; for the robot of an internal app its app key." },
      },
      required: ["downloadCode", "robotCode"],
    },
  },
  result: { type: "object", properties: { downloadUrl: { type: "string" } } },
  permissions: ["qyapi_robot_sendmsg"],
  appTypes: ["internal", "thirdPartyOrg"],
  errors: {
    400: [
      "invalidParameter.robotCode.empty",
      "invalidParameter.robotCode.auth",
      "invalidParameter.robotCode.downloadCode",
    ],
  },
  notes: [
    "Only messages sent to the robot in a one-to-one chat can carry audio, video or file; group messages carry text, pictures and rich text.",
  ],
  unconfirmed: ["lifetime of downloadUrl and downloadCode"],
  sdk: "robot_1_0.RobotMessageFileDownload",
  docUrl: "https://open.dingtalk.com/document/development/download-the-file-content-of-the-robot-receiving-message",
} as const satisfies Operation;

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
  result: { type: "object", properties: { processQueryKey: { type: "string" } } },
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
      hasMore: { type: "boolean" },
      nextToken: { type: "string" },
      readUserIds: { type: "array", items: { type: "string" } },
      sendStatus: { type: "string" },
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
  input: {
    body: {
      type: "object",
      properties: {
        openConversationId: {
          type: "string",
          description: "Id of the conversation; the conversationId of a received message.",
        },
        processQueryKeys: {
          type: "array",
          items: { type: "string" },
          description: "Keys that the send calls answered with.",
          minItems: 1,
          maxItems: 20,
        },
        robotCode: { type: "string", description: "Code of the robot; for the robot of an internal app its app key." },
      },
      required: ["openConversationId", "processQueryKeys", "robotCode"],
    },
  },
  result: {
    type: "object",
    properties: {
      failedResult: { type: "object", additionalProperties: { type: "string" } },
      successResult: { type: "array", items: { type: "string" } },
    },
  },
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

export const robotSendDing = {
  name: "robotSendDing",
  group: "robot",
  description: "Send an urgent reminder (DING) in the app, by SMS or by phone call.",
  host: "api",
  method: "POST",
  path: "/v1.0/robot/ding/send",
  auth: "header",
  tokenKind: "app",
  encoding: "json",
  effect: "write",
  costly: true,
  input: {
    body: {
      type: "object",
      properties: {
        content: { type: "string", description: "Text of the reminder." },
        receiverUserIdList: {
          type: "array",
          items: { type: "string", person: "userId" },
          description: "User ids of the recipients.",
          minItems: 1,
        },
        remindType: {
          type: "integer",
          description: "1 in the app, 2 by SMS, 3 by phone call; 2 and 3 are paid.",
          enum: [1, 2, 3],
        },
        robotCode: { type: "string", description: "Code of the robot; for the robot of an internal app its app key." },
        callVoice: { type: "string", description: "Voice of the phone call." },
      },
      required: ["content", "receiverUserIdList", "remindType", "robotCode"],
    },
  },
  result: {
    type: "object",
    properties: { failedList: { type: "object", additionalProperties: {} }, openDingId: { type: "string" } },
  },
  permissions: ["Premium.Ding.Write"],
  appTypes: ["internal"],
  errors: {
    400: [
      "send.ding.exception",
      "invalid.chatbotId",
      "miss.staffId",
      "toomuch.msg",
      "invalidParameter.param.invalid",
      "ding.receivercount.limit",
      "ding.serverquota.insufficient",
    ],
    500: ["system.error"],
  },
  notes: ["remindType: 1 in-app, 2 SMS, 3 phone; 2 and 3 are paid.", "callVoice is in the official doc only."],
  sdk: "robot_1_0.RobotSendDing",
  docUrl: "https://open.dingtalk.com/document/development/robot-sends-nail-message",
} as const satisfies Operation;

export const robotRecallDing = {
  name: "robotRecallDing",
  group: "robot",
  description: "Take back an urgent reminder (DING).",
  host: "api",
  method: "POST",
  path: "/v1.0/robot/ding/recall",
  auth: "header",
  tokenKind: "app",
  encoding: "json",
  effect: "destructive",
  input: {
    body: {
      type: "object",
      properties: {
        openDingId: { type: "string", description: "Id that the send call answered with." },
        robotCode: { type: "string", description: "Code of the robot; for the robot of an internal app its app key." },
      },
      required: ["openDingId", "robotCode"],
    },
  },
  result: { type: "object", properties: { openDingId: { type: "string" } } },
  permissions: ["Premium.Ding.Write"],
  appTypes: ["internal"],
  errors: { 400: ["recall.ding.exception", "invalidParameter.param.invalid"], 500: ["system.error"] },
  sdk: "robot_1_0.RobotRecallDing",
  docUrl: "https://open.dingtalk.com/document/development/robot-withdraws-pin-message",
} as const satisfies Operation;

export const robotReplySession = {
  name: "robotReplySession",
  group: "robot",
  description: "Answer a received message through its session webhook.",
  host: "oapi",
  method: "POST",
  path: "/robot/sendBySession",
  auth: "none",
  tokenKind: "none",
  encoding: "json",
  effect: "write",
  input: {
    query: {
      type: "object",
      properties: {
        session: { type: "string", description: "Session of the webhook URL of the received message.", secret: true },
      },
      required: ["session"],
    },
    body: {
      type: "object",
      properties: {
        msgtype: {
          type: "string",
          description: "Kind of the message; the field of the same name holds its content.",
          enum: ["text", "markdown", "link", "actionCard", "feedCard"],
        },
        text,
        markdown,
        link,
        actionCard: {
          type: "object",
          properties: {
            title: { type: "string" },
            text: { type: "string" },
            singleTitle: { type: "string" },
            singleURL: { type: "string" },
            btnOrientation: { type: "string", description: '"0" vertical, "1" horizontal buttons.' },
            btns: {
              type: "array",
              items: { type: "object", properties: { title: { type: "string" }, actionURL: { type: "string" } } },
            },
          },
        },
        feedCard,
        at,
      },
      required: ["msgtype"],
    },
  },
  result: { type: "object", properties: {} },
  permissions: [],
  appTypes: [],
  errors: { 200: ["300001"] },
  limits: ["usable until sessionWebhookExpiredTime of the inbound message"],
  notes: [
    "The URL is the sessionWebhook of the inbound message; do not build it.",
    "No access token.",
    "Answer body is legacy style; an expired session gives HTTP 200 with errcode 300001.",
  ],
  unconfirmed: [
    "whether it counts in the quota of API calls or in that of Webhook messages",
    "rate limit",
    "whether link messages are accepted",
    "how many replies one session allows",
  ],
} as const satisfies Operation;

export const robotSendWebhook = {
  name: "robotSendWebhook",
  group: "robot",
  description: "Send a message to a group through a custom webhook robot.",
  host: "oapi",
  method: "POST",
  path: "/robot/send",
  auth: "query",
  tokenKind: "robot",
  encoding: "json",
  effect: "write",
  idempotencyKey: "msgUuid",
  input: {
    query: {
      type: "object",
      properties: {
        access_token: { type: "string", description: "Token of the webhook robot." },
        timestamp: { type: "integer", description: "Time of the signature in milliseconds." },
        sign: {
          type: "string",
          description: "Signature: base64 of HMAC-SHA256 over timestamp, line feed, secret.",
          secret: true,
        },
      },
      required: ["access_token"],
    },
    body: {
      type: "object",
      properties: {
        msgtype: {
          type: "string",
          description: "Kind of the message; the field of the same name holds its content.",
          enum: ["text", "markdown", "link", "actionCard", "feedCard"],
        },
        msgUuid: {
          type: "string",
          description: "Idempotency key: a repeated message with the same key is not sent again.",
        },
        text,
        markdown,
        link,
        actionCard: {
          type: "object",
          properties: {
            title: { type: "string" },
            text: { type: "string" },
            singleTitle: { type: "string" },
            singleURL: { type: "string" },
            btnOrientation: { type: "string", description: '"0" vertical, "1" horizontal buttons.' },
            hideAvatar: { type: "string" },
            btns: {
              type: "array",
              items: { type: "object", properties: { title: { type: "string" }, actionURL: { type: "string" } } },
            },
          },
        },
        feedCard,
        at,
      },
      required: ["msgtype"],
    },
  },
  result: { type: "object", properties: {} },
  permissions: ["qyapi_base"],
  appTypes: ["internal", "thirdPartyOrg"],
  errors: {
    200: [
      "-1",
      "40035",
      "43004",
      "400013",
      "400101",
      "400102",
      "400105",
      "400106",
      "410100",
      "430101",
      "430102",
      "430103",
      "430104",
      "310000",
      "300001",
      "300005",
      "660026",
    ],
  },
  limits: [
    "20 messages per minute per robot, then 10 minutes of throttling",
    "at most 50 members can be mentioned",
    "timestamp may differ from server time by at most 1 hour",
  ],
  notes: [
    "link uses messageUrl and picUrl; feedCard links use messageURL and picURL.",
    "sign = Base64(HMAC-SHA256(key secret, timestamp + LF + secret)), percent-encoded.",
    "msgUuid is the idempotency key (doc only).",
  ],
  unconfirmed: ["whether it counts in the quota of API calls or in that of Webhook messages"],
  sdk: "OapiRobotSendRequest",
  docUrl: "https://open.dingtalk.com/document/development/custom-robots-send-group-messages",
} as const satisfies Operation;
