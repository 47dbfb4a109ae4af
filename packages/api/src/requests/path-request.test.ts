import { describe, expect, it } from "vitest";
import { createLocalClient, startLocalDingTalk } from "../../test/local-dingtalk.ts";

describe("a call of any path", () => {
  it("goes to the newer host with the token in a header, and its answer comes back as it is", async () => {
    const answer = { list: [null, { a: null, count: "7" }], none: null };
    const server = await startLocalDingTalk(() => ({ body: answer }));
    const client = createLocalClient(server, { oapiUrl: "http://127.0.0.1:1" });
    const options = { query: { size: 10, all: true, name: "张 三" }, body: { a: [1] } };
    await expect(client.request("PATCH", "/v1.0/some/thing", options)).resolves.toEqual(answer);
    expect(server.received).toMatchObject([
      {
        method: "PATCH",
        path: "/v1.0/some/thing",
        query: { size: "10", all: "true", name: "张 三" },
        body: { a: [1] },
        headers: { "x-acs-dingtalk-access-token": "token-1" },
      },
    ]);
  });

  it("goes to the older host with the token in the query, beside a query of its own", async () => {
    const server = await startLocalDingTalk(() => ({ body: { errcode: 0, result: {} } }));
    await createLocalClient(server).request("GET", "/topapi/thing?a=1");
    expect(server.received).toMatchObject([{ method: "GET", query: { a: "1", access_token: "token-1" }, text: "" }]);
  });

  it("goes to the host that is named", async () => {
    const server = await startLocalDingTalk(() => ({ body: {} }));
    const client = createLocalClient(server, { oapiUrl: "http://127.0.0.1:1" });
    await client.request("GET", "/other", { host: "api" });
    expect(server.received).toMatchObject([{ path: "/other", query: {} }]);
  });

  it("fails like any other call: codes, renewed tokens, and no repeated write", async () => {
    const rejected = { status: 400, body: { code: "InvalidAuthentication" } };
    const server = await startLocalDingTalk((_, index) => (index === 0 ? rejected : { status: 500, body: {} }));
    const client = createLocalClient(server);
    await expect(client.request("POST", "/v1.0/thing", { body: {} })).rejects.toMatchObject({
      code: "unavailable",
      outcome: "unknown",
      operation: "request",
    });
    expect(server.received).toHaveLength(2);
    expect(server.tokenCalls).toHaveLength(2);
    await expect(client.request("GET", "/v1.0/thing")).rejects.toMatchObject({ outcome: "not_sent" });
    expect(server.received).toHaveLength(5);
  });

  it.each(["v1.0/thing", "", "@127.0.0.1/", ":1/"])("refuses %j, which leads to no path of the host", async (path) => {
    const server = await startLocalDingTalk(() => ({ body: {} }));
    await expect(createLocalClient(server).request("GET", path)).rejects.toMatchObject({ field: "path" });
    expect([...server.received, ...server.tokenCalls]).toEqual([]);
  });
});
