import { expect, it, onTestFinished } from "vitest";
import { silentLogger } from "../logging/logger.ts";
import { createMetrics } from "../metrics/metrics.ts";
import { openServiceHealth } from "./service-health.ts";

it("a service is ready once it has started, while it has no problems, and its port is closed with it", async () => {
  const stack = new AsyncDisposableStack();
  onTestFinished(() => stack.disposeAsync());
  const problems: string[] = ["Redis is not reachable"];
  const opened: { url?: string }[] = [];
  const health = await openServiceHealth({
    settings: { DT_HTTP_PORT: 0, DT_HTTP_HOST: "127.0.0.1" },
    problems: () => problems,
    metrics: createMetrics("test"),
    logger: { ...silentLogger, info: (fields) => void opened.push(fields) },
    stack,
  });
  const look = async () => (await fetch(`${opened[0]?.url}/readyz`)).json();
  expect(await look()).toEqual({ status: "not ready", reasons: ["Redis is not reachable", "starting"] });
  problems.pop();
  expect(await look()).toEqual({ status: "not ready", reasons: ["starting"] });
  health.started();
  expect(await look()).toEqual({ status: "ready" });
  await stack.disposeAsync();
  await expect(look()).rejects.toThrow("fetch failed");
});
