import type { Paging } from "../../operation.ts";
import type { Schema } from "../../schema.ts";

/** A page of the direct members of a department. */
export const departmentMembers = {
  type: "object",
  properties: {
    contain_access_limit: { type: "boolean", description: "Include people whose visibility is restricted." },
    cursor: { type: "integer", description: "Position of the page, from 0.", minimum: 0, maximum: 100000 },
    dept_id: { type: "integer", description: "Department id; 1 is the root." },
    language: { type: "string", description: "Language of the answer.", enum: ["zh_CN", "en_US"] },
    order_field: { type: "string", description: "Order of the people, such as entry_asc or modify_desc." },
    size: { type: "integer", description: "Entries per page.", minimum: 1, maximum: 100 },
  },
  required: ["cursor", "dept_id", "size"],
} as const satisfies Schema;

/** Pages of the direct members of a department. */
export const departmentMembersPaging = {
  style: "token",
  position: "cursor",
  first: 0,
  size: "size",
  maxSize: 100,
  items: "result.list",
  next: "result.next_cursor",
  more: "result.has_more",
} as const satisfies Paging;
