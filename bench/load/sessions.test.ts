import { expect, it } from "vitest";
import { sessionsInTurn, skewedSessions } from "./sessions.ts";

const draw = (next: () => number, times: number): number[] => Array.from({ length: times }, next);

it("lets the first tenth of the sessions say a third of everything", () => {
  const drawn = draw(skewedSessions(2000), 100_000);
  expect(drawn.filter((session) => session < 200).length / drawn.length).toBeCloseTo(0.316, 2);
  expect(Math.max(...drawn)).toBeLessThan(2000);
  expect(Math.min(...drawn)).toBe(0);
});

it("draws the same sessions in every run", () => {
  expect(draw(skewedSessions(500), 50)).toEqual(draw(skewedSessions(500), 50));
});

it("takes each session in its turn", () => {
  expect(draw(sessionsInTurn(3), 7)).toEqual([0, 1, 2, 0, 1, 2, 0]);
});
