import { describe, expect, it } from "vitest";
import { isReadOnly, parseRedisUrl } from "./redis.ts";

describe("Redis URLs", () => {
  it("name one server", () => {
    expect(parseRedisUrl("rediss://user:pw@host:6380/2")).toEqual({
      form: "single",
      url: "rediss://user:pw@host:6380/2",
    });
  });

  it("name a master behind sentinels", () => {
    expect(parseRedisUrl("redis+sentinel://:p%40ss@a,b:26380/mymaster/3")).toEqual({
      form: "sentinel",
      nodes: [
        { host: "a", port: 26379 },
        { host: "b", port: 26380 },
      ],
      masterName: "mymaster",
      db: 3,
      username: "",
      password: "p@ss",
    });
  });

  it("name the nodes of a cluster", () => {
    expect(parseRedisUrl("redis+cluster://a:7001,b:7002")).toMatchObject({
      form: "cluster",
      nodes: [{ port: 7001 }, { port: 7002 }],
    });
  });

  it("are refused without showing the password", () => {
    for (const url of ["", "http://h", "redis+sentinel://u:secret@h:1", "redis+cluster://u:secret@h:x"]) {
      expect(() => parseRedisUrl(url)).toThrow(/has the form redis:/);
      expect(() => parseRedisUrl(url)).not.toThrow(/secret/);
    }
  });
});

it.each([
  ["READONLY You can't write against a read only replica.", 2],
  ["READONLY You can't write against a read only replica. script: 2e0f, on @user_script:12.", 2],
  [
    "ERR Error running script (call to f_2e0f): @user_script:12: @user_script: 12: -READONLY You can't write against a read only replica.",
    2,
  ],
  ["ERR Error running script (call to f_2e0f): @user_script:12: attempt to index a nil value", false],
  ["OOM command not allowed when used memory > 'maxmemory'.", false],
] as const)("I16 after a fail-over the primary is looked for: %s", (message, sentAgain) => {
  expect(isReadOnly(new Error(message))).toBe(sentAgain);
});
