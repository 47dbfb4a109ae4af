import { describe, expect, it } from "vitest";
import { createLocalClient, createTestClock, type Reply, startLocalDingTalk } from "../../../test/local-dingtalk.ts";
import { createMemoryTokenCache } from "../../tokens/memory-token-cache.ts";
import type { TokenCache } from "../../tokens/token-cache.ts";

const ok: Reply = { body: { errcode: 0, result: { count: 1 } } };
const newHost = { body: { list: [] } };
const search = { queryWord: "x", offset: 0, size: 1 };

const fail = () => Promise.reject(new Error("cache is down"));

describe("the access token", () => {
  it("is fetched once for any number of callers", async () => {
    const server = await startLocalDingTalk(() => ok);
    const client = createLocalClient(server);
    await Promise.all(Array.from({ length: 20 }, () => client.users.count({ onlyActive: true })));
    expect(server.tokenCalls).toHaveLength(1);
    expect(server.tokenCalls[0]?.body).toEqual({ appKey: "dingapp", appSecret: "secret-of-dingapp" });
  });

  it("is used for 7 000 seconds", async () => {
    const server = await startLocalDingTalk(() => ok);
    const clock = createTestClock();
    const client = createLocalClient(server, { clock });
    await client.users.count({ onlyActive: true });
    clock.advance(6_999_000);
    await client.users.count({ onlyActive: true });
    expect(server.tokenCalls).toHaveLength(1);
    clock.advance(2_000);
    await client.users.count({ onlyActive: true });
    expect(server.tokenCalls).toHaveLength(2);
  });

  it("S4: is never shared between apps, although they share the cache", async () => {
    const server = await startLocalDingTalk(
      () => ok,
      ({ body }) => ({ body: { accessToken: `token of ${String(body["appKey"])}`, expireIn: 7_200 } }),
    );
    const tokenCache = createMemoryTokenCache();
    const first = createLocalClient(server, { tokenCache });
    const second = createLocalClient(server, { tokenCache, credentials: { appKey: "dingother", appSecret: "s" } });
    await first.users.count({ onlyActive: true });
    await second.users.count({ onlyActive: true });
    expect(server.received.map(({ query }) => query["access_token"])).toEqual([
      "token of dingapp",
      "token of dingother",
    ]);
  });

  it("is shared between clients of one app through the cache", async () => {
    const server = await startLocalDingTalk(() => ok);
    const tokenCache = createMemoryTokenCache();
    await createLocalClient(server, { tokenCache }).users.count({ onlyActive: true });
    await createLocalClient(server, { tokenCache }).users.count({ onlyActive: true });
    expect(server.tokenCalls).toHaveLength(1);
  });

  it("is renewed once for all callers whose calls were rejected", async () => {
    const server = await startLocalDingTalk(({ query }) => {
      return query["access_token"] === "token-1" ? { body: { errcode: 40014, errmsg: "" } } : ok;
    });
    const client = createLocalClient(server);
    const counts = Array.from({ length: 20 }, () => client.users.count({ onlyActive: true }));
    await expect(Promise.all(counts)).resolves.toHaveLength(20);
    expect(server.tokenCalls).toHaveLength(2);
  });

  it("is not renewed a second time", async () => {
    const server = await startLocalDingTalk(() => ({ status: 400, body: { code: "InvalidAuthentication" } }));
    await expect(createLocalClient(server).call("searchUsers", search)).rejects.toMatchObject({ code: "unauthorized" });
    expect([server.received.length, server.tokenCalls.length]).toEqual([2, 2]);
  });

  it("renews for a write too, since a rejected call had no effect", async () => {
    const server = await startLocalDingTalk((_, index) => {
      return index === 0
        ? { status: 400, body: { code: "InvalidAuthentication" } }
        : { body: { processQueryKey: "k" } };
    });
    const sent = await createLocalClient(server).robot.sendToGroup({
      openConversationId: "c",
      message: { kind: "text", text: "hi" },
    });
    expect(sent).toEqual({ processQueryKey: "k" });
  });

  it("fails for good on wrong credentials, and the call was certainly not sent", async () => {
    const server = await startLocalDingTalk(
      () => ok,
      () => ({ status: 400, body: { code: "invalidClientIdOrSecret", message: "no" } }),
    );
    const failure = createLocalClient(server).robot.sendToGroup({
      openConversationId: "c",
      message: { kind: "text", text: "hi" },
    });
    await expect(failure).rejects.toMatchObject({
      code: "unauthorized",
      outcome: "not_sent",
      operation: "robotSendGroup",
    });
    expect(server.received).toEqual([]);
    expect(server.tokenCalls).toHaveLength(1);
  });

  it("leaves a write unsent when no token can be had, whatever happened to the token call", async () => {
    const server = await startLocalDingTalk(
      () => ok,
      () => "reset",
    );
    const failure = createLocalClient(server).robot.sendToGroup({
      openConversationId: "c",
      message: { kind: "text", text: "hi" },
    });
    await expect(failure).rejects.toMatchObject({ code: "network", outcome: "not_sent", retryable: true });
  });

  it("is asked for as often as calls are tried, and not as often again for each of them", async () => {
    const server = await startLocalDingTalk(
      () => ok,
      () => "reset",
    );
    const client = createLocalClient(server, { clock: createTestClock(), maxAttempts: 4 });
    await expect(client.users.count({ onlyActive: true })).rejects.toMatchObject({ code: "network" });
    expect(server.tokenCalls).toHaveLength(4);
  });

  it("works on when the cache is broken", async () => {
    const server = await startLocalDingTalk(() => ok);
    const tokenCache: TokenCache = { get: fail, set: fail, remove: fail };
    await expect(createLocalClient(server, { tokenCache }).users.count({ onlyActive: true })).resolves.toBe(1);
  });

  it("survives one impatient caller: the others get it", async () => {
    const server = await startLocalDingTalk(() => ok);
    const client = createLocalClient(server);
    const controller = new AbortController();
    const impatient = client.users.count({ onlyActive: true }, { signal: controller.signal });
    const patient = client.users.count({ onlyActive: true });
    controller.abort();
    await expect(impatient).rejects.toMatchObject({ code: "aborted", outcome: "not_sent" });
    await expect(patient).resolves.toBe(1);
  });

  it("comes from the suite ticket for an app from the store, per organisation", async () => {
    const server = await startLocalDingTalk(() => newHost);
    const credentials = {
      kind: "thirdParty",
      suiteKey: "suite1",
      suiteSecret: "s",
      corpId: "corp1",
      suiteTicket: () => "newest",
    } as const;
    await createLocalClient(server, { credentials }).call("searchUsers", search);
    expect(server.tokenCalls).toMatchObject([
      {
        path: "/v1.0/oauth2/corpAccessToken",
        body: { suiteKey: "suite1", authCorpId: "corp1", suiteTicket: "newest" },
      },
    ]);
  });

  it("comes from the refresh token for a person, and the next refresh token is handed over", async () => {
    const server = await startLocalDingTalk(
      () => ({ body: { nick: "张三" } }),
      () => ({ body: { accessToken: "user-token", expireIn: 7_200, refreshToken: "next" } }),
    );
    const stored: string[] = [];
    const client = createLocalClient(server, {
      credentials: {
        kind: "user",
        clientId: "dingapp",
        clientSecret: "s",
        person: "me",
        grant: () => ({ refreshToken: "first" }),
        onRefreshToken: (token) => void stored.push(token),
      },
    });
    await expect(client.call("getContactUser", { unionId: "me" })).resolves.toEqual({ nick: "张三" });
    expect(server.tokenCalls).toMatchObject([{ body: { grantType: "refresh_token", refreshToken: "first" } }]);
    expect(stored).toEqual(["next"]);
  });

  it("comes from the code of a login first, then from the refresh token that came with it", async () => {
    const server = await startLocalDingTalk(
      () => ({ body: { nick: "张三" } }),
      (_, index) => ({
        body: { accessToken: `user-token-${index}`, expireIn: 7_200, refreshToken: `refresh-${index}` },
      }),
    );
    let refreshToken: string | undefined;
    const clock = createTestClock();
    const client = createLocalClient(server, {
      clock,
      credentials: {
        kind: "user",
        clientId: "dingapp",
        clientSecret: "s",
        person: "me",
        grant: () => (refreshToken === undefined ? { code: "code-of-the-login" } : { refreshToken }),
        onRefreshToken: (token) => {
          refreshToken = token;
        },
      },
    });
    await Promise.all([1, 2, 3].map(() => client.call("getContactUser", { unionId: "me" })));
    clock.advance(7_200_000);
    await client.call("getContactUser", { unionId: "me" });
    const common = { clientId: "dingapp", clientSecret: "s" };
    expect(server.tokenCalls.map(({ body }) => body)).toEqual([
      { ...common, grantType: "authorization_code", code: "code-of-the-login" },
      { ...common, grantType: "refresh_token", refreshToken: "refresh-0" },
    ]);
    const tokens = server.received.map(({ headers }) => headers["x-acs-dingtalk-access-token"]);
    expect(tokens.at(-1)).toBe("user-token-1");
  });
});
