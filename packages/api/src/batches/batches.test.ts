import { describe, expect, expectTypeOf, it } from "vitest";
import { createLocalClient, type Received, type Reply, startLocalDingTalk } from "../../test/local-dingtalk.ts";
import type { BatchEntry, BatchOperationName } from "./types.ts";

const text = { kind: "text", text: "hi" } as const;
const message = { robotCode: "r", msgKey: "sampleText", msgParam: '{"content":"hi"}' };
const people = Array.from({ length: 45 }, (_, index) => `u${index}`);
const serverFault = { status: 500, body: { code: "system.error" } };

async function answering(answer: (request: Received, index: number) => Reply) {
  const server = await startLocalDingTalk(answer);
  return { server, client: createLocalClient(server) };
}

describe("a list longer than one call takes", () => {
  it("is split, in order, and its answers are collected", async () => {
    const { server, client } = await answering((_, index) => ({ body: { processQueryKey: `k${index}` } }));
    const result = await client.batch("robotSendOTO", { ...message, userIds: people });
    expect(server.received.map(({ body }) => (body["userIds"] as string[]).length)).toEqual([20, 20, 5]);
    expect(server.received.flatMap(({ body }) => body["userIds"])).toEqual(people);
    expect(server.received[2]?.body).toMatchObject(message);
    expect(result.answers.map(({ processQueryKey }) => processQueryKey)).toEqual(["k0", "k1", "k2"]);
    expect(result.done).toEqual(people);
    expect(result.failures).toEqual([]);
  });

  it("O17: tells entry by entry what failed inside successful answers", async () => {
    const { client } = await answering((_, index) => {
      return { body: index === 0 ? { invalidStaffIdList: ["u3"] } : { flowControlledStaffIdList: ["u21"] } };
    });
    const { done, failures } = await client.batch("robotSendOTO", { ...message, userIds: people.slice(0, 25) });
    expect(done).toHaveLength(23);
    expect(failures).toMatchObject([
      { entry: "u3", error: { code: "not_found", retryable: false } },
      { entry: "u21", error: { code: "rate_limited", retryable: true, retryAfterMs: 1_000 } },
    ]);
  });

  it("goes on after a failure that concerned only the entries of one call", async () => {
    const refusal = { status: 400, body: { code: "robot.processQueryKey.expired" } };
    const { server, client } = await answering((_, index) => (index === 0 ? refusal : { body: {} }));
    const keys = Array.from({ length: 21 }, (_, index) => `k${index}`);
    const { done, failures } = await client.batch("robotRecallOTO", { robotCode: "r", processQueryKeys: keys });
    expect(failures).toHaveLength(20);
    expect(done).toEqual(["k20"]);
    expect(server.received).toHaveLength(2);
  });

  it("O2: stops at any other failure; only the entries of that call may have had an effect", async () => {
    const { server, client } = await answering((_, index) => (index === 0 ? { body: {} } : serverFault));
    const { done, failures } = await client.batch("robotSendOTO", { ...message, userIds: people });
    expect(done).toEqual(people.slice(0, 20));
    expect(failures.map(({ entry }) => entry)).toEqual(people.slice(20));
    const outcomes = failures.map(({ error }) => error.outcome);
    expect(outcomes).toEqual([...Array<string>(20).fill("unknown"), ...Array<string>(5).fill("not_sent")]);
    expect(server.received).toHaveLength(2);
  });

  it("is checked as a whole before anything is sent", async () => {
    const { server, client } = await answering(() => ({ body: {} }));
    const userIds = [...people, 7 as unknown as string];
    await expect(client.batch("robotSendOTO", { ...message, userIds })).rejects.toMatchObject({
      code: "invalid_request",
      field: "userIds[5]",
    });
    expect(server.received).toEqual([]);
  });

  it("may be empty: nothing is called", async () => {
    const { server, client } = await answering(() => ({ body: {} }));
    const result = await client.batch("getDismissionInfos", { userIdList: [] });
    expect(result).toEqual({ answers: [], done: [], failures: [] });
    expect(server.received).toEqual([]);
  });

  it("must belong to an operation that takes one", async () => {
    const { client } = await answering(() => ({ body: {} }));
    const name = "getUser" as string as "getDismissionInfos";
    await expect(client.batch(name, { userIdList: ["u1"] })).rejects.toMatchObject({ code: "invalid_request" });
  });

  it("is typed by its operation", () => {
    expectTypeOf<BatchEntry<"robotSendOTO">>().toEqualTypeOf<string>();
    expectTypeOf<BatchEntry<"todoUpdateExecutorStatus">["id"]>().toEqualTypeOf<string | undefined>();
    expectTypeOf<"getUser">().not.toExtend<BatchOperationName>();
  });
});

describe("sending to more than 20 people", () => {
  it("answers the keys of all calls and everybody who got nothing", async () => {
    const { client } = await answering((_, index) => {
      return { body: { processQueryKey: `k${index}`, invalidStaffIdList: index === 1 ? ["u30"] : [] } };
    });
    const sent = await client.robot.sendToUsers({ userIds: people, message: text });
    expect(sent).toMatchObject({
      processQueryKey: "k0",
      processQueryKeys: ["k0", "k1", "k2"],
      invalidUserIds: ["u30"],
      throttledUserIds: [],
      failures: [{ entry: "u30", error: { code: "not_found" } }],
    });
  });

  it("fails as a whole only when no call succeeded", async () => {
    const { client } = await answering((_, index) => (index === 0 ? serverFault : { body: {} }));
    await expect(client.robot.sendToUsers({ userIds: people, message: text })).rejects.toMatchObject({
      code: "unavailable",
      outcome: "unknown",
    });
    const later = await answering((_, index) => (index === 1 ? serverFault : { body: { processQueryKey: "k" } }));
    const { failures } = await later.client.robot.sendToUsers({ userIds: people, message: text });
    expect(failures).toHaveLength(25);
  });

  it("takes messages back in the same way", async () => {
    const { client } = await answering((_, index) => {
      return { body: index === 0 ? { successResult: ["k0"] } : { failedResult: { k20: "expired" } } };
    });
    const processQueryKeys = Array.from({ length: 21 }, (_, index) => `k${index}`);
    const { recalled, failed } = await client.robot.recallFromUsers({ processQueryKeys });
    expect(recalled).toEqual(["k0"]);
    expect(Object.entries(failed)).toEqual([["k20", expect.stringContaining("expired")]]);
  });
});
