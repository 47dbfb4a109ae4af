import { describe, expect, it } from "vitest";
import type { RequestEntry } from "./entries.ts";
import { SimulatorRecord } from "./record.ts";

function makeRequest(overrides: Partial<RequestEntry> & { requestId: string }): RequestEntry {
  return {
    at: 1,
    listener: "api",
    method: "POST",
    path: "/",
    query: "",
    outcome: "answered",
    effect: true,
    faults: [],
    durationMs: 1,
    ...overrides,
  };
}

describe("SimulatorRecord", () => {
  it("keeps the newest entries and the bodies of even fewer, and counts all", () => {
    const record = new SimulatorRecord({ kept: 3, bodiesKept: 2 });
    for (const requestId of ["a", "b", "c", "d"]) record.addRequest(makeRequest({ requestId, body: { requestId } }));
    expect(record.requests().map(({ requestId, body }) => [requestId, body !== undefined])).toEqual([
      ["b", false],
      ["c", true],
      ["d", true],
    ]);
    expect(record.counts().requests).toBe(4);
  });

  it("keeps counters only when told to", () => {
    const record = new SimulatorRecord({ mode: "counters" });
    record.addRequest(makeRequest({ requestId: "a", operation: "robotSendOTO", code: "send.too.fast" }));
    expect(record.requests()).toEqual([]);
    expect(record.counts()).toMatchObject({
      requests: 1,
      refusals: 1,
      operations: { robotSendOTO: 1 },
      codes: { "send.too.fast": 1 },
    });
  });

  it("filters by any fields", () => {
    const record = new SimulatorRecord();
    record.addRequest(makeRequest({ requestId: "a", operation: "x", status: 200 }));
    record.addRequest(makeRequest({ requestId: "b", operation: "x", status: 500 }));
    record.addRequest(makeRequest({ requestId: "c", operation: "y", status: 200 }));
    expect(record.requests({ operation: "x", status: 200 }).map(({ requestId }) => requestId)).toEqual(["a"]);
  });

  it("starts again after it was cleared", () => {
    const record = new SimulatorRecord();
    record.addRequest(makeRequest({ requestId: "a" }));
    record.clear();
    expect([record.requests(), record.counts().requests]).toEqual([[], 0]);
  });
});
