// DINGs: messages that also ring.
import type { Operation } from "../../operation.ts";

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
    properties: {
      failedList: { type: "object", additionalProperties: {} },
      openDingId: { type: "string", description: "Names the DING for taking it back." },
    },
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
  result: {
    type: "object",
    properties: { openDingId: { type: "string", description: "Names the DING for taking it back." } },
  },
  permissions: ["Premium.Ding.Write"],
  appTypes: ["internal"],
  errors: { 400: ["recall.ding.exception", "invalidParameter.param.invalid"], 500: ["system.error"] },
  sdk: "robot_1_0.RobotRecallDing",
  docUrl: "https://open.dingtalk.com/document/development/robot-withdraws-pin-message",
} as const satisfies Operation;
