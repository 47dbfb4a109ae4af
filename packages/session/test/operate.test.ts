import { describe, expect, it } from "vitest";
import { createInbox, createMemory, createSessionOperator, type SessionKey } from "../src/index.ts";
import { beginTurn, commitAll, makeMessage, makePart, newSession, useRedis } from "./fixture.ts";

const redis = useRedis();
const inbox = createInbox(redis);
const memory = createMemory(redis);
const operator = createSessionOperator(redis);

/** A session with one answered message and one fact. */
async function withConversation() {
  const session = newSession();
  await inbox.append(session, makeMessage("m1"));
  await commitAll(inbox, await beginTurn(inbox, session));
  await memory.remember(session, "喜欢茶");
  return session;
}

describe("what operators see", () => {
  it("every session of the tenant with what is in it, and none of another tenant", async () => {
    const session = await withConversation();
    await withConversation();
    await inbox.append({ ...session, sessionId: "dingtalk_group_cid:1_u2" }, makeMessage("m2"));
    expect(await operator.list(session.tenantId, { limit: 10 })).toEqual({
      sessions: [
        { sessionId: session.sessionId, waiting: 0, delivering: 1, history: 1, lastAt: expect.any(Number) },
        { sessionId: "dingtalk_group_cid:1_u2", waiting: 1, delivering: 0, history: 0 },
      ],
      total: 2,
    });
    expect(await operator.list(newSession().tenantId, { limit: 1 })).toEqual({ sessions: [], total: 0 });
  });

  it("page by page, the one with the latest turn first", async () => {
    const { tenantId } = newSession();
    const ids = ["dingtalk_private_b", "dingtalk_private_a", "dingtalk_private_c"];
    for (const sessionId of ids) {
      await inbox.append({ tenantId, sessionId }, makeMessage(`of ${sessionId}`));
      await commitAll(inbox, await beginTurn(inbox, { tenantId, sessionId }));
      await redis.hset(`dt:{${tenantId}}:s:${sessionId}:state`, "lastAt", 1_000 + ids.indexOf(sessionId));
    }
    const pages = await Promise.all([0, 2, 4].map((offset) => operator.list(tenantId, { limit: 2, offset })));
    expect(pages.map(({ sessions }) => sessions.map(({ sessionId }) => sessionId))).toEqual([
      ["dingtalk_private_c", "dingtalk_private_a"],
      ["dingtalk_private_b"],
      [],
    ]);
    expect(pages.map(({ total }) => total)).toEqual([3, 3, 3]);
  });

  it("only those where something is to be done, when that is asked for", async () => {
    const { tenantId } = newSession();
    const [idle, waiting, delivering] = ["idle", "waiting", "delivering"].map((name) => ({
      tenantId,
      sessionId: `dingtalk_private_${name}`,
    })) as [SessionKey, SessionKey, SessionKey];
    for (const session of [idle, delivering]) {
      await inbox.append(session, makeMessage(`of ${session.sessionId}`));
      const turn = await beginTurn(inbox, session);
      await commitAll(inbox, turn, session === idle ? [] : [makePart(turn)]);
    }
    await inbox.append(waiting, makeMessage("m1"));
    const { sessions, total } = await operator.list(tenantId, { limit: 10, onlyWaiting: true });
    expect(sessions.map(({ sessionId }) => sessionId)).toEqual([delivering.sessionId, waiting.sessionId]);
    expect([total, (await operator.list(tenantId, { limit: 10 })).total]).toEqual([2, 3]);
  });

  it("one session with its conversation and memory, and until when somebody holds it", async () => {
    const session = await withConversation();
    expect(await operator.get(session)).toEqual({
      sessionId: session.sessionId,
      waiting: 0,
      delivering: 1,
      history: 1,
      lastAt: expect.any(Number),
      conversation: [{ role: "user", content: "m1", at: 1 }],
      memory: ["喜欢茶"],
    });
    await inbox.append(session, makeMessage("m2"));
    await beginTurn(inbox, session);
    expect((await operator.get(session))?.busyUntil).toBeGreaterThan(Date.now());
    expect(await operator.get(newSession())).toBeUndefined();
  });
});

describe("what operators change", () => {
  it("reset ends the conversation; what is remembered and what waits stays", async () => {
    const session = await withConversation();
    await inbox.append(session, makeMessage("m2"));
    expect(await operator.reset(session)).toBe("done");
    expect(await memory.endedConversation(session)).toHaveLength(1);
    const turn = await beginTurn(inbox, session);
    expect([turn.history, turn.memory, turn.messages.length, turn.undelivered]).toEqual([[], ["喜欢茶"], 1, 1]);
    expect(await operator.reset(newSession())).toBe("nothing");
  });

  it("forget erases conversations and memory; what waits and what is being delivered stays", async () => {
    const session = await withConversation();
    await inbox.append(session, makeMessage("m2"));
    await operator.reset(session);
    expect(await operator.forget(session)).toBe("done");
    expect(await memory.endedConversation(session)).toEqual([]);
    const turn = await beginTurn(inbox, session);
    expect([turn.history, turn.memory, turn.messages.length, turn.undelivered]).toEqual([[], [], 1, 1]);
    expect(await operator.forget(newSession())).toBe("nothing");
  });

  it("nothing while a turn is running, which then commits as if nobody had tried", async () => {
    const session = await withConversation();
    await inbox.append(session, makeMessage("m2"));
    const turn = await beginTurn(inbox, session);
    expect([await operator.reset(session), await operator.forget(session)]).toEqual(["busy", "busy"]);
    expect(await commitAll(inbox, turn)).toMatchObject({ committed: true });
    expect((await operator.get(session))?.history).toBe(2);
  });

  it("a session that is parked after a failure, although nobody may begin it yet", async () => {
    const session = await withConversation();
    await inbox.append(session, makeMessage("m2"));
    await inbox.park(await beginTurn(inbox, session), { delayMs: 600_000, counts: true });
    expect(await operator.reset(session)).toBe("done");
    expect((await operator.get(session))?.waiting).toBe(1);
  });
});
