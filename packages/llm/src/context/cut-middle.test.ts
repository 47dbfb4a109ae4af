import { expect, test } from "vitest";
import { cutMiddle } from "./cut-middle.ts";

test("a text that fits stays as it is", () => {
  expect(cutMiddle("12345", 5)).toBe("12345");
});

test("the beginning and the end stay, with a mark that says how much is missing", () => {
  expect(cutMiddle("abcdefghijklmnopqrstuvwxyz", 10)).toBe("abcdef\n[… 16 characters left out …]\nwxyz");
});

test("nothing at all can stay", () => {
  expect(cutMiddle("abc", 0)).toBe("\n[… 3 characters left out …]\n");
});

test.each([7, 8, 9, 10, 11])("no emoji is cut into halves (%i)", (maximum) => {
  const cut = cutMiddle("😀".repeat(20), maximum);
  expect(cut.isWellFormed()).toBe(true);
  expect(cut).toContain("left out");
});
