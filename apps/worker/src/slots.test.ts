import { expect, it } from "vitest";
import { createSlots } from "./slots.ts";

it("a tenant runs as many turns as it may, and no more", () => {
  const slots = createSlots();
  expect([1, 2, 3].map(() => slots.enter("acme", 2))).toEqual([true, true, false]);
  slots.leave("acme");
  expect(slots.enter("acme", 2)).toBe(true);
});

it("tenants do not take each other's turns", () => {
  const slots = createSlots();
  slots.enter("flooding", 1);
  expect(slots.enter("flooding", 1)).toBe(false);
  expect(slots.enter("quiet", 1)).toBe(true);
});

it("who leaves learns once that somebody was turned away", () => {
  const slots = createSlots();
  slots.enter("acme", 2);
  slots.enter("acme", 2);
  slots.enter("acme", 2);
  expect(slots.leave("acme")).toBe(true);
  expect(slots.leave("acme")).toBe(false);
});

it("a limit that was lowered holds from the next turn on", () => {
  const slots = createSlots();
  slots.enter("acme", 3);
  slots.enter("acme", 3);
  expect(slots.enter("acme", 1)).toBe(false);
});
