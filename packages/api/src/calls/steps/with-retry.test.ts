import { describe, expect, it } from "vitest";
import { createLocalClient, createTestClock, type Reply, startLocalDingTalk } from "../../../test/local-dingtalk.ts";
import type { ClientOptions } from "../../client/client-options.ts";

const message = { kind: "text", text: "hi" } as const;
const group = { openConversationId: "cid", message };
const card = { cardTemplateId: "t", outTrackId: "o1", cardData: {}, openSpaceId: "dtv1.card//IM_GROUP.cid" };
const search = { queryWord: "x", offset: 0, size: 1 };

async function withReplies(replies: readonly Reply[], options: Partial<ClientOptions> = {}) {
  const server = await startLocalDingTalk((_, index) => replies[Math.min(index, replies.length - 1)] ?? "reset");
  const clock = createTestClock();
  return { server, clock, client: createLocalClient(server, { clock, ...options }) };
}

describe("repeating a failed call", () => {
  it.each<[string, Reply]>([
    ["403 with a QPS code", { status: 403, body: { code: "Forbidden.AccessDenied.QpsLimitForAppkeyAndApi" } }],
    ["400 send.too.fast", { status: 400, body: { code: "send.too.fast" } }],
    ["429 system.busy", { status: 429, body: { code: "system.busy" } }],
    ["429 with a hint", { status: 429, body: { code: "systemBusy" }, headers: { "retry-after": "2" } }],
    ["errcode 90018 in a 200", { body: { errcode: 88, sub_code: "90018", errmsg: "" } }],
  ])("O4: waits out %s, for a send too", async (_, throttle) => {
    const { server, client, clock } = await withReplies([throttle, { body: { processQueryKey: "k" } }]);
    await expect(client.robot.sendToGroup(group)).resolves.toEqual({ processQueryKey: "k" });
    expect(server.received).toHaveLength(2);
    expect(clock.waits).toHaveLength(1);
  });

  it("O4: waits as long as Retry-After says", async () => {
    const throttle = { status: 429, body: { code: "systemBusy" }, headers: { "retry-after": "3" } };
    const { client, clock } = await withReplies([throttle, { body: {} }]);
    await client.robot.sendToGroup(group);
    expect(clock.waits).toEqual([3_000]);
  });

  it("O4: passes a long wait on to the caller instead of sitting it out", async () => {
    const throttle = { status: 403, body: { code: "Forbidden.AccessDenied.QpmLimitForAppkeyAndApi" } };
    const { client, clock } = await withReplies([throttle]);
    await expect(client.robot.sendToGroup(group)).rejects.toMatchObject({
      code: "rate_limited",
      retryAfterMs: 60_000,
      outcome: "not_sent",
    });
    expect(clock.waits).toEqual([]);
  });

  it("O16: never repeats when the quota is used up", async () => {
    const { server, client } = await withReplies([
      { status: 403, body: { code: "Forbidden.AccessDenied.ApiCountLimitForOrg" } },
    ]);
    await expect(client.robot.sendToGroup(group)).rejects.toMatchObject({ code: "quota_exceeded", retryable: false });
    expect(server.received).toHaveLength(1);
  });

  it.each<[string, Reply]>([
    ["a reset", "reset"],
    ["HTTP 500", { status: 500, body: { code: "system.error" } }],
    ["HTTP 502 with HTML", { status: 502, body: "<html>" }],
    ["an empty answer", { body: "" }],
  ])("O2, O4: sends a write without idempotency key once and reports the unknown outcome of %s", async (_, fault) => {
    const { server, client } = await withReplies([fault]);
    await expect(client.robot.sendToGroup(group)).rejects.toMatchObject({ outcome: "unknown", retryable: true });
    expect(server.received).toHaveLength(1);
  });

  it.each<[string, Reply]>([
    ["a reset", "reset"],
    ["HTTP 503", { status: 503, body: { code: "serviceBusy" } }],
  ])("O4: repeats a read after %s", async (_, fault) => {
    const { server, client, clock } = await withReplies([fault, fault, { body: { list: ["u"] } }]);
    await expect(client.call("searchUsers", search)).resolves.toEqual({ list: ["u"] });
    expect(server.received).toHaveLength(3);
    expect(clock.waits).toEqual([300, 600]);
  });

  it("O2: repeats a write that carries its idempotency key, unchanged", async () => {
    const { server, client } = await withReplies([
      "reset",
      { body: { success: true, result: { deliverResults: [{ success: true }] } } },
    ]);
    await client.cards.createAndDeliver(card);
    expect(server.received.map(({ text }) => text)).toEqual([JSON.stringify(card), JSON.stringify(card)]);
  });

  it("O2: keeps the outcome unknown when a later attempt is refused", async () => {
    const { client } = await withReplies(["reset", { status: 400, body: { code: "param.cardAlreadyExist" } }]);
    await expect(client.cards.createAndDeliver(card)).rejects.toMatchObject({
      code: "already_exists",
      outcome: "unknown",
    });
  });

  it("O4: sends once when the caller wants to repeat by itself", async () => {
    const { server, client } = await withReplies([{ status: 429, body: { code: "system.busy" } }]);
    await expect(client.robot.sendToGroup(group, { maxAttempts: 1 })).rejects.toMatchObject({ code: "rate_limited" });
    expect(server.received).toHaveLength(1);
  });

  it("never repeats what is wrong with the request", async () => {
    const { server, client } = await withReplies([{ status: 400, body: { code: "invalidParameter.msgKey.invalid" } }]);
    await expect(client.robot.sendToGroup(group)).rejects.toMatchObject({ code: "invalid_request" });
    expect(server.received).toHaveLength(1);
  });
});

describe("time and connections", () => {
  it("O4: a call without an answer times out, and a write may have happened", async () => {
    const { server, client } = await withReplies(["hang"]);
    await expect(client.robot.sendToGroup(group, { timeoutMs: 60 })).rejects.toMatchObject({
      code: "timeout",
      outcome: "unknown",
    });
    expect(server.received).toHaveLength(1);
  });

  it("a read that timed out is repeated, each attempt with its own time limit", async () => {
    const { client } = await withReplies(["hang", { body: { list: [] } }], { timeoutMs: 100 });
    await expect(client.call("searchUsers", search)).resolves.toEqual({ list: [] });
  });

  it("the caller's signal ends a call that is on its way", async () => {
    const controller = new AbortController();
    const server = await startLocalDingTalk(() => {
      controller.abort();
      return "hang";
    });
    const call = createLocalClient(server).robot.sendToGroup(group, { signal: controller.signal });
    await expect(call).rejects.toMatchObject({ code: "aborted", outcome: "unknown", retryable: false });
  });

  it("O18: a call that never left is certainly unsent", async () => {
    const { client } = await withReplies([{ body: {} }]);
    await client.accessToken();
    await expect(client.robot.sendToGroup(group, { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: "aborted",
      outcome: "not_sent",
    });
  });

  it("O18: without a connection a send is certainly unsent and therefore repeated", async () => {
    const { client, clock } = await withReplies([{ body: {} }], { apiUrl: "http://127.0.0.1:1" });
    await expect(client.robot.sendToGroup(group)).rejects.toMatchObject({ code: "network", outcome: "not_sent" });
    expect(clock.waits.length).toBeGreaterThan(0);
  });

  it("a limiter is asked before every attempt and told about throttling", async () => {
    const seen: string[] = [];
    const { client } = await withReplies(
      [{ status: 429, body: { code: "system.busy" }, headers: { "retry-after": "1" } }, { body: {} }],
      {
        limiter: {
          acquire: async ({ operation }) => void seen.push(`acquire ${operation}`),
          throttled: ({ operation }, ms) => void seen.push(`throttled ${operation} ${ms}`),
        },
      },
    );
    await client.robot.sendToGroup(group);
    expect(seen.filter((line) => line.includes("robotSendGroup"))).toEqual([
      "acquire robotSendGroup",
      "throttled robotSendGroup 1000",
      "acquire robotSendGroup",
    ]);
  });
});
