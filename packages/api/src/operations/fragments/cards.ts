import type { Schema } from "../../schema.ts";

export const notification = {
  type: "object",
  properties: { alertContent: { type: "string" }, notificationOff: { type: "boolean" } },
} as const satisfies Schema;

export const searchSupport = {
  type: "object",
  properties: {
    searchDesc: { type: "string", description: "Text found by search, cut at 200 characters." },
    searchIcon: { type: "string" },
    searchTypeName: { type: "string" },
  },
} as const satisfies Schema;

export const chatSpace = {
  type: "object",
  properties: {
    lastMessageI18n: {
      type: "object",
      additionalProperties: { type: "string" },
      description: "Text in the conversation list by language, such as ZH_CN or EN_US.",
    },
    notification,
    searchSupport,
    supportForward: { type: "boolean", description: "Whether the card may be forwarded." },
  },
  required: ["supportForward"],
} as const satisfies Schema;

export const personChatSpace = {
  type: "object",
  properties: {
    lastMessageI18n: {
      type: "object",
      additionalProperties: { type: "string" },
      description: "Text in the conversation list by language, such as ZH_CN or EN_US.",
    },
    notification,
    searchSupport,
    supportForward: { type: "boolean", description: "Whether the card may be forwarded." },
  },
} as const satisfies Schema;

export const topSpace = { type: "object", properties: { spaceType: { type: "string" } } } as const satisfies Schema;

export const dynamicData = {
  type: "object",
  properties: {
    dynamicDataSourceConfigs: {
      type: "array",
      items: {
        type: "object",
        properties: {
          constParams: { type: "object", additionalProperties: { type: "string" } },
          dynamicDataSourceId: { type: "string" },
          pullConfig: {
            type: "object",
            properties: {
              interval: { type: "integer" },
              pullStrategy: { type: "string", description: "NONE, INTERVAL or ONCE." },
              timeUnit: { type: "string" },
            },
          },
        },
      },
    },
  },
} as const satisfies Schema;

export const groupDelivery = {
  type: "object",
  properties: {
    atUserIds: {
      type: "object",
      additionalProperties: { type: "string" },
      description: 'Who is mentioned: user id to name; "@ALL" to "@ALL" for everybody.',
    },
    extension: { type: "object", additionalProperties: { type: "string" } },
    recipients: { type: "array", items: { type: "string" }, description: "Only these people see the card." },
    robotCode: { type: "string", description: "Code of the robot; for the robot of an internal app its app key." },
  },
  required: ["robotCode"],
} as const satisfies Schema;

export const robotChatDelivery = {
  type: "object",
  properties: {
    extension: { type: "object", additionalProperties: { type: "string" } },
    robotCode: { type: "string", description: "Code of the robot; for the robot of an internal app its app key." },
    spaceType: { type: "string" },
  },
} as const satisfies Schema;

export const personChatDelivery = {
  type: "object",
  properties: {
    atUserIds: {
      type: "object",
      additionalProperties: { type: "string" },
      description: 'Who is mentioned: user id to name; "@ALL" to "@ALL" for everybody.',
    },
    extension: { type: "object", additionalProperties: { type: "string" } },
  },
} as const satisfies Schema;

export const topDelivery = {
  type: "object",
  properties: {
    expiredTimeMillis: { type: "integer", description: "When the card leaves the top bar, milliseconds since 1970." },
    platforms: { type: "array", items: { type: "string" } },
    userIds: { type: "array", items: { type: "string" }, description: "User ids." },
  },
} as const satisfies Schema;

export const feedDelivery = {
  type: "object",
  properties: { bizTag: { type: "string" }, gmtTimeLine: { type: "integer" } },
} as const satisfies Schema;

export const documentDelivery = {
  type: "object",
  properties: { userId: { type: "string", description: "User id in the organisation." } },
} as const satisfies Schema;

export const cardData = {
  type: "object",
  description: "Data that everybody sees.",
  properties: {
    cardParamMap: {
      type: "object",
      additionalProperties: { type: "string" },
      description: "Values of the template variables; every value is text, objects and numbers as JSON text.",
    },
  },
} as const satisfies Schema;

export const privateData = {
  type: "object",
  additionalProperties: {
    type: "object",
    properties: {
      cardParamMap: {
        type: "object",
        additionalProperties: { type: "string" },
        description: "Values of the template variables; every value is text, objects and numbers as JSON text.",
      },
    },
  },
  description: "Data per person, keyed by user id (or union id when userIdType is 2).",
} as const satisfies Schema;

export const callbackType = {
  type: "string",
  description: "How clicks come back.",
  enum: ["STREAM", "HTTP"],
} as const satisfies Schema;
