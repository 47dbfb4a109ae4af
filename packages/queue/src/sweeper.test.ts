import { expect, it } from "vitest";
import { startSweeper } from "./sweeper.ts";

it("sweeps every tenant again and again, and failures are told once, not for each tenant and round", async () => {
  const lines: object[] = [];
  const swept: string[] = [];
  const sweeper = startSweeper({
    tenantIds: () => ["acme", "globex"],
    async sweep(tenantId) {
      swept.push(tenantId);
      throw new Error("Redis is full");
    },
    logger: { debug() {}, info() {}, error() {}, warn: (fields) => void lines.push(fields) },
    intervalMs: 1,
  });
  await expect.poll(() => swept.length).toBeGreaterThan(5);
  await sweeper.close();
  expect(swept.slice(0, 4)).toEqual(["acme", "globex", "acme", "globex"]);
  expect(lines).toEqual([{ tenantId: "acme", reason: "Redis is full", errors: 1 }]);
});
