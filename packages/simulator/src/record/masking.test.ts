import { describe, expect, it } from "vitest";
import { maskQuery, maskSecret, maskSecrets } from "./masking.ts";

describe("masking", () => {
  it("leaves four characters of a secret", () => {
    expect([maskSecret("abcdefgh"), maskSecret("")]).toEqual(["abcd****", ""]);
  });

  it("finds secrets by their names, at any depth and in any spelling", () => {
    const body = {
      appSecret: "secret-1",
      list: [{ client_secret: "secret-2" }],
      "x-acs-dingtalk-access-token": "secret-3",
    };
    expect(JSON.stringify(maskSecrets(body))).not.toMatch(/secret-\d/);
    expect(maskSecrets({ content: "kept", count: 1, none: null })).toEqual({ content: "kept", count: 1, none: null });
  });

  it("masks tokens and sessions in queries", () => {
    const query = new URLSearchParams("access_token=0123456789&session=abcdefgh&type=image");
    expect(maskQuery(query)).toBe("access_token=0123****&session=abcd****&type=image");
  });
});
