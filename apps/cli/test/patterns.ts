import { expect } from "vitest";

/** Lets a pattern stand for the texts that it matches, also in `toMatchObject`, which takes it for an empty object. */
export function letPatternsMatch(): void {
  expect.addEqualityTesters([matchPattern]);
}

function matchPattern(received: unknown, expected: unknown): boolean | undefined {
  if (!(expected instanceof RegExp) || received instanceof RegExp) return undefined;
  return typeof received === "string" && expected.test(received);
}
