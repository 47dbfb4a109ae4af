// Messages of a robot to people, each in their own chat with it.
import type { Operation } from "../../operation.ts";
import { recallFailures, recallResult } from "../fragments/robot.ts";
import { sendErrors } from "../fragments/send-errors.ts";

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
      processQueryKey: {
        type: "string",
        description: "Names the message for reading its state and taking it back, within 24 hours.",
      },
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
  result: recallResult,
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
            readStatus: { type: "string", description: "READ or UNREAD." },
            readTimestamp: { type: "number", description: "Not filled by DingTalk." },
            userId: { type: "string", description: "User id." },
          },
        },
      },
      sendStatus: { type: "string", description: "SUCCESS, RECALLED or PROCESSING." },
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
