/** A setup file: lets a pattern stand for the texts that it matches, also in `toMatchObject`, which takes it for an empty object. */
import { expect } from "vitest";

function matchPattern(received: unknown, expected: unknown): boolean | undefined {
  if (!(expected instanceof RegExp) || received instanceof RegExp) return undefined;
  return typeof received === "string" && expected.test(received);
}

expect.addEqualityTesters([matchPattern]);
