import { describe, expect, it } from "vitest";
import { createRandom } from "../world/random.ts";
import { createFaults, type Fault } from "./faults.ts";

const reset = { type: "reset" } as const;

function strikes(fault: Fault, targets: object[], seed = 1): boolean[] {
  const faults = createFaults(createRandom(seed));
  faults.add(fault);
  return targets.map((target) => faults.strike("request", target).length === 1);
}

describe("createFaults", () => {
  it("strikes what matches in every given field", () => {
    const match = { operation: "model.chat", model: "demo", stream: true };
    const hit = { operation: "model.chat", model: "demo", stream: true, appKey: "a" };
    expect(strikes({ match, effect: reset }, [hit, { ...hit, stream: false }, { ...hit, model: "x" }])).toEqual([
      true,
      false,
      false,
    ]);
  });

  it("matches paths whole, or by their beginning with a star", () => {
    const targets = [{ path: "/v1.0/card/instances" }, { path: "/v1.0/card/streaming" }, {}];
    expect(strikes({ match: { path: "/v1.0/card/*" }, effect: reset }, targets)).toEqual([true, true, false]);
    expect(strikes({ match: { path: "/v1.0/card/streaming" }, effect: reset }, targets)).toEqual([false, true, false]);
  });

  it("matches text in the body", () => {
    const targets = ["one", "two"].map((text) => ({ text: () => `{"content":"${text}"}` }));
    expect(strikes({ match: { contains: "two" }, effect: reset }, targets)).toEqual([false, true]);
  });

  it("skips, then strikes a number of times", () => {
    const targets = Array.from({ length: 5 }, () => ({}));
    expect(strikes({ skip: 1, times: 2, effect: reset }, targets)).toEqual([false, true, true, false, false]);
  });

  it("strikes with a probability that a seed repeats", () => {
    const targets = Array.from({ length: 200 }, () => ({}));
    const fault = { probability: 0.3, effect: reset };
    const hits = strikes(fault, targets, 5);
    expect(hits.filter(Boolean).length).toBeGreaterThan(40);
    expect(hits.filter(Boolean).length).toBeLessThan(80);
    expect(strikes(fault, targets, 5)).toEqual(hits);
    expect(strikes(fault, targets, 6)).not.toEqual(hits);
  });

  it("counts hits and can be taken back", () => {
    const faults = createFaults(createRandom(1));
    const fault = faults.add({ effect: reset });
    faults.strike("request", {});
    expect([fault.hits, faults.list().length]).toEqual([1, 1]);
    fault.remove();
    expect(faults.strike("request", {})).toEqual([]);
  });

  it("keeps faults of requests, handshakes and pushes apart", () => {
    const faults = createFaults(createRandom(1));
    faults.add({ effect: reset });
    faults.add({ effect: { type: "half-open" } });
    expect(faults.strike("handshake", {})).toEqual([]);
    expect(faults.strike("push", {})).toEqual([{ type: "half-open" }]);
  });

  it("refuses an effect that does not exist and lists those that do", () => {
    const faults = createFaults(createRandom(1));
    const wrong = { effect: { type: "explode" } } as unknown as Fault;
    expect(() => faults.add(wrong)).toThrow(/latency, refuse, respond/);
  });
});
