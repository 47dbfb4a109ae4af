import type { Schema } from "../../schema.ts";

export const formComponentValues = {
  type: "array",
  items: {
    type: "object",
    properties: {
      bizAlias: { type: "string" },
      componentType: { type: "string" },
      details: {
        type: "array",
        items: {
          type: "object",
          properties: {
            bizAlias: { type: "string" },
            details: {
              type: "array",
              items: {
                type: "object",
                properties: {
                  bizAlias: { type: "string" },
                  componentType: { type: "string" },
                  extValue: { type: "string" },
                  id: { type: "string" },
                  name: { type: "string" },
                  value: { type: "string" },
                },
              },
            },
            extValue: { type: "string" },
            id: { type: "string" },
            name: { type: "string" },
            value: { type: "string" },
          },
        },
        description: "Rows of a table field.",
        maxItems: 150,
      },
      extValue: { type: "string", description: "Further value as text.", maxLength: 65535 },
      id: { type: "string" },
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
  properties: {
    attachments: {
      type: "array",
      items: {
        type: "object",
        properties: {
          fileId: { type: "string", description: "Id of the attachment." },
          fileName: { type: "string" },
          fileSize: { type: "string" },
          fileType: { type: "string" },
          spaceId: { type: "string" },
        },
      },
      description: "Attachments in the drive.",
      maxItems: 20,
    },
    photos: { type: "array", items: { type: "string" }, description: "URLs of photos." },
  },
} as const satisfies Schema;
