import type { EntryFailures } from "../../operation.ts";
import type { Schema } from "../../schema.ts";

export const at = {
  type: "object",
  description: "Who is mentioned; the text must contain @id as well.",
  properties: {
    atUserIds: { type: "array", items: { type: "string", person: "userId" }, description: "User ids to mention." },
    atMobiles: { type: "array", items: { type: "string" }, description: "Mobile numbers to mention." },
    isAtAll: { type: "boolean", description: "Mention everybody." },
  },
} as const satisfies Schema;

export const text = {
  type: "object",
  description: "For msgtype text.",
  properties: { content: { type: "string", description: "The text." } },
} as const satisfies Schema;

export const markdown = {
  type: "object",
  description: "For msgtype markdown.",
  properties: {
    title: { type: "string", description: "Text in the list of conversations and in the notification." },
    text: { type: "string", description: "The Markdown." },
  },
} as const satisfies Schema;

export const link = {
  type: "object",
  description: "For msgtype link.",
  properties: {
    title: { type: "string", description: "Title." },
    text: { type: "string", description: "Text below the title." },
    messageUrl: { type: "string", description: "Page that a click opens." },
    picUrl: { type: "string", description: "Picture." },
  },
} as const satisfies Schema;

const actionCardFields = {
  title: { type: "string", description: "Text in the list of conversations and in the notification." },
  text: { type: "string", description: "The Markdown." },
  singleTitle: { type: "string", description: "Text of the only button." },
  singleURL: { type: "string", description: "Page that the only button opens." },
  btnOrientation: { type: "string", description: '"0" vertical, "1" horizontal buttons.' },
  btns: {
    type: "array",
    description: "Several buttons, in place of the only one.",
    items: {
      type: "object",
      properties: {
        title: { type: "string", description: "Text of the button." },
        actionURL: { type: "string", description: "Page that the button opens." },
      },
    },
  },
} as const;

export const actionCard = {
  type: "object",
  description: "For msgtype actionCard.",
  properties: actionCardFields,
} as const satisfies Schema;

/** Of custom robots. */
export const customActionCard = {
  type: "object",
  description: "For msgtype actionCard.",
  properties: {
    ...actionCardFields,
    hideAvatar: { type: "string", description: '"1" hides the picture of the sender, "0" shows it.' },
  },
} as const satisfies Schema;

export const feedCard = {
  type: "object",
  description: "For msgtype feedCard.",
  properties: {
    links: {
      type: "array",
      description: "Entries, the first one large.",
      items: {
        type: "object",
        properties: {
          title: { type: "string", description: "Title." },
          messageURL: { type: "string", description: "Page that a click opens." },
          picURL: { type: "string", description: "Picture." },
        },
      },
    },
  },
} as const satisfies Schema;

export const recallFailures = [
  { at: "failedResult", code: "refused", reason: "DingTalk did not take the message back" },
] as const satisfies readonly EntryFailures[];

/** Messages of one conversation to be taken back. */
export const conversationRecall = {
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
} as const satisfies Schema;

/** What was taken back, and why the rest was not. */
export const recallResult = {
  type: "object",
  properties: {
    failedResult: { type: "object", additionalProperties: { type: "string" } },
    successResult: { type: "array", items: { type: "string" } },
  },
} as const satisfies Schema;
