import type { Schema } from "../../schema.ts";

export const roleTypes = {
  type: "array",
  items: { type: "array", items: { type: "string" } },
  description: "Roles of the person: outer list or, inner list and, of executor, creator, participant.",
} as const satisfies Schema;

export const contentFieldList = {
  type: "array",
  description: "Fields shown with the to-do.",
  items: {
    type: "object",
    properties: {
      fieldKey: { type: "string", description: "Name of the field." },
      fieldValue: { type: "string", description: "Its value." },
    },
  },
} as const satisfies Schema;

/** What the to-do calls tell of one to-do. */
export const taskProperties = {
  bizTag: { type: "string", description: "The app or product that made it." },
  createdTime: { type: "number", description: "Milliseconds since 1970." },
  creatorId: { type: "string", description: "Union id of the creator." },
  description: { type: "string" },
  detailUrl: {
    type: "object",
    properties: {
      appUrl: { type: "string", description: "Page on phones." },
      pcUrl: { type: "string", description: "Page on computers." },
    },
  },
  done: { type: "boolean", description: "Whether it is done." },
  dueTime: { type: "number", description: "Due time, milliseconds since 1970." },
  executorIds: { type: "array", items: { type: "string" } },
  finishTime: { type: "number", description: "Milliseconds since 1970." },
  id: { type: "string" },
  isOnlyShowExecutor: { type: "boolean", description: "Whether only its executors see it in their lists." },
  modifiedTime: { type: "number", description: "Milliseconds since 1970." },
  modifierId: { type: "string", description: "Union id of who changed it last." },
  participantIds: { type: "array", items: { type: "string" } },
  priority: { type: "number", description: "10 low, 20 normal, 30 urgent, 40 very urgent." },
  requestId: { type: "string", description: "DingTalk's id of the call." },
  source: { type: "string" },
  sourceId: { type: "string", description: "Your id of the to-do." },
  startTime: { type: "number", description: "Milliseconds since 1970." },
  subject: { type: "string", description: "Title." },
  tenantId: { type: "string" },
  tenantType: { type: "string" },
} as const satisfies Readonly<Record<string, Schema>>;

/** What the lists tell of one to-do. */
export const todoCardFields = {
  bizTag: { type: "string", description: "The app or product that made it." },
  createdTime: { type: "number", description: "Milliseconds since 1970." },
  creatorId: { type: "string", description: "Union id of the creator." },
  detailUrl: {
    type: "object",
    properties: {
      appUrl: { type: "string", description: "Page on phones." },
      pcUrl: { type: "string", description: "Page on computers." },
    },
  },
  dueTime: { type: "number", description: "Due time, milliseconds since 1970." },
  isDone: { type: "boolean", description: "Whether it is done." },
  modifiedTime: { type: "number", description: "Milliseconds since 1970." },
  priority: { type: "number", description: "10 low, 20 normal, 30 urgent, 40 very urgent." },
  sourceId: { type: "string", description: "Your id of the to-do." },
  subject: { type: "string", description: "Title." },
  taskId: { type: "string" },
  todoType: { type: "string", description: "TODO or READ." },
} as const satisfies Readonly<Record<string, Schema>>;
