import { defineConfig } from "vitest/config";

// Conditions are waited for longer than a busy machine needs; a test that passes waits no longer for it.
const shared = {
  setupFiles: ["./test/patterns.ts"],
  testTimeout: 30_000,
  hookTimeout: 60_000,
  expect: { poll: { timeout: 10_000 } },
};

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          ...shared,
          name: "unit",
          include: [
            "{packages,apps}/*/src/**/*.test.ts",
            "{scripts,bench,chaos,examples}/**/*.test.ts",
            "test/exposure/**/*.test.ts",
          ],
        },
      },
      {
        test: {
          ...shared,
          name: "redis",
          include: ["{packages,apps}/*/test/**/*.test.ts", "test/redis/**/*.test.ts"],
          globalSetup: ["./test/redis.ts"],
        },
      },
      {
        test: {
          ...shared,
          name: "end-to-end",
          include: ["test/end-to-end/**/*.test.ts"],
          // The first one is ended last: what it finds must not keep a server running.
          globalSetup: ["./test/exposure/setup.ts", "./test/redis.ts"],
          // Each file starts whole sets of services; side by side they would measure each other.
          fileParallelism: false,
          testTimeout: 120_000,
        },
      },
    ],
  },
});
