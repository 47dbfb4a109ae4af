import type { Paging } from "../../operation.ts";
import type { Schema } from "../../schema.ts";

/** What to search for, and which page of what is found. */
export const searchFields = {
  offset: { type: "integer", description: "Position of the page, from 0.", minimum: 0 },
  queryWord: { type: "string", description: "What to search for." },
  size: { type: "integer", description: "Entries per page.", minimum: 1 },
} as const satisfies Readonly<Record<string, Schema>>;

/** Pages of what a search finds. */
export const searchPaging = {
  style: "offset",
  position: "offset",
  first: 0,
  size: "size",
  items: "list",
  more: "hasMore",
  total: "totalCount",
} as const satisfies Paging;
