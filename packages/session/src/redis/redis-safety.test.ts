import { describe, expect, it } from "vitest";
import { type RedisDurability, unsafeSettings } from "./redis-safety.ts";

const safe: RedisDurability = {
  maxmemoryPolicy: "noeviction",
  appendonly: "yes",
  appendfsync: "everysec",
  lastWrite: "ok",
  replicas: 0,
};

describe("what is unsafe about a Redis", () => {
  it.each(["everysec", "always", undefined])("is nothing with appendfsync %s", (appendfsync) => {
    expect(unsafeSettings({ ...safe, appendfsync })).toEqual([]);
  });

  it.each<[string, Partial<RedisDurability>, RegExp]>([
    ["a policy that deletes", { maxmemoryPolicy: "allkeys-lru" }, /allkeys-lru.*set maxmemory-policy noeviction/],
    ["no append-only file", { appendonly: "no" }, /set appendonly yes/],
    ["no fsync of its own", { appendfsync: "no" }, /set appendfsync everysec or always/],
    ["a disk that takes no more", { lastWrite: "err" }, /disk is full/],
    ["a policy that is not told", { maxmemoryPolicy: undefined }, /make sure that it is noeviction/],
    ["a persistence that is not told", { appendonly: undefined }, /make sure that appendonly is yes/],
  ])("is %s, in one sentence", (_case, overrides, sentence) => {
    expect(unsafeSettings({ ...safe, ...overrides })).toEqual([expect.stringMatching(sentence)]);
  });

  it("is too few replicas where some are waited for", () => {
    expect(unsafeSettings({ ...safe, replicas: 1 }, 2)).toEqual([expect.stringContaining("1 of the 2 replicas")]);
    expect(unsafeSettings({ ...safe, replicas: 2 }, 2)).toEqual([]);
    expect(unsafeSettings({ ...safe, replicas: undefined }, 2)).toEqual([]);
  });

  it("is said all at once", () => {
    expect(unsafeSettings({ ...safe, maxmemoryPolicy: "volatile-ttl", appendonly: "no" })).toHaveLength(2);
  });
});
