import { operations } from "@dt/api";
import { describe, expect, it } from "vitest";
import { inputCheckOf } from "./validation.ts";

const frame = { outTrackId: "t", guid: "g", key: "content", content: "x", isFull: true };

describe("checking input against a declaration", () => {
  const check = inputCheckOf(operations.cardStreamingUpdate);

  it("accepts what is declared", () => {
    expect(check("body", frame)).toBeUndefined();
    expect(check("query", {})).toBeUndefined();
  });

  it.each([
    ["a missing field", { ...frame, guid: undefined }, { field: "guid", keyword: "required" }],
    ["a field too many", { ...frame, more: 1 }, { field: "more", keyword: "additionalProperties" }],
    ["text in place of a boolean", { ...frame, isFull: "true" }, { field: "isFull", keyword: "type" }],
  ])("names %s", (_, body, problem) => {
    expect(check("body", JSON.parse(JSON.stringify(body)) as Record<string, unknown>)).toMatchObject(problem);
  });

  it("names fields at any depth", () => {
    const cards = inputCheckOf(operations.cardUpdate);
    const body = { outTrackId: "t", cardData: { cardParamMap: { count: 1 } } };
    expect(cards("body", body)).toMatchObject({ field: "cardData.cardParamMap.count", keyword: "type" });
    const deep = { outTrackId: "t", cardData: { cardParamMap: {}, extra: 1 } };
    expect(cards("body", deep)).toMatchObject({ field: "cardData.extra", keyword: "additionalProperties" });
  });

  it("refuses a query where none is declared", () => {
    expect(check("query", { page: "1" })).toMatchObject({ place: "query", field: "page" });
  });

  it("converts the text of a query, but no JSON", () => {
    const webhook = inputCheckOf(operations.robotSendWebhook);
    const query = { access_token: "t", timestamp: "1700000000000" };
    expect(webhook("query", query)).toBeUndefined();
    expect(query.timestamp).toBe(1_700_000_000_000);
    expect(webhook("query", { access_token: "t", timestamp: "soon" })).toMatchObject({ field: "timestamp" });
  });

  it("is compiled once", () => {
    expect(inputCheckOf(operations.cardUpdate)).toBe(inputCheckOf(operations.cardUpdate));
  });
});
