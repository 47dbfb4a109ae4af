import { expect, it, onTestFinished } from "vitest";
import { startSweeper } from "./sweeper.ts";

const silent = { debug() {}, info() {}, warn() {}, error() {} };

it("a tenant whose part of Redis does not answer holds up no other, and is asked once", async () => {
  const swept: string[] = [];
  const sweeper = startSweeper({
    tenantIds: () => ["hanging", "acme"],
    async sweep(tenantId) {
      swept.push(tenantId);
      if (tenantId === "hanging") await new Promise(() => {});
      return 0;
    },
    logger: silent,
    intervalMs: 1,
  });
  onTestFinished(() => sweeper.close());
  await expect.poll(() => swept.filter((tenantId) => tenantId === "acme").length).toBeGreaterThan(2);
  expect(swept.filter((tenantId) => tenantId === "hanging")).toHaveLength(1);
});

it("sweeps every tenant again and again, and failures are told once, not for each tenant and round", async () => {
  const lines: object[] = [];
  const swept: string[] = [];
  const sweeper = startSweeper({
    tenantIds: () => ["acme", "globex"],
    async sweep(tenantId) {
      swept.push(tenantId);
      throw new Error("Redis is full");
    },
    logger: { ...silent, warn: (fields) => void lines.push(fields) },
    intervalMs: 1,
  });
  await expect.poll(() => swept.length).toBeGreaterThan(5);
  await sweeper.close();
  expect(swept.slice(0, 4)).toEqual(["acme", "globex", "acme", "globex"]);
  expect(lines).toEqual([{ tenantId: "acme", reason: "Redis is full", errors: 1 }]);
});
