import { describe, expect, it } from "vitest";
import { parseRedisUrl } from "./redis.ts";

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
