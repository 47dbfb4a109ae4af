import { describe, expect, expectTypeOf, it } from "vitest";
import { createLocalClient, type Received, type Reply, startLocalDingTalk } from "../../../test/local-dingtalk.ts";
import type { BatchEntry, BatchOperationName } from "./types.ts";

const text = { kind: "text", text: "hi" } as const;
const message = { robotCode: "r", msgKey: "sampleText", msgParam: '{"content":"hi"}' };
const people = Array.from({ length: 45 }, (_, index) => `u${index}`);
const range = (length: number): string[] => Array.from({ length }, (_, index) => String(index));
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

  it.each([
    ["listInactiveUsers", { query_date: "20260101", is_active: false, dept_ids: range(250).join(",") }],
    ["workflowListInstanceIds", { processCode: "p", startTime: 1, userIds: range(25) }],
  ] as const)("of %s is split, and each part read to its last page", async (name, input) => {
    const { server, client } = await answering((_, index) => {
      const isFirst = index % 2 === 0;
      const next = isFirst ? { nextToken: 1 } : {};
      return { body: { errcode: 0, result: { list: [`found ${index}`], has_more: isFirst, next_cursor: 1, ...next } } };
    });
    const { answers, done, failures } = await client.batch(name, input);
    expect(done).toEqual(range(name === "listInactiveUsers" ? 250 : 25));
    expect(failures).toEqual([]);
    expect(answers.map(({ result }) => result?.list)).toEqual(range(6).map((index) => [`found ${index}`]));
    const lists = server.received.map(({ body }) => body["userIds"] ?? String(body["dept_ids"]).split(","));
    const [first, ...rest] = lists;
    expect(first).toEqual(range(name === "listInactiveUsers" ? 100 : 10));
    expect(rest[0]).toEqual(first);
    expect([...new Set(lists.flat())]).toEqual(done);
  });

  it("is split for the readers of pages too, who get every entry once", async () => {
    const { server, client } = await answering((_, index) => {
      return { body: { errcode: 0, result: { list: ["everywhere", `u${index}`], has_more: false } } };
    });
    const input = { query_date: "20260101", is_active: false, dept_ids: range(150).join(",") };
    const found = await Array.fromAsync(client.entries("listInactiveUsers", input));
    expect(found).toEqual(["everywhere", "u0", "u1"]);
    expect(server.received).toHaveLength(2);
  });

  it("is not split by who goes on from a position, which belongs to one list", async () => {
    const { server, client } = await answering(() => ({ body: {} }));
    const input = { processCode: "p", startTime: 1, userIds: range(11), nextToken: 20 };
    const read = Array.fromAsync(client.entries("workflowListInstanceIds", input));
    await expect(read).rejects.toMatchObject({ code: "invalid_request", field: "userIds" });
    expect(server.received).toEqual([]);
  });

  it("that is left out of a filter is no list: one call, whose failure is that of the batch", async () => {
    const { client } = await answering(() => ({ status: 400, body: { code: "processCodeNotExist" } }));
    const read = client.batch("workflowListInstanceIds", { processCode: "p", startTime: 1 });
    await expect(read).rejects.toMatchObject({ apiCode: "processCodeNotExist" });
  });

  it("of attachments to authorise is split, besides the one that is named apart", async () => {
    const { server, client } = await answering(() => ({ body: { result: { spaceId: 1 } } }));
    const input = { userId: "u", processInstanceId: "p", fileId: "f", fileIdList: range(21) };
    const { done } = await client.batch("workflowAuthorizePreview", input);
    expect(done).toEqual(range(21));
    expect(server.received.map(({ body }) => body["fileIdList"])).toEqual([range(20), ["20"]]);
    expect(server.received.map(({ body }) => body["fileId"])).toEqual(["f", "f"]);
  });

  it("is typed by its operation", () => {
    expectTypeOf<BatchEntry<"robotSendOTO">>().toEqualTypeOf<string>();
    expectTypeOf<BatchEntry<"todoUpdateExecutorStatus">["id"]>().toEqualTypeOf<string | undefined>();
    expectTypeOf<BatchEntry<"listInactiveUsers">>().toEqualTypeOf<string>();
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
