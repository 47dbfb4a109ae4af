import { describe, expect, it } from "vitest";
import { createRandom, type Random } from "./random.ts";

const draw = (random: Random): number[] => Array.from({ length: 5 }, () => random.next());

describe("random numbers", () => {
  it("are repeated by their seed, and differ between seeds", () => {
    expect(draw(createRandom(1))).toEqual(draw(createRandom(1)));
    expect(draw(createRandom(1))).not.toEqual(draw(createRandom(2)));
  });

  it("of one stream do not depend on what is drawn from others", () => {
    const [quiet, busy] = [createRandom(1), createRandom(1)];
    draw(busy);
    draw(busy.stream("stops"));
    expect(draw(busy.stream("kills"))).toEqual(draw(quiet.stream("kills")));
  });

  it("of streams with similar names are unlike each other", () => {
    const random = createRandom(1);
    const firsts = Array.from({ length: 1000 }, (_, index) => random.stream(`person ${index}`).next());
    expect(new Set(firsts).size).toBe(1000);
    const mean = firsts.reduce((sum, value) => sum + value, 0) / firsts.length;
    expect(mean).toBeCloseTo(0.5, 1);
  });

  it("around a mean are never more than three times it", () => {
    const random = createRandom(3);
    const values = Array.from({ length: 10_000 }, () => random.around(100));
    expect(Math.max(...values)).toBeLessThanOrEqual(300);
    expect(values.reduce((sum, value) => sum + value, 0) / values.length).toBeCloseTo(95, -1);
  });
});
