import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createWaker } from "@dt/queue";
import { closeRedis, connectRedis, createDeadLetters, redisReady } from "@dt/session";
import { expect, it, onTestFinished } from "vitest";
import type { Service } from "../end-to-end/services.ts";
import { openCollection } from "../exposure/collection.ts";
import { marks, redisPassword } from "../exposure/marks.ts";
import { scan } from "../exposure/scan.ts";
import { startRedis } from "../redis-server.ts";

const silent = { debug() {}, info() {}, warn() {}, error() {} };

it("S9 what gets into a job, why something was given up, a log line and a metric are collected, and marks in them found", async () => {
  const server = await startRedis({ password: redisPassword });
  onTestFinished(() => server.stop());
  const redis = connectRedis(server.url, { mode: "patient" });
  onTestFinished(() => closeRedis(redis));
  await redisReady(redis);
  const root = await mkdtemp(join(tmpdir(), "dt-collection-"));
  onTestFinished(() => rm(root, { recursive: true }));
  const collection = await openCollection(root, server.url);

  const waker = createWaker("inbound", { redis, logger: silent });
  onTestFinished(() => waker.close());
  await waker.wake({ tenantId: "acme", sessionId: `a session named ${marks.words}` });
  // Finished wakes are removed: they must be seen when they are written.
  await redis.flushall();
  const letter = {
    reason: "unreadable",
    detail: `cannot read ${marks.words}`,
    payload: `what was said: ${marks.words}`,
  };
  await createDeadLetters(redis).keepUnreadable("acme", letter);
  const service = { name: "worker", log: [`key ${marks.secret}`], running: true } as const;
  await collection.finish([
    { ...service, metrics: async () => `dt_any{tenant="${marks.words}"} 1` } as unknown as Service,
  ]);

  const { exposures } = await scan(collection.folder);
  expect(new Set(exposures.map(({ file }) => file))).toEqual(
    new Set(["wakes.jobs", "dead-letters.errors", "1-worker.log", "1-worker.metrics"]),
  );
  expect(exposures.find(({ excerpt }) => excerpt.includes("what was said"))).toBeUndefined();
});
