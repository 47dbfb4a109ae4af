import type { Schema } from "../../schema.ts";

export const notification = {
  type: "object",
  description: "The notification that comes with the card.",
  properties: {
    alertContent: { type: "string", description: "Text of the notification." },
    notificationOff: { type: "boolean", description: "No notification." },
  },
} as const satisfies Schema;

export const searchSupport = {
  type: "object",
  description: "How the card is found by search.",
  properties: {
    searchDesc: { type: "string", description: "Text found by search, cut at 200 characters." },
    searchIcon: { type: "string", description: "Icon among the results." },
    searchTypeName: { type: "string", description: "Kind of card among the results." },
  },
} as const satisfies Schema;

export const chatSpace = {
  type: "object",
  description: "How the card appears in a chat of this kind; required to deliver it there.",
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
  description: "How the card appears in a chat of two people.",
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

export const topSpace = {
  type: "object",
  description: "The card in the top bar of a group.",
  properties: { spaceType: { type: "string", description: "ONE_BOX." } },
} as const satisfies Schema;

export const dynamicData = {
  type: "object",
  description: "Data that the card asks the bot for by itself.",
  properties: {
    dynamicDataSourceConfigs: {
      type: "array",
      description: "Sources of data.",
      items: {
        type: "object",
        properties: {
          constParams: {
            type: "object",
            additionalProperties: { type: "string" },
            description: "What is sent along with each question.",
          },
          dynamicDataSourceId: { type: "string", description: "Your id of the source." },
          pullConfig: {
            type: "object",
            description: "When the card asks.",
            properties: {
              interval: { type: "integer", description: "Time between two questions, in timeUnit; at least 3 to 6 s." },
              pullStrategy: { type: "string", description: "NONE, INTERVAL or ONCE." },
              timeUnit: { type: "string", description: "Unit of the interval." },
            },
          },
        },
      },
    },
  },
} as const satisfies Schema;

export const groupDelivery = {
  type: "object",
  description: "For delivery to a group.",
  properties: {
    atUserIds: {
      type: "object",
      additionalProperties: { type: "string" },
      description: 'Who is mentioned: user id to name; "@ALL" to "@ALL" for everybody.',
    },
    extension: {
      type: "object",
      additionalProperties: { type: "string" },
      description: "Further fields of this place.",
    },
    recipients: { type: "array", items: { type: "string" }, description: "Only these people see the card." },
    robotCode: { type: "string", description: "Code of the robot; for the robot of an internal app its app key." },
  },
  required: ["robotCode"],
} as const satisfies Schema;

export const robotChatDelivery = {
  type: "object",
  description: "For delivery to the chat of a person with the robot.",
  properties: {
    extension: {
      type: "object",
      additionalProperties: { type: "string" },
      description: "Further fields of this place.",
    },
    robotCode: { type: "string", description: "Code of the robot; for the robot of an internal app its app key." },
    spaceType: { type: "string", description: "IM_ROBOT." },
  },
} as const satisfies Schema;

export const personChatDelivery = {
  type: "object",
  description: "For delivery to a chat of two people.",
  properties: {
    atUserIds: {
      type: "object",
      additionalProperties: { type: "string" },
      description: 'Who is mentioned: user id to name; "@ALL" to "@ALL" for everybody.',
    },
    extension: {
      type: "object",
      additionalProperties: { type: "string" },
      description: "Further fields of this place.",
    },
  },
} as const satisfies Schema;

export const topDelivery = {
  type: "object",
  description: "For delivery to the top bar of a group.",
  properties: {
    expiredTimeMillis: { type: "integer", description: "When the card leaves the top bar, milliseconds since 1970." },
    platforms: {
      type: "array",
      items: { type: "string" },
      description: "Only on these: android, ios, win, mac.",
    },
    userIds: { type: "array", items: { type: "string" }, description: "User ids." },
  },
} as const satisfies Schema;

export const feedDelivery = {
  type: "object",
  description: "For delivery to the feed, which DingTalk has abandoned.",
  properties: {
    bizTag: { type: "string", description: "Kind of business." },
    gmtTimeLine: { type: "integer", description: "Place in time, milliseconds since 1970." },
  },
} as const satisfies Schema;

export const documentDelivery = {
  type: "object",
  description: "For delivery to a document, which DingTalk has abandoned.",
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
