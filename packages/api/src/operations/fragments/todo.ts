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
