import { expect, it } from "vitest";
import { median, medianRatio, percentile, round, summarise } from "./statistics.ts";

const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => count - index);

it("takes a percentile by the nearest rank, whatever the order of the values", () => {
  expect(percentile(upTo(100), 0.5)).toBe(50);
  expect(percentile(upTo(100), 0.99)).toBe(99);
  expect(percentile(upTo(10), 0.99)).toBe(10);
  expect(percentile([7], 0.01)).toBe(7);
});

it("sorts numbers as numbers", () => {
  expect(percentile([9, 10, 100], 0.5)).toBe(10);
});

it("has no percentile and no median of nothing", () => {
  expect(percentile([], 0.5)).toBeNaN();
  expect(median([])).toBeNaN();
});

it("takes the middle of an odd and the mean of the two in the middle of an even number of values", () => {
  expect(median([30, 10, 20])).toBe(20);
  expect(median([40, 10, 20, 30])).toBe(25);
});

it("compares what was measured in the same round: a slow round of the machine cancels out", () => {
  expect(medianRatio([100, 20, 60], [200, 40, 120])).toBe(0.5);
});

it("leaves out rounds without a counterpart", () => {
  expect(medianRatio([100, 20], [200])).toBe(0.5);
  expect(medianRatio([100], [0])).toBeNaN();
});

it("sums up times", () => {
  expect(summarise(upTo(1000))).toEqual({ count: 1000, p50: 500, p95: 950, p99: 990, max: 1000 });
});

it("rounds to digits", () => {
  expect(round(1.2345, 2)).toBe(1.23);
  expect(round(12.5)).toBe(13);
});
