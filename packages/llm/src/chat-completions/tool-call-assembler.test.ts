import { expect, test } from "vitest";
import { createToolCallAssembler, type ToolCallDelta } from "./tool-call-assembler.ts";

function assemble(...deltas: ToolCallDelta[]) {
  const assembler = createToolCallAssembler();
  for (const delta of deltas) assembler.add(delta);
  return assembler.finish();
}

test("pieces of two calls may alternate", () => {
  const calls = assemble(
    { index: 0, id: "a", function: { name: "one", arguments: '{"x"' } },
    { index: 1, id: "b", function: { name: "two", arguments: '{"y"' } },
    { index: 0, function: { arguments: ":1}" } },
    { index: 1, function: { arguments: ":2}" } },
  );
  expect(calls).toEqual([
    { id: "a", name: "one", arguments: '{"x":1}' },
    { id: "b", name: "two", arguments: '{"y":2}' },
  ]);
});

test("pieces without an index belong to the call before them", () => {
  const calls = assemble({ id: "a", function: { name: "one", arguments: "{" } }, { function: { arguments: "}" } });
  expect(calls).toEqual([{ id: "a", name: "one", arguments: "{}" }]);
});

test("an id and a name that every piece repeats do not make a call longer", () => {
  const calls = assemble(
    { index: 0, id: "a", function: { name: "one", arguments: "{" } },
    { index: 0, id: "a", function: { name: "one", arguments: "}" } },
  );
  expect(calls).toEqual([{ id: "a", name: "one", arguments: "{}" }]);
});

test("made-up ids differ", () => {
  const calls = assemble({ index: 0, function: { name: "one" } }, { index: 1, function: { name: "one" } });
  expect(new Set(calls.map(({ id }) => id)).size).toBe(2);
});

test("no pieces are no calls", () => {
  expect(assemble()).toEqual([]);
});
