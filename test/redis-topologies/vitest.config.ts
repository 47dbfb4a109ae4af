import { join } from "node:path";
import { defineConfig } from "vitest/config";

const root = join(import.meta.dirname, "../..");
const shared = {
  root,
  setupFiles: ["./test/patterns.ts"],
  testTimeout: 180_000,
  hookTimeout: 120_000,
  expect: { poll: { timeout: 10_000 } },
};

/** Apart from the other projects: fail-overs take seconds each, and whoever runs all tests need not wait for them. */
export default defineConfig({
  root,
  test: {
    // More servers and services at once would only make each other slower.
    fileParallelism: false,
    projects: [
      { test: { ...shared, name: "redis-topologies", include: ["test/redis-topologies/**/*.test.ts"] } },
      {
        test: {
          ...shared,
          name: "redis-on-cluster",
          // Every script and command of the stores and queues, where keys on different nodes would be refused.
          include: ["packages/{session,queue}/test/**/*.test.ts"],
          // About a single connection or a single server.
          exclude: ["**/batching-redis.test.ts", "**/redis-safety.test.ts"],
          globalSetup: ["./test/redis-topologies/cluster-setup.ts"],
        },
      },
    ],
  },
});
