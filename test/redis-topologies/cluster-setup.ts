/** One cluster for tests that were written for a single server; its URL reaches them by `inject("redisUrl")`. */
import type { TestProject } from "vitest/node";
import { startCluster } from "./cluster.ts";

export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const cluster = await startCluster();
  project.provide("redisUrl", cluster.url);
  return () => cluster.stop();
}
