import type { Paging } from "../../operation.ts";
import type { Schema } from "../../schema.ts";

export const formComponentValues = {
  type: "array",
  items: {
    type: "object",
    properties: {
      bizAlias: { type: "string", description: "Alias of the field, in place of its label." },
      componentType: { type: "string", description: "Kind of the field, such as TextField." },
      details: {
        type: "array",
        items: {
          type: "object",
          properties: {
            bizAlias: { type: "string", description: "Alias of the field, in place of its label." },
            details: {
              type: "array",
              description: "Fields of the row.",
              items: {
                type: "object",
                properties: {
                  bizAlias: { type: "string", description: "Alias of the field, in place of its label." },
                  componentType: { type: "string", description: "Kind of the field, such as TextField." },
                  extValue: { type: "string", description: "Further value as text." },
                  id: { type: "string", description: "Id of the field." },
                  name: { type: "string", description: "Label of the field, exactly." },
                  value: { type: "string", description: "Value as text." },
                },
              },
            },
            extValue: { type: "string", description: "Further value as text." },
            id: { type: "string", description: "Id of the field." },
            name: { type: "string", description: "Label of the field, exactly." },
            value: { type: "string", description: "Value as text." },
          },
        },
        description: "Rows of a table field.",
        maxItems: 150,
      },
      extValue: { type: "string", description: "Further value as text.", maxLength: 65535 },
      id: { type: "string", description: "Id of the field." },
      name: { type: "string", description: "Label of the form field, exactly." },
      value: { type: "string", description: "Value as text; lists and tables as JSON text.", maxLength: 65535 },
    },
    required: ["name", "value"],
  },
  description: "Values of the form fields.",
  maxItems: 150,
} as const satisfies Schema;

export const commentFile = {
  type: "object",
  description: "Attachments and photos.",
  properties: {
    attachments: {
      type: "array",
      items: {
        type: "object",
        properties: {
          fileId: { type: "string", description: "Id of the attachment." },
          fileName: { type: "string", description: "Name with its extension." },
          fileSize: { type: "string", description: "Bytes, as text." },
          fileType: { type: "string", description: "Extension, such as pdf." },
          spaceId: { type: "string", description: "Id of the space that the file is in, as text." },
        },
      },
      description: "Attachments in the drive.",
      maxItems: 20,
    },
    photos: { type: "array", items: { type: "string" }, description: "URLs of photos." },
  },
} as const satisfies Schema;

/** A page of the tasks that somebody has in the forms that somebody else manages. */
export const managedTasksResult = {
  type: "object",
  properties: {
    result: {
      type: "object",
      properties: {
        hasMore: { type: "boolean", description: "Whether more pages follow." },
        list: {
          type: "array",
          items: {
            type: "object",
            properties: {
              businessId: { type: "string", description: "Number of the approval that people see." },
              canRedirect: { type: "boolean", description: "Whether the task may be handed over." },
              createTime: { type: "number" },
              processCode: { type: "string", description: "Process code of the form." },
              processInstanceId: { type: "string", description: "Id of the approval." },
              taskId: { type: "number" },
              title: { type: "string" },
              userId: { type: "string", description: "User id." },
            },
          },
        },
      },
    },
  },
} as const satisfies Schema;

/** How the pages follow each other. */
export const managedTasksPaging = {
  style: "page",
  position: "nextToken",
  size: "maxResults",
  items: "result.list",
  more: "result.hasMore",
} as const satisfies Paging;
