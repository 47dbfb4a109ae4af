import { expect, test } from "vitest";
import { createMetrics } from "./metrics.ts";

test("counters, gauges and histograms are rendered with the service's name", async () => {
  const metrics = createMetrics("worker");
  const turns = metrics.counter({ name: "dt_turns_total", help: "Turns", labels: ["outcome"] });
  turns.increment({ outcome: "answered" });
  turns.increment({ outcome: "answered" }, 2);
  metrics.gauge({ name: "dt_sessions", help: "Sessions" }).set(7);
  metrics.histogram({ name: "dt_wait_seconds", help: "Wait", buckets: [1, 5] }).observe(3);
  const text = await metrics.render();
  expect(text).toContain('dt_turns_total{outcome="answered",service="worker"} 3');
  expect(text).toContain('dt_sessions{service="worker"} 7');
  expect(text).toContain('dt_wait_seconds_bucket{le="1",service="worker"} 0');
  expect(text).toContain('dt_wait_seconds_bucket{le="5",service="worker"} 1');
});

test("the process's own metrics are there", async () => {
  expect(await createMetrics("worker").render()).toContain('process_resident_memory_bytes{service="worker"}');
});

test("a gauge can be read at every scrape", async () => {
  const metrics = createMetrics("worker");
  let depth = 0;
  metrics.gauge({ name: "dt_depth", help: "Depth", collect: (gauge) => gauge.set((depth += 1)) });
  expect(await metrics.render()).toContain('dt_depth{service="worker"} 1');
  expect(await metrics.render()).toContain('dt_depth{service="worker"} 2');
});

test("a gauge that cannot be read does not take the others with it", async () => {
  const metrics = createMetrics("worker");
  metrics.gauge({ name: "dt_broken", help: "Broken", collect: () => Promise.reject(new Error("Redis is away")) });
  metrics.gauge({ name: "dt_sound", help: "Sound" }).set(1);
  expect(await metrics.render()).toContain('dt_sound{service="worker"} 1');
});

test("a gauge that is not read in time does not hold the others up", async () => {
  const metrics = createMetrics("worker");
  metrics.gauge({ name: "dt_waiting", help: "Waiting", collect: () => new Promise(() => {}) });
  metrics.gauge({ name: "dt_sound", help: "Sound" }).set(1);
  expect(await metrics.render()).toContain('dt_sound{service="worker"} 1');
});

test("two services in one process do not share metrics", async () => {
  const first = createMetrics("first");
  first.gauge({ name: "dt_same", help: "Same" }).set(1);
  const second = createMetrics("second");
  second.gauge({ name: "dt_same", help: "Same" }).set(2);
  expect(await first.render()).toContain('dt_same{service="first"} 1');
  expect(await second.render()).toContain('dt_same{service="second"} 2');
});
