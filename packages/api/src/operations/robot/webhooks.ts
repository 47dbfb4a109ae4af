// Messages by webhook: the reply to a received message, and robots of a single group.
import type { Operation } from "../../operation.ts";
import { actionCard, at, customActionCard, feedCard, link, markdown, text } from "../fragments/robot.ts";

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
        actionCard,
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
        access_token: { type: "string", description: "Token of the webhook robot.", secret: true },
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
        actionCard: customActionCard,
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
