import { expect, it } from "vitest";
import { joinSignals } from "./join-signals.ts";

it("aborts with the first of its signals", () => {
  const [first, second] = [new AbortController(), new AbortController()];
  const { signal } = joinSignals(first.signal, second.signal);
  expect(signal.aborted).toBe(false);
  second.abort();
  expect(signal.aborted).toBe(true);
});

it("has aborted when one of them had", () => {
  expect(joinSignals(new AbortController().signal, AbortSignal.abort()).signal.aborted).toBe(true);
});

it("follows them no longer once it is disposed of", () => {
  const controller = new AbortController();
  const joined = joinSignals(controller.signal);
  joined[Symbol.dispose]();
  controller.abort();
  expect(joined.signal.aborted).toBe(false);
});
