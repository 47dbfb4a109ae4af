import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { consumeWakes } from "@dt/queue";
import {
  closeRedis,
  connectRedis,
  countUsage,
  createDeadLetters,
  createInbox,
  createMemory,
  createMemoryDirectory,
  createOutbox,
  type Part,
  type Turn,
  usageDay,
} from "@dt/session";
import { afterAll, describe, expect, inject, it, onTestFinished } from "vitest";
import { dt } from "./dt.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const redis = connectRedis(inject("redisUrl"), { mode: "patient" });
afterAll(() => closeRedis(redis));
const inbox = createInbox(redis);
const environment = { REDIS_URL: inject("redisUrl") };

/** A tenant of its own and command lines about it. */
function newTenant() {
  const tenantId = `t-${randomUUID()}`;
  const session = { tenantId, sessionId: "dingtalk_private_u1" };
  const run = (words: readonly string[], more: Parameters<typeof dt>[1] = {}) => {
    return dt([...words, "--tenant", tenantId], { ...more, environment: { ...environment, ...more.environment } });
  };
  const receive = (id: string, sessionId = session.sessionId) => {
    return inbox.append(
      { tenantId, sessionId },
      { id, robotCode: "robot", sentAt: 1, content: { text: `text of ${id}` } },
    );
  };
  return { tenantId, session, run, receive };
}

async function begin(session: { tenantId: string; sessionId: string }): Promise<Turn> {
  const begun = await inbox.begin(session);
  if (begun.state !== "turn") throw new Error(`expected a turn, got ${begun.state}`);
  return begun.turn;
}

function partOf(turn: Turn): Part {
  const messageIds = turn.messages.map(({ id }) => id);
  return {
    id: `${turn.id}/1`,
    turnId: turn.id,
    messages: messageIds.length,
    messageIds,
    outcome: "answered",
    content: {},
  };
}

function answer(turn: Turn) {
  const history = [{ role: "user" as const, content: "秘密", at: 1 }];
  return inbox.commit(turn, { answered: turn.messages.length, outcome: "answered", history, parts: [partOf(turn)] });
}

function giveUp(turn: Turn) {
  const dead = { outcome: "dead" as const, reason: "model_unavailable", detail: "503", history: [], parts: [] };
  return inbox.commit(turn, { answered: turn.messages.length, ...dead });
}

async function withLetters(count: number) {
  const tenant = newTenant();
  for (let number = 1; number <= count; number += 1) {
    await tenant.receive(`m${number}`, `dingtalk_private_u${number}`);
    await giveUp(await begin({ tenantId: tenant.tenantId, sessionId: `dingtalk_private_u${number}` }));
  }
  return tenant;
}

async function withConversation() {
  const tenant = newTenant();
  await tenant.receive("m1");
  await answer(await begin(tenant.session));
  await createMemory(redis).remember(tenant.session, "喜欢茶");
  return tenant;
}

describe("dt account", () => {
  it("adds up what was received", async () => {
    const { session, run, receive } = newTenant();
    await receive("m1");
    await giveUp(await begin(session));
    await receive("m2");
    const { code, json } = await run(["account"]);
    expect(code).toBe(0);
    expect(json.data).toMatchObject({ received: 2, dead: 1, waiting: 1, answered: 0, balanced: true });
  });

  it("fails when the sum is wrong", async () => {
    const { tenantId, run, receive } = newTenant();
    await receive("m1");
    await redis.hincrby(`dt:{${tenantId}}:account`, "answered", 1);
    const { code, json } = await run(["account"]);
    expect(code).toBe(1);
    expect(json).toMatchObject({ success: false, data: { balanced: false } });
  });
});

describe("dt trace", () => {
  it("shows the path of a message", async () => {
    const { session, run, receive } = newTenant();
    await receive("m1");
    await answer(await begin(session));
    const { json } = await run(["trace", "m1"]);
    expect(json.data).toMatchObject({
      messageId: "m1",
      sessionId: session.sessionId,
      stored: expect.any(Number),
      committed: expect.any(Number),
    });
    const { out } = await run(["trace", "m1"], { terminal: {} });
    expect(out).toMatch(/^stored .*\nturn .*\ncommitted /m);
  });

  it("says when nothing is known", async () => {
    const { run } = newTenant();
    expect((await run(["trace", "nothing"])).json.error).toMatchObject({ code: "NOT_FOUND", hint: /24 hours/ });
  });
});

describe("dt dead", () => {
  it("lists page by page, without what people said, and shows one with it", async () => {
    const { run } = await withLetters(3);
    const { json, out } = await run(["dead", "list", "--limit", "2"]);
    expect(json).toMatchObject({ total: 3, nextCursor: 2, data: [{ reason: "model_unavailable", attempts: 1 }, {}] });
    expect(out).not.toContain("text of");
    const rest = await run(["dead", "list", "--cursor", "2"]);
    expect(rest.json.data).toHaveLength(1);
    expect(rest.json.nextCursor).toBeUndefined();
    const [{ id }] = rest.json.data as [{ id: string }];
    expect((await run(["dead", "show", id])).json.data).toMatchObject({
      payload: [{ content: { text: "text of m1" } }],
    });
    expect((await run(["dead", "show", "nothing"])).json.error.code).toBe("NOT_FOUND");
  });

  it("replays messages into their session and wakes it", async () => {
    const { tenantId, run } = await withLetters(1);
    const woken = Promise.withResolvers<object>();
    const logger = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
    const consumer = consumeWakes(
      "inbound",
      (payload) => {
        if (payload.tenantId === tenantId) woken.resolve(payload);
        return Promise.resolve(undefined);
      },
      { redis, logger, concurrency: 1 },
    );
    onTestFinished(() => consumer.close());
    const [{ id }] = (await run(["dead", "list"])).json.data as [{ id: string }];
    const { code, json } = await run(["dead", "replay", id]);
    expect([code, json.data]).toEqual([0, { replayed: [id] }]);
    expect(await woken.promise).toEqual({ tenantId, sessionId: "dingtalk_private_u1" });
    expect((await begin({ tenantId, sessionId: "dingtalk_private_u1" })).messages.map((message) => message.id)).toEqual(
      ["m1"],
    );
    expect((await run(["account"])).json.data).toMatchObject({ dead: 0, waiting: 1, balanced: true });
  });

  it("replays replies into their lane", async () => {
    const { tenantId, session, run, receive } = newTenant();
    await receive("m1");
    await answer(await begin(session));
    const outbox = createOutbox(redis);
    const taken = await outbox.take(tenantId, { limit: 1, perSecond: 20 });
    const [delivery] = taken.deliveries;
    if (delivery === undefined) throw new Error("nothing to deliver");
    await outbox.settle(delivery, { state: "dead", reason: "refused", detail: "robot removed" });
    const [{ id, kind }] = (await run(["dead", "list"])).json.data as [{ id: string; kind: string }];
    expect(kind).toBe("delivery");
    expect((await run(["dead", "replay", id])).code).toBe(0);
    expect((await outbox.take(tenantId, { limit: 1, perSecond: 20 })).deliveries).toHaveLength(1);
  });

  it("replays all with one reason, and says which were not there", async () => {
    const { run } = await withLetters(2);
    expect((await run(["dead", "replay", "--all", "--reason", "other"])).json.data).toEqual({ replayed: [] });
    const all = await run(["dead", "replay", "--all", "--reason", "model_unavailable"]);
    expect((all.json.data as { replayed: string[] }).replayed).toHaveLength(2);
    const { code, json } = await run(["dead", "replay", "gone"]);
    expect([code, json.error.code, json.data]).toEqual([6, "NOT_FOUND", { replayed: [], left: ["gone"] }]);
    expect((await run(["dead", "replay"])).json.error.message).toMatch(/Name dead letters, or say --all/);
  });

  it("drops for good, only with --yes", async () => {
    const { tenantId, run } = await withLetters(1);
    expect((await run(["dead", "drop", "--all"])).json.error.hint).toMatch(/--yes/);
    expect(await createDeadLetters(redis).count(tenantId)).toBe(1);
    expect((await run(["dead", "drop", "--all", "--yes"])).code).toBe(0);
    expect(await createDeadLetters(redis).count(tenantId)).toBe(0);
  });
});

describe("dt sessions", () => {
  it("lists sessions with what waits in them, and shows one", async () => {
    const { session, run, receive } = await withConversation();
    await receive("m2", "dingtalk_group_cid_u2");
    const { json } = await run(["sessions", "list"]);
    expect(json.data).toEqual([
      { sessionId: session.sessionId, waiting: 0, delivering: 1, history: 1, lastAt: expect.any(Number) },
      { sessionId: "dingtalk_group_cid_u2", waiting: 1, delivering: 0, history: 0 },
    ]);
    const shown = await run(["sessions", "show", session.sessionId]);
    expect(shown.json.data).toMatchObject({ memory: ["喜欢茶"], conversation: [{ role: "user", content: "秘密" }] });
    expect((await run(["sessions", "show", "nobody"])).json.error.code).toBe("NOT_FOUND");
  });

  it("lists page by page, and only where something waits", async () => {
    const { run, receive } = await withConversation();
    await receive("m2", "dingtalk_private_u2");
    const first = await run(["sessions", "list", "--limit", "1"]);
    expect(first.json).toMatchObject({ data: [{ sessionId: "dingtalk_private_u1" }], total: 2, nextCursor: 1 });
    const second = await run(["sessions", "list", "--limit", "1", "--cursor", "1"]);
    expect(second.json).toMatchObject({ data: [{ sessionId: "dingtalk_private_u2" }], total: 2 });
    expect(second.json.nextCursor).toBeUndefined();
    expect((await run(["sessions", "list", "--waiting"])).json.total).toBe(2);
    expect((await run(["sessions", "list", "--cursor", "x"])).json.error.code).toBe("INVALID_ARGUMENTS");
  });

  it("ends a conversation and keeps what is remembered and what waits", async () => {
    const { session, run, receive } = await withConversation();
    await receive("m2");
    expect((await run(["sessions", "reset", session.sessionId])).json.error.hint).toMatch(/--yes/);
    expect((await run(["sessions", "reset", session.sessionId, "--yes"])).code).toBe(0);
    const turn = await begin(session);
    expect([turn.history, turn.memory, turn.messages.length]).toEqual([[], ["喜欢茶"], 1]);
    expect(await createMemory(redis).endedConversation(session)).toHaveLength(1);
  });

  it("changes nothing while a turn is running", async () => {
    const { session, run, receive } = await withConversation();
    await receive("m2");
    const turn = await begin(session);
    for (const verb of ["reset", "forget"]) {
      const { code, json } = await run(["sessions", verb, session.sessionId, "--yes"]);
      expect([code, json.error.code]).toEqual([8, "UNAVAILABLE"]);
    }
    expect(await inbox.renew(turn)).toBe(true);
    expect((await run(["sessions", "show", session.sessionId])).json.data).toMatchObject({
      history: 1,
      busyUntil: expect.any(Number),
    });
  });

  it("erases conversations, memory and their files", async () => {
    const { session, run } = await withConversation();
    const folder = temporaryFolder();
    await createMemoryDirectory(folder).writeFacts(session, ["喜欢茶"]);
    const { code } = await run(["sessions", "forget", session.sessionId, "--yes"], {
      environment: { DINGTALK_SESSION_MEMORY_DIR: folder },
    });
    expect(code).toBe(0);
    expect(await createMemory(redis).facts(session)).toEqual([]);
    expect(existsSync(join(folder, session.tenantId, session.sessionId))).toBe(false);
    expect((await run(["sessions", "show", session.sessionId])).json.data).toMatchObject({
      history: 0,
      memory: [],
      delivering: 1,
    });
  });

  it("says so when a name of a tenant cannot be one", async () => {
    const { code, json } = await dt(["account", "--tenant", "a b"], { environment });
    expect([code, json.error.code]).toEqual([2, "INVALID_ARGUMENTS"]);
  });
});

it("dt doctor says what is unsafe about Redis", async () => {
  const { json } = await dt(["doctor"], {
    environment: { ...environment, DINGTALK_API_URL: "http://127.0.0.1:1", DINGTALK_OAPI_URL: "http://127.0.0.1:1" },
  });
  const finding = (json.data as { check: string; status: string; message: string }[]).find(
    ({ check }) => check === "Redis",
  );
  expect(finding?.message).toContain("redis://127.0.0.1");
  expect(["ok", "warning"]).toContain(finding?.status);
});

describe("dt usage", () => {
  it("sums by month and lists by day what a bot used, and says so when it used nothing", async () => {
    const { tenantId, run } = newTenant();
    const empty = await run(["usage"]);
    expect([empty.code, empty.json.data]).toMatchObject([0, { tenant: tenantId, usage: [] }]);
    expect((await run(["usage"], { terminal: {} })).out).toMatch(
      new RegExp(`^The tenant ${tenantId} used nothing from \\d{4}-\\d\\d-01 to \\d{4}-\\d\\d-\\d\\d\\.\\n$`),
    );
    await countUsage(redis, tenantId, { apiCalls: 3, turns: 1, inputTokens: 100, outputTokens: 20 });
    const day = usageDay();
    const byDay = await run(["usage", "--by", "day"]);
    expect(byDay.json.data).toMatchObject({ usage: [{ day, apiCalls: 3, turns: 1, inputTokens: 100 }] });
    expect((await run(["usage"])).json.data).toMatchObject({ usage: [{ month: day.slice(0, 7), apiCalls: 3 }] });
    const { out } = await run(["usage"], { terminal: {} });
    expect(out).toMatch(/^When +API calls +Turns +Replies +Tokens in +Tokens out +Of them estimated$/m);
    expect(out).toMatch(new RegExp(`^${day.slice(0, 7)} +3 +1 +0 +100 +20 +0$`, "m"));
    expect((await run(["usage", "--to", "2020-01-01"])).json.data).toMatchObject({
      from: "2019-11-01",
      to: "2020-01-01",
      usage: [],
    });
  });

  it.each([
    ["--from", "yesterday"],
    ["--to", "2026-02-30"],
    ["--from", "2999-01-01"],
    ["--from", "2020-01-01"],
  ])("says what is wrong with %s %s", async (flag, day) => {
    const { code, json } = await newTenant().run(["usage", flag, day]);
    expect([code, json.error.code]).toEqual([2, "INVALID_ARGUMENTS"]);
    expect(json.error.message).toMatch(/^--from, --to: .*(YYYY-MM-DD|first day|at most 400 days)/);
  });
});

describe("with nothing in Redis", () => {
  it("every list is empty and says so, and every id is unknown", async () => {
    const { tenantId, run } = newTenant();
    expect((await run(["sessions", "list"])).json).toMatchObject({ data: [], total: 0 });
    expect((await run(["dead", "list"])).json).toMatchObject({ data: [], total: 0 });
    expect((await run(["account"])).json.data).toMatchObject({ received: 0, balanced: true });
    const shown = async (...words: string[]) => (await run(words, { terminal: {} })).out;
    expect(await shown("sessions", "list")).toBe(`The tenant ${tenantId} has none.\n`);
    expect(await shown("dead", "list")).toBe(`The tenant ${tenantId} has no dead letters.\n`);
    expect(await shown("account")).toBe(`Nothing was received for the tenant ${tenantId}.\n`);
    expect((await run(["dead", "replay", "--all"])).json.data).toEqual({ replayed: [] });
    for (const words of [
      ["sessions", "show", "dingtalk_private_nobody"],
      ["sessions", "reset", "dingtalk_private_nobody", "--yes"],
      ["sessions", "forget", "dingtalk_private_nobody", "--yes"],
      ["dead", "show", "nothing"],
      ["dead", "replay", "nothing"],
      ["dead", "drop", "nothing", "--yes"],
      ["trace", "nothing"],
    ]) {
      const { code, json } = await run(words);
      expect([words[0], code, json.error.code]).toEqual([words[0], 6, "NOT_FOUND"]);
      expect(json.error.hint).toEqual(expect.any(String));
    }
  });
});
