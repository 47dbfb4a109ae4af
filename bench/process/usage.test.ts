import { expect, it } from "vitest";
import { readCpuTicks, usageOf } from "./usage.ts";

it("finds the CPU time behind a program's name that holds spaces and brackets", () => {
  const stat = `42 (node (main) x) S 1 42 42 0 -1 4194304 900 0 0 0 123 45 0 0 20 0 11 0 5000 1000000 2000`;
  expect(readCpuTicks(stat)).toBe(168);
});

it("knows what this process uses", async () => {
  expect((await usageOf(process.pid)).bytes).toBeGreaterThan(2 ** 20);
});
