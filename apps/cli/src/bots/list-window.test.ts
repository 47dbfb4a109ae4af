import { expect, it } from "vitest";
import { readWindow, restOf } from "./list-window.ts";

it("a list from Redis is read in part, and says where it goes on", () => {
  const window = readWindow({ paging: { all: false, limit: undefined, cursor: "40" } }, 20);
  expect(window).toEqual({ offset: 40, limit: 20 });
  expect(restOf(window, 20, 61)).toEqual({ total: 61, nextCursor: 60 });
  expect(restOf(window, 20, 60)).toEqual({ total: 60, nextCursor: undefined });
});

it("--limit counts more than --all, as in lists of DingTalk", () => {
  expect(readWindow({ paging: { all: true, limit: 3, cursor: undefined } }, 20)).toEqual({ offset: 0, limit: 3 });
});

it.each(["x", "-1", "1e3", "", "99999999999999999999"])(
  "refuses the cursor %j, which no list has answered",
  (cursor) => {
    expect(() => readWindow({ paging: { all: false, limit: undefined, cursor } }, 20)).toThrow(/nextCursor/);
  },
);
