import { join } from "node:path";
import { defineConfig } from "vitest/config";

/** Apart from the other projects: fail-overs take seconds each, and whoever runs all tests need not wait for them. */
export default defineConfig({
  root: join(import.meta.dirname, "../.."),
  test: {
    name: "redis-topologies",
    include: ["test/redis-topologies/**/*.test.ts"],
    // More servers and services at once would only make each other slower.
    fileParallelism: false,
    testTimeout: 180_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 10_000 } },
  },
});
