import { expect, test } from "vitest";
import { createEventDecoder, type ServerEvent } from "./event-decoder.ts";

function decode(text: string, pieceLength = text.length): ServerEvent[] {
  const decoder = createEventDecoder();
  const pieces = Array.from({ length: Math.ceil(text.length / pieceLength) }, (_, index) => {
    return text.slice(index * pieceLength, (index + 1) * pieceLength);
  });
  return [...pieces.flatMap((piece) => decoder.push(piece)), ...decoder.end()];
}

const stream = 'data: {"a":1}\n\n: a comment\n\nevent: error\ndata: one\ndata:two\nid: 7\n\ndata\n\n';
const events = [
  { name: "", data: '{"a":1}' },
  { name: "error", data: "one\ntwo" },
];

test.each([
  ["line feeds", "\n"],
  ["carriage returns and line feeds", "\r\n"],
  ["carriage returns", "\r"],
])("lines end with %s, wherever the pieces are cut", (_name, lineEnd) => {
  for (const pieceLength of [1, 2, 3, 7, 1000]) {
    expect(decode(stream.replaceAll("\n", lineEnd), pieceLength)).toEqual(events);
  }
});

test("a stream may end without an empty line", () => {
  expect(decode("data: one\n\ndata: two")).toEqual([
    { name: "", data: "one" },
    { name: "", data: "two" },
  ]);
  expect(decode("data: one\r\n\r\ndata: two\r")).toHaveLength(2);
});

test("only the first space after the colon belongs to the form", () => {
  expect(decode("data:  x: y\n\n")).toEqual([{ name: "", data: " x: y" }]);
});

test("a name without data is no event, and does not stay for the next one", () => {
  expect(decode("event: ping\n\ndata: x\n\n")).toEqual([{ name: "", data: "x" }]);
});
