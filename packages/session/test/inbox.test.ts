import { describe, expect, it } from "vitest";
import { createAccounts, createInbox, createMemory, type Part, type Turn, tenantPrefix } from "../src/index.ts";
import { beginTurn, commitAll, makeMessage, makePart, newSession, said, useRedis } from "./fixture.ts";

const redis = useRedis();
const inbox = createInbox(redis);
const accounts = createAccounts(redis);
const memory = createMemory(redis);

/** ms of Redis's clock. */
async function now(): Promise<number> {
  const [seconds = 0, microseconds = 0] = await redis.time();
  return seconds * 1000 + Math.floor(microseconds / 1000);
}

describe("accepting", () => {
  it("I1 stores a message once, however often it is pushed", async () => {
    const session = newSession();
    expect(await inbox.append(session, makeMessage("m1"))).toEqual({ duplicate: false, waiting: 1 });
    expect(await inbox.append(session, makeMessage("m1"))).toEqual({ duplicate: true, waiting: 1 });
    const turn = await beginTurn(inbox, session);
    await commitAll(inbox, turn);
    expect(await inbox.append(session, makeMessage("m1"))).toEqual({ duplicate: true, waiting: 0 });
    expect(await inbox.begin(session)).toEqual({ state: "empty" });
    expect(await accounts.account(session.tenantId)).toMatchObject({ received: 1, duplicates: 2, balanced: true });
  });

  it("I3 lets one of a hundred simultaneous copies through", async () => {
    const session = newSession();
    const results = await Promise.all(Array.from({ length: 100 }, () => inbox.append(session, makeMessage("m1"))));
    expect(results.filter((result) => !result.duplicate)).toHaveLength(1);
  });

  it("keeps the message of another robot although it has the same id", async () => {
    const session = newSession();
    await inbox.append(session, makeMessage("m1"));
    const other = await inbox.append(session, { ...makeMessage("m1"), robotCode: "other" });
    expect(other.duplicate).toBe(false);
  });

  it("puts a message that was sent earlier before those that wait, but not among those of a turn", async () => {
    const session = newSession();
    const append = (id: string, sentAt: number) => inbox.append(session, { ...makeMessage(id), sentAt });
    for (const [id, sentAt] of [
      ["m2", 2],
      ["m4", 4],
      ["m3", 3],
      ["m1", 1],
    ] as const)
      await append(id, sentAt);
    const turn = await beginTurn(inbox, session);
    expect(turn.messages.map(({ id }) => id)).toEqual(["m1", "m2", "m3", "m4"]);
    await append("m6", 6);
    await append("m0", 0);
    await commitAll(inbox, turn);
    expect((await beginTurn(inbox, session)).messages.map(({ id }) => id)).toEqual(["m0", "m6"]);
  });

  it("S2 keeps a person's chat, groups and robots apart, though every id of theirs is the same", async () => {
    const chat = newSession();
    const group = { ...chat, sessionId: "dingtalk_group_cid_u1" };
    const otherGroup = { ...chat, sessionId: "dingtalk_group_cid2_u1" };
    const [otherRobot, otherTenant] = [newSession(), newSession()];
    const sessions = [chat, group, otherGroup, otherRobot, otherTenant];
    for (const [index, session] of sessions.entries()) {
      expect((await inbox.append(session, makeMessage("m1"))).duplicate).toBe(false);
      await memory.remember(session, `fact ${index}`);
      const turn = await beginTurn(inbox, session);
      await inbox.commit(turn, { answered: 1, outcome: "answered", history: [said(`said ${index}`)], parts: [] });
    }
    for (const [index, session] of sessions.entries()) {
      await inbox.append(session, makeMessage("m2"));
      const turn = await beginTurn(inbox, session);
      expect(turn.messages).toHaveLength(1);
      expect(turn.history.map(({ content }) => content)).toEqual([`said ${index}`]);
      expect(turn.memory).toEqual([`fact ${index}`]);
    }
  });
});

describe("turns", () => {
  it("hands out everything that waits, in order, with the history and the memory", async () => {
    const session = newSession();
    await inbox.append(session, makeMessage("m1"));
    const before = await beginTurn(inbox, session);
    await commitAll(inbox, before);
    await inbox.append(session, makeMessage("m2"));
    await inbox.append(session, makeMessage("m3"));
    const turn = await beginTurn(inbox, session);
    expect(turn.id).not.toBe(before.id);
    expect(turn.messages.map((message) => message.id)).toEqual(["m2", "m3"]);
    expect(turn.messages[0]?.content).toEqual({ text: "text of m2" });
    expect(turn.history.map((entry) => entry.content)).toEqual(["m1"]);
    expect(turn).toMatchObject({ tries: 1, waiting: 2, conversationEnded: false });
  });

  it("I17 hands out everything up to a /stop, however much waits before it", async () => {
    const session = newSession();
    const ids = Array.from({ length: 60 }, (_, index) => `m${index}`);
    for (const id of ids) await inbox.append(session, makeMessage(id));
    await inbox.append(session, makeMessage("m60", "stop"));
    await inbox.append(session, makeMessage("m61"));
    const turn = await beginTurn(inbox, session);
    expect(turn.messages.map(({ id }) => id)).toEqual([...ids, "m60"]);
    await inbox.commit(turn, { answered: 61, outcome: "refused", history: [], parts: [] });
    for (const id of ids) await inbox.append(session, makeMessage(`later ${id}`));
    expect((await beginTurn(inbox, session)).messages).toHaveLength(50);
  });

  it("gives a session to one worker at a time", async () => {
    const session = newSession();
    await inbox.append(session, makeMessage("m1"));
    const begun = await Promise.all([inbox.begin(session), inbox.begin(session), inbox.begin(session)]);
    expect(begun.map((result) => result.state).toSorted()).toEqual(["later", "later", "turn"]);
  });

  it("gives the session away when the lease is over, and fences out the worker that slept", async () => {
    const session = newSession();
    const impatient = createInbox(redis, { leaseMs: 1 });
    await inbox.append(session, makeMessage("m1"));
    const slow = await beginTurn(impatient, session);
    await expect.poll(() => inbox.begin(session)).toMatchObject({ state: "turn" });
    expect(await inbox.renew(slow)).toBe(false);
    expect(await inbox.park(slow, { delayMs: 0, counts: true })).toEqual({ parked: false, next: [] });
    expect(await inbox.say(slow, "working", makePart(slow))).toBe(false);
    expect(await commitAll(inbox, slow)).toEqual({ committed: false, waiting: 0, next: [] });
    expect(await redis.exists(`dt:{${session.tenantId}}:s:${session.sessionId}:history`)).toBe(0);
  });

  it("does not commit a turn twice, and says that it is committed", async () => {
    const session = newSession();
    await inbox.append(session, makeMessage("m1"));
    const turn = await beginTurn(inbox, session);
    expect((await commitAll(inbox, turn)).committed).toBe(true);
    expect((await commitAll(inbox, turn)).committed).toBe(true);
    expect(await redis.llen(`dt:{${session.tenantId}}:s:${session.sessionId}:lane`)).toBe(1);
  });

  it("counts tries across crashes, and a try again has the same id", async () => {
    const session = newSession();
    const crashing = createInbox(redis, { leaseMs: 0 });
    await inbox.append(session, makeMessage("m1"));
    const { id } = await beginTurn(crashing, session);
    for (let tries = 2; tries <= 4; tries++) {
      expect(await beginTurn(crashing, session)).toMatchObject({ tries, id });
    }
  });

  it("names no turn like an earlier one whose state was forgotten: cards, parts and dead letters bear that name", async () => {
    const session = newSession();
    await inbox.append(session, makeMessage("m1"));
    const before = await beginTurn(inbox, session);
    await commitAll(inbox, before);
    // As when the person comes back after more than 60 days, or Redis was emptied; never within the same millisecond.
    await redis.del(`${tenantPrefix(session.tenantId)}s:${session.sessionId}:state`);
    const storedAt = before.messages[0]?.storedAt ?? 0;
    await expect.poll(now).toBeGreaterThan(storedAt);
    await inbox.append(session, makeMessage("m2"));
    expect((await beginTurn(inbox, session)).id).not.toBe(before.id);
  });

  it("parks a session until a retry is due, and new messages do not shorten that", async () => {
    const session = newSession();
    await inbox.append(session, makeMessage("m1"));
    await inbox.park(await beginTurn(inbox, session), { delayMs: 60_000, counts: true });
    await inbox.append(session, makeMessage("m2"));
    expect((await inbox.begin(session)).state).toBe("later");
  });

  it("hands a session back unharmed", async () => {
    const session = newSession();
    await inbox.append(session, makeMessage("m1"));
    await inbox.park(await beginTurn(inbox, session), { delayMs: 0, counts: false });
    expect((await beginTurn(inbox, session)).tries).toBe(1);
  });

  it("I17 stops a running turn in the step that stores the stop, and looks at the session at once", async () => {
    const session = newSession();
    await inbox.append(session, makeMessage("m1"));
    const running = await beginTurn(inbox, session);
    await inbox.append(session, makeMessage("stop", "stop"));
    expect((await commitAll(inbox, running)).committed).toBe(false);
    const turn = await beginTurn(inbox, session);
    expect(turn.messages.map((message) => message.id)).toEqual(["m1", "stop"]);
  });

  it("O9 remembers for every try of a turn that its reply has to do without a card, and no longer", async () => {
    const session = newSession();
    await inbox.append(session, makeMessage("m1"));
    const first = await beginTurn(inbox, session);
    expect(first.withoutCard).toBe(false);
    expect(await inbox.withoutCard(first)).toBe(true);
    await inbox.park(first, { delayMs: 0, counts: true });
    expect(await inbox.withoutCard(first)).toBe(false);
    const second = await beginTurn(inbox, session);
    expect(second.withoutCard).toBe(true);
    await commitAll(inbox, second);
    await inbox.append(session, makeMessage("m2"));
    expect(await beginTurn(inbox, session)).toMatchObject({ withoutCard: false });
  });

  it("O9 tells later tries of a turn which card an earlier one may have opened, whoever holds it, until the commit", async () => {
    const session = newSession();
    await inbox.append(session, makeMessage("m1"));
    const begin = async (cardTemplate?: string): Promise<Turn> => {
      const begun = await inbox.begin(session, { cardTemplate });
      if (begun.state !== "turn") throw new Error(`expected a turn, got ${begun.state}`);
      return begun.turn;
    };
    await inbox.park(await begin(), { delayMs: 0, counts: true });
    const first = await begin("first.schema");
    expect(first.cardTemplate).toBeUndefined();
    await inbox.park(first, { delayMs: 0, counts: false });
    const second = await begin("second.schema");
    expect(second.cardTemplate).toBe("first.schema");
    await inbox.append(session, makeMessage("stop", "stop"));
    const stopping = await begin();
    expect(stopping.cardTemplate).toBe("first.schema");
    await commitAll(inbox, stopping);
    await inbox.append(session, makeMessage("m2"));
    expect((await begin()).cardTemplate).toBeUndefined();
  });

  it("says a thing once per turn, before the reply", async () => {
    const session = newSession();
    await inbox.append(session, makeMessage("m1"));
    const turn = await beginTurn(inbox, session);
    const notice = makePart(turn, { id: `${turn.id}/working`, messages: 0 });
    expect(await inbox.say(turn, "working", notice)).toBe(true);
    expect(await inbox.say(turn, "retrying", { ...notice, id: `${turn.id}/retrying` })).toBe(true);
    expect(await inbox.say(turn, "working", notice)).toBe(false);
    await commitAll(inbox, turn);
    expect(await redis.llen(`dt:{${session.tenantId}}:s:${session.sessionId}:lane`)).toBe(3);
  });
});

describe("waiting", () => {
  it("I10 tells a person once that a message waits, and not while somebody works on it", async () => {
    const session = newSession();
    const part: Part = {
      id: "queued",
      turnId: "queued",
      messages: 0,
      messageIds: [],
      outcome: "answered",
      content: {},
    };
    expect(await inbox.head(session)).toBeUndefined();
    expect(await inbox.sayQueued(session, { waitingMs: -1, part })).toBe(false);
    await inbox.append(session, makeMessage("m1"));
    expect(await inbox.head(session)).toMatchObject({ id: "m1", content: { text: "text of m1" } });
    expect(await inbox.sayQueued(session, { waitingMs: 60_000, part })).toBe(false);
    expect(await inbox.sayQueued(session, { waitingMs: -1, part })).toBe(true);
    expect(await inbox.sayQueued(session, { waitingMs: -1, part })).toBe(false);
    await commitAll(inbox, await beginTurn(inbox, session));
    await inbox.append(session, makeMessage("m2"));
    await beginTurn(inbox, session);
    expect(await inbox.sayQueued(session, { waitingMs: -1, part })).toBe(false);
  });
});

describe("conversations", () => {
  it("S7 ends a conversation that was idle, says so until the turn is committed, and keeps it", async () => {
    const session = newSession();
    const forgetful = createInbox(redis, { idleMs: -1, leaseMs: 0 });
    await inbox.append(session, makeMessage("m1"));
    await commitAll(inbox, await beginTurn(inbox, session));
    await inbox.append(session, makeMessage("m2"));
    for (let tries = 1; tries <= 2; tries++) {
      const turn = await beginTurn(forgetful, session);
      expect(turn).toMatchObject({ conversationEnded: true, history: [] });
    }
    await commitAll(inbox, await beginTurn(forgetful, session));
    await inbox.append(session, makeMessage("m3"));
    expect(await beginTurn(inbox, session)).toMatchObject({ conversationEnded: false });
    expect(await redis.llen(`dt:{${session.tenantId}}:s:${session.sessionId}:ended`)).toBe(1);
  });

  it("S7 announces the end of a conversation with the first answer, however many commands come before", async () => {
    const session = newSession();
    const forgetful = createInbox(redis, { idleMs: -1 });
    await inbox.append(session, makeMessage("m1"));
    await commitAll(inbox, await beginTurn(inbox, session));
    await inbox.append(session, makeMessage("/help"));
    const help = await beginTurn(forgetful, session);
    await inbox.commit(help, { answered: 1, outcome: "answered", history: [], parts: [] });
    await inbox.append(session, makeMessage("m2"));
    const turn = await beginTurn(inbox, session);
    expect(turn).toMatchObject({ conversationEnded: true, history: [] });
    await commitAll(inbox, turn);
    await inbox.append(session, makeMessage("m3"));
    expect(await beginTurn(inbox, session)).toMatchObject({ conversationEnded: false });
  });

  it("S7 does not end a conversation while a message waits that came in time, however long that takes", async () => {
    const session = newSession();
    const patient = createInbox(redis, { idleMs: 100 });
    await patient.append(session, makeMessage("m1"));
    await commitAll(patient, await beginTurn(patient, session));
    await patient.append(session, makeMessage("m2"));
    // The workers are away for longer than the conversation may be idle.
    await expect
      .poll(() => inbox.due(session.tenantId, { graceMs: 101, limit: 1 }))
      .toMatchObject({
        sessionIds: [session.sessionId],
      });
    const turn = await beginTurn(patient, session);
    expect(turn).toMatchObject({ conversationEnded: false });
    expect(turn.history.map(({ content }) => content)).toEqual(["m1"]);
  });

  it("S7 puts the conversation that ended in front of the one that began since, once", async () => {
    const session = newSession();
    const forgetful = createInbox(redis, { idleMs: -1 });
    await inbox.append(session, makeMessage("m1"));
    await commitAll(inbox, await beginTurn(inbox, session));
    await inbox.append(session, makeMessage("m2"));
    await commitAll(inbox, await beginTurn(forgetful, session));
    for (const id of ["/restore", "/restore again"]) {
      await inbox.append(session, makeMessage(id));
      const turn = await beginTurn(inbox, session);
      await inbox.commit(turn, { answered: 1, outcome: "answered", history: [], parts: [], conversation: "restored" });
    }
    await inbox.append(session, makeMessage("m3"));
    const turn = await beginTurn(inbox, session);
    expect(turn.history.map(({ content }) => content)).toEqual(["m1", "m2"]);
    expect(turn.conversationEnded).toBe(false);
    expect(await memory.endedConversation(session)).toEqual([]);
  });

  it("S7 restores with the first message after the end, and keeps what is restored as long as any", async () => {
    const session = newSession();
    const forgetful = createInbox(redis, { idleMs: -1 });
    await inbox.append(session, makeMessage("m1"));
    await commitAll(inbox, await beginTurn(inbox, session));
    await inbox.append(session, makeMessage("/restore"));
    const restoring = await beginTurn(forgetful, session);
    await inbox.commit(restoring, {
      answered: 1,
      outcome: "answered",
      history: [],
      parts: [],
      conversation: "restored",
    });
    const kept = await redis.pttl(`dt:{${session.tenantId}}:s:${session.sessionId}:history`);
    expect(kept).toBeGreaterThan(59 * 86_400_000);
    await inbox.append(session, makeMessage("m2"));
    const turn = await beginTurn(inbox, session);
    expect(turn).toMatchObject({ conversationEnded: false });
    expect(turn.history.map(({ content }) => content)).toEqual(["m1"]);
  });

  it("forgetting everything leaves nothing to restore", async () => {
    const session = newSession();
    const forgetful = createInbox(redis, { idleMs: -1 });
    await inbox.append(session, makeMessage("m1"));
    await commitAll(inbox, await beginTurn(inbox, session));
    await inbox.append(session, makeMessage("m2"));
    await beginTurn(forgetful, session);
    expect(await memory.endedConversation(session)).toHaveLength(1);
    await memory.forgetAll(session);
    expect(await memory.endedConversation(session)).toEqual([]);
  });

  it("begins a new conversation on demand", async () => {
    const session = newSession();
    await inbox.append(session, makeMessage("m1"));
    await commitAll(inbox, await beginTurn(inbox, session));
    await inbox.append(session, makeMessage("m2"));
    const turn = await beginTurn(inbox, session);
    await inbox.commit(turn, {
      answered: 1,
      outcome: "answered",
      history: [said("m2")],
      parts: [],
      conversation: "new",
    });
    await inbox.append(session, makeMessage("m3"));
    expect((await beginTurn(inbox, session)).history.map((entry) => entry.content)).toEqual(["m2"]);
  });

  it("keeps the newest entries of a long history", async () => {
    const session = newSession();
    const short = createInbox(redis, { historyEntries: 2 });
    for (const id of ["m1", "m2", "m3"]) {
      await short.append(session, makeMessage(id));
      await commitAll(short, await beginTurn(short, session));
    }
    await short.append(session, makeMessage("m4"));
    expect((await beginTurn(short, session)).history.map((entry) => entry.content)).toEqual(["m2", "m3"]);
  });
});

describe("healing", () => {
  it("finds sessions whose mail nobody looks at, and only those", async () => {
    const session = newSession();
    const other = { ...session, sessionId: "dingtalk_private_u2" };
    for (const each of [session, other]) await inbox.append(each, makeMessage("m1"));
    await beginTurn(inbox, other);
    const due = await inbox.due(session.tenantId, { graceMs: 0, limit: 10 });
    expect(due.sessionIds).toEqual([session.sessionId]);
    expect(await inbox.due(session.tenantId, { graceMs: 60_000, limit: 10 })).toEqual({ oldestMs: 0, sessionIds: [] });
  });

  it("traces the path of a message", async () => {
    const session = newSession();
    await inbox.append(session, makeMessage("m1"));
    await commitAll(inbox, await beginTurn(inbox, session));
    const trace = await accounts.trace(session.tenantId, "m1");
    expect(trace).toEqual({
      sessionId: session.sessionId,
      stored: expect.any(Number),
      turn: expect.any(Number),
      committed: expect.any(Number),
    });
    expect(await accounts.trace(session.tenantId, "nobody")).toBeUndefined();
  });

  it("traces the end of a message that is given up", async () => {
    const session = newSession();
    await inbox.append(session, makeMessage("m1"));
    const turn = await beginTurn(inbox, session);
    await inbox.commit(turn, { answered: 1, outcome: "dead", reason: "test", history: [], parts: [] });
    const trace = await accounts.trace(session.tenantId, "m1");
    expect(trace).toMatchObject({ dead: expect.any(Number) });
    expect(trace).not.toHaveProperty("committed");
  });
});

it("I16 a lease that a fail-over forgot cannot commit under the fence of the next one", async () => {
  const session = newSession();
  await inbox.append(session, makeMessage("m1"));
  const tenant = tenantPrefix(session.tenantId);
  const before = await redis.zscore(`${tenant}pending`, session.sessionId);
  const forgotten = await beginTurn(inbox, session);
  // The replica that became the primary had not heard of the lease.
  await redis.del(`${tenant}s:${session.sessionId}:state`);
  await redis.zadd(`${tenant}pending`, before ?? 0, session.sessionId);
  const next = await beginTurn(inbox, session);
  expect(await commitAll(inbox, forgotten)).toMatchObject({ committed: false });
  expect(await commitAll(inbox, next)).toMatchObject({ committed: true });
});
