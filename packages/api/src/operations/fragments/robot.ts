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

export const text = { type: "object", properties: { content: { type: "string" } } } as const satisfies Schema;

export const markdown = {
  type: "object",
  properties: { title: { type: "string" }, text: { type: "string" } },
} as const satisfies Schema;

export const link = {
  type: "object",
  properties: {
    title: { type: "string" },
    text: { type: "string" },
    messageUrl: { type: "string" },
    picUrl: { type: "string" },
  },
} as const satisfies Schema;

export const feedCard = {
  type: "object",
  properties: {
    links: {
      type: "array",
      items: {
        type: "object",
        properties: { title: { type: "string" }, messageURL: { type: "string" }, picURL: { type: "string" } },
      },
    },
  },
} as const satisfies Schema;

export const recallFailures = [
  { at: "failedResult", code: "refused", reason: "DingTalk did not take the message back" },
] as const satisfies readonly EntryFailures[];
