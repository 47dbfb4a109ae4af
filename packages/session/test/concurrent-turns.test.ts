import { describe, expect, inject, it, onTestFinished } from "vitest";
import { closeRedis, connectRedis, createInbox, type Inbox, type SessionKey, type Turn } from "../src/index.ts";
import { commitAll, makeMessage, newSession, useRedis } from "./fixture.ts";

const redis = useRedis();
const inbox = createInbox(redis);

/** An inbox of another process. */
function inboxElsewhere(): Inbox {
  const connection = connectRedis(inject("redisUrl"), { mode: "patient" });
  onTestFinished(() => closeRedis(connection));
  return createInbox(connection);
}

/** Sessions of one tenant with a message each, the one that waits longest first. */
async function fill(): Promise<[SessionKey, SessionKey, SessionKey, SessionKey]> {
  const { tenantId } = newSession();
  const session = async (sessionId: string): Promise<SessionKey> => {
    await inbox.append({ tenantId, sessionId }, makeMessage(`m-${sessionId}`));
    return { tenantId, sessionId };
  };
  return [await session("s1"), await session("s2"), await session("s3"), await session("s4")];
}

async function beginWithin(concurrentTurns: number, session: SessionKey, box = inbox): Promise<Turn> {
  const begun = await box.begin(session, { concurrentTurns });
  if (begun.state !== "turn") throw new Error(`expected a turn, got ${begun.state}`);
  return begun.turn;
}

const full = { state: "full" };

describe("a tenant's turns at the same time", () => {
  it("are limited over all processes, and who waits longest is next", async () => {
    const [first, second, third, fourth] = await fill();
    const elsewhere = inboxElsewhere();
    const running = await beginWithin(2, first);
    await beginWithin(2, second, elsewhere);
    // The one that asks first is not the one that waits longest.
    for (const session of [fourth, third]) expect(await elsewhere.begin(session, { concurrentTurns: 2 })).toEqual(full);
    expect((await commitAll(inbox, running)).next).toEqual(["s3"]);
    await beginWithin(2, third, elsewhere);
    expect(await inbox.begin(fourth, { concurrentTurns: 2 })).toEqual(full);
  });

  it("that end together make room for as many", async () => {
    const [first, second, third, fourth] = await fill();
    const [one, other] = [await beginWithin(2, first), await beginWithin(2, second)];
    for (const session of [third, fourth]) await inbox.begin(session, { concurrentTurns: 2 });
    expect((await commitAll(inbox, one)).next).toEqual(["s3"]);
    expect((await inbox.park(other, { delayMs: 60_000, counts: true })).next).toEqual(["s3", "s4"]);
  });

  it("wake nobody where nobody was turned away", async () => {
    const [first, second] = await fill();
    expect((await commitAll(inbox, await beginWithin(3, first))).next).toEqual([]);
    expect((await inbox.park(await beginWithin(3, second), { delayMs: 0, counts: true })).next).toEqual([]);
  });

  it("wake nobody any more once all who were turned away had their turn", async () => {
    const [first, second, third, fourth] = await fill();
    const running = await beginWithin(1, first);
    await inbox.begin(second, { concurrentTurns: 1 });
    expect((await commitAll(inbox, running)).next).toEqual(["s2"]);
    for (const session of [second, third, fourth]) await commitAll(inbox, await beginWithin(1, session));
    await inbox.append(first, makeMessage("m2"));
    await inbox.append(second, makeMessage("m2"));
    expect((await commitAll(inbox, await beginWithin(5, first))).next).toEqual([]);
  });

  it("count while their lease is renewed, and no longer when their process died", async () => {
    const [first, second] = await fill();
    const dying = createInbox(redis, { leaseMs: 0 });
    const turn = await beginWithin(1, first);
    expect(await inbox.renew(turn)).toBe(true);
    expect(await inbox.begin(second, { concurrentTurns: 1 })).toEqual(full);
    expect(await dying.renew(turn)).toBe(true);
    await expect.poll(() => inbox.begin(second, { concurrentTurns: 1 })).toMatchObject({ state: "turn" });
  });

  it("count again when they slept for longer than their lease and go on", async () => {
    const [first, second, third] = await fill();
    const sleeping = await beginWithin(2, first, createInbox(redis, { leaseMs: 0 }));
    await beginWithin(2, second);
    expect(await inbox.renew(sleeping)).toBe(true);
    expect(await inbox.begin(third, { concurrentTurns: 2 })).toEqual(full);
  });

  it("I17 leave room for the session that was stopped", async () => {
    const [first] = await fill();
    await beginWithin(1, first);
    await inbox.append(first, makeMessage("stop", "stop"));
    expect((await beginWithin(1, first)).messages).toHaveLength(2);
  });

  it("I10 cost a session that waits neither its place nor its notice", async () => {
    const [first, second, third] = await fill();
    await beginWithin(1, first);
    for (const session of [third, second]) await inbox.begin(session, { concurrentTurns: 1 });
    const { sessionIds } = await inbox.due(first.tenantId, { graceMs: 0, limit: 10 });
    expect(sessionIds).toEqual(["s2", "s3", "s4"]);
    const part = { id: "q", turnId: "q", messages: 0, messageIds: [], outcome: "answered" as const, content: {} };
    expect(await inbox.sayQueued(second, { waitingMs: -1, part })).toBe(true);
  });

  it("are not looked for beyond the room that there is", async () => {
    const [first] = await fill();
    await beginWithin(3, first);
    const found = async (concurrentTurns: number): Promise<readonly string[]> => {
      const due = await inbox.due(first.tenantId, { graceMs: 0, limit: 10, concurrentTurns });
      return due.sessionIds;
    };
    expect(await found(3)).toEqual(["s2", "s3"]);
    expect(await found(1)).toEqual([]);
  });

  it("are not counted without a limit", async () => {
    const [first, second] = await fill();
    for (const session of [first, second]) {
      const begun = await inbox.begin(session);
      expect(begun.state === "turn" && (await inbox.renew(begun.turn))).toBe(true);
    }
    expect(await redis.exists(`dt:{${first.tenantId}}:running`)).toBe(0);
  });
});
