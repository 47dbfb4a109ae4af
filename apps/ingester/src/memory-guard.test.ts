import { expect, it } from "vitest";
import { usedShare } from "./memory-guard.ts";

it("reads how full Redis is", () => {
  expect(usedShare("# Memory\r\nused_memory:800\r\nused_memory_human:800B\r\nmaxmemory:1000\r\n")).toBe(0.8);
});

it("takes a Redis without a limit for empty", () => {
  expect(usedShare("used_memory:800\r\nmaxmemory:0\r\n")).toBe(0);
});
