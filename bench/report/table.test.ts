import { expect, it } from "vitest";
import { toMarkdown, toText } from "./table.ts";

const table = {
  title: "Messages a second",
  columns: ["", "median", "rounds"],
  rows: [
    ["plain", "5040", "5010 5040"],
    ["dt", "900", "–"],
  ],
  note: "A note.",
};

it("shows columns side by side, numbers to the right", () => {
  expect(toText(table).split("\n")).toEqual([
    "Messages a second",
    "         median     rounds",
    "  plain    5040  5010 5040",
    "  dt        900          –",
    "  A note.",
  ]);
});

it("writes Markdown that lints", () => {
  expect(toMarkdown(table)).toBe(
    [
      "## Messages a second",
      "",
      "|  | median | rounds |",
      "| --- | ---: | ---: |",
      "| plain | 5040 | 5010 5040 |",
      "| dt | 900 | – |",
      "",
      "A note.",
    ].join("\n"),
  );
});
