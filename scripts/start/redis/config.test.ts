import { expect, test } from "vitest";
import { redisConfig } from "./config.ts";

const config = { port: 4711, password: "secret", folder: '/home/a b/"c"\\d', inContainer: false };

test("the server is for this machine only, keeps everything and evicts nothing", () => {
  const text = redisConfig(config);
  expect(text).toContain('bind "127.0.0.1"\n');
  expect(text).toContain('requirepass "secret"\n');
  expect(text).toContain('appendonly "yes"\nappendfsync "everysec"\n');
  expect(text).toContain('maxmemory-policy "noeviction"\n');
});

test("a folder may have any name", () => {
  expect(redisConfig(config)).toContain('dir "/home/a b/\\"c\\"\\\\d"\n');
});

test("in a container it listens on the container's addresses", () => {
  expect(redisConfig({ ...config, inContainer: true })).toContain('bind "*" "-::*"\n');
});
