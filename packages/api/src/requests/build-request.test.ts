import { describe, expect, it } from "vitest";
import { createClient } from "../client/create-client.ts";

const client = createClient({ credentials: { appKey: "key", appSecret: "secret" } });
const describeGet = (unionId: string) => client.describe("getContactUser", { unionId });

describe("an id in a path", () => {
  it("stays one segment, whatever it holds", async () => {
    const { url } = await describeGet("../a?b#c %2e\r\nd");
    expect(new URL(url).pathname).toBe("/v1.0/contact/users/..%2Fa%3Fb%23c%20%252e%0D%0Ad");
    expect(url).not.toMatch(/[?#]/);
  });

  it("is refused when a server would take it for another path", async () => {
    for (const unionId of ["", ".", ".."]) {
      const expected = { code: "invalid_request", operation: "getContactUser", field: "unionId" };
      await expect(describeGet(unionId)).rejects.toMatchObject(expected);
    }
  });

  it("is refused when it is no well-formed text", async () => {
    const expected = { code: "invalid_request", operation: "getContactUser", field: "unionId" };
    await expect(describeGet("a\ud800")).rejects.toMatchObject(expected);
  });
});
