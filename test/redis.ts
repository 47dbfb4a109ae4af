/** One private Redis server for a whole test run; its URL reaches tests by `inject("redisUrl")`. */
import type { TestProject } from "vitest/node";
import { startRedis } from "./redis-server.ts";

export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await startRedis();
  project.provide("redisUrl", server.url);
  return () => server.stop();
}
