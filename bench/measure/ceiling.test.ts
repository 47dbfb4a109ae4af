import { expect, it } from "vitest";
import { ceilingOf } from "./ceiling.ts";

it("shares the cores among all processes, and gives each one at most one", () => {
  expect(ceilingOf({ worker: 400, redis: 300, sender: 300 }, 2)).toEqual({ onTheseCores: 2000, onEnoughCores: 2500 });
  expect(ceilingOf({ bot: 1000, simulator: 250 }, 2)).toEqual({ onTheseCores: 1000, onEnoughCores: 1000 });
});

it("knows nothing where the system does not tell processor times", () => {
  expect(ceilingOf({}, 2)).toBeUndefined();
});
