import { expect, test } from "vitest";
import { checkArguments } from "./check-arguments.ts";

const schema = {
  type: "object",
  properties: {
    keyword: { type: "string" },
    limit: { type: "integer" },
    order: { enum: ["name", "date"] },
    filter: { type: ["object", "null"] },
    ids: { type: "array" },
    active: { type: "boolean" },
    anything: {},
  },
  required: ["keyword"],
  additionalProperties: false,
};

test("arguments that fit are parsed", () => {
  const value = { keyword: "x", limit: 3, order: "date", filter: null, ids: [1], active: true, anything: "?" };
  expect(checkArguments(JSON.stringify(value), schema)).toEqual({ ok: true, value });
});

test.each([
  ['{"keyword":', "the arguments are not a JSON object"],
  ['["x"]', "the arguments are not a JSON object"],
  ["null", "the arguments are not a JSON object"],
  ["{}", '"keyword" is missing'],
  ['{"keyword":1}', '"keyword" must be of type string'],
  ['{"keyword":"x","limit":1.5}', '"limit" must be of type integer'],
  ['{"keyword":"x","order":"size"}', '"order" must be one of ["name","date"]'],
  ['{"keyword":"x","filter":[]}', '"filter" must be of type object or null'],
  ['{"keyword":"x","colour":"red"}', '"colour" is not a parameter'],
  [
    '{"limit":"3","active":1}',
    '"keyword" is missing; "limit" must be of type integer; "active" must be of type boolean',
  ],
])("%s is refused: %s", (text, problem) => {
  expect(checkArguments(text, schema)).toEqual({ ok: false, problem });
});

test("a schema that says nothing takes any object", () => {
  expect(checkArguments('{"a":1}', {})).toEqual({ ok: true, value: { a: 1 } });
});

test("names of the prototype are no parameters", () => {
  expect(checkArguments('{"keyword":"x","constructor":1}', schema)).toEqual({
    ok: false,
    problem: '"constructor" is not a parameter',
  });
});
