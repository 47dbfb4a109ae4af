import { setTimeout as delay } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { createAccounts, createDeadLetters, createInbox, createOutbox, type SessionKey } from "../src/index.ts";
import { beginTurn, commitAll, makeMessage, makePart, newSession, useRedis } from "./fixture.ts";

const redis = useRedis();
const inbox = createInbox(redis);
const outbox = createOutbox(redis);
const accounts = createAccounts(redis);
const deadLetters = createDeadLetters(redis);

/** Answers one message of the session with a reply of so many parts. */
async function reply(session: SessionKey, id: string, partCount = 1): Promise<void> {
  await inbox.append(session, makeMessage(id));
  const turn = await beginTurn(inbox, session);
  const last = partCount - 1;
  const parts = Array.from({ length: partCount }, (_, i) =>
    makePart(turn, { id: `${turn.id}/${i + 1}`, messages: i === last ? turn.messages.length : 0 }),
  );
  await commitAll(inbox, turn, parts);
}

const take = (session: SessionKey, limit = 10, perSecond = 100) => outbox.take(session.tenantId, { limit, perSecond });

async function takeOne(session: SessionKey) {
  const { deliveries } = await take(session);
  const [delivery] = deliveries;
  if (delivery === undefined) throw new Error("expected a delivery");
  return delivery;
}

describe("taking", () => {
  it("hands out one part per lane, the next one only after the first is settled", async () => {
    const session = newSession();
    await reply(session, "m1", 2);
    await inbox.append(session, makeMessage("m2"));
    const next = await beginTurn(inbox, session);
    expect(next.undelivered).toBe(2);
    await inbox.park(next, { delayMs: 60_000, counts: false });
    const first = await takeOne(session);
    expect(first).toMatchObject({ attempts: 1, unknownOutcomes: 0, part: { id: expect.stringMatching(/#\d+\/1$/) } });
    expect((await take(session)).deliveries).toEqual([]);
    await outbox.settle(first, { state: "sent" });
    const second = await takeOne(session);
    expect(second.part.id).toBe(`${first.part.turnId}/2`);
    expect(await accounts.account(session.tenantId)).toMatchObject({ answered: 0, delivering: 1, balanced: true });
    await outbox.settle(second, { state: "sent" });
    expect(await accounts.account(session.tenantId)).toMatchObject({ answered: 1, delivering: 0, balanced: true });
    expect(await accounts.trace(session.tenantId, "m1")).toMatchObject({ delivered: expect.any(Number) });
    expect(await take(session)).toEqual({ deliveries: [], limitMs: 0, dueMs: undefined });
  });

  it("never takes more than the limit in a second, and says when there is room again", async () => {
    const session = newSession();
    for (let i = 0; i < 7; i++) await reply({ ...session, sessionId: `dingtalk_private_u${i}` }, "m1");
    expect((await take(session, 10, 5)).deliveries).toHaveLength(5);
    const { deliveries, limitMs } = await take(session, 10, 5);
    expect(deliveries).toEqual([]);
    expect(limitMs).toBeGreaterThan(0);
    expect(limitMs).toBeLessThanOrEqual(1050);
    await expect.poll(async () => (await take(session, 10, 5)).deliveries.length, { timeout: 3000 }).toBe(2);
  });

  it("keeps parked lanes from holding up the others", async () => {
    const session = newSession();
    const other = { ...session, sessionId: "dingtalk_private_u2" };
    await reply(session, "m1");
    await outbox.settle(await takeOne(session), { state: "retry", delayMs: 60_000 });
    await reply(session, "m2");
    await reply(other, "m1");
    const { deliveries, dueMs } = await take(session);
    expect(deliveries.map((delivery) => delivery.sessionId)).toEqual([other.sessionId]);
    expect(dueMs).toBeGreaterThan(0);
  });
});

describe("an attempt", () => {
  it("O19 is in the store before anybody has the part, and with it all that a successor needs", async () => {
    const session = newSession();
    await reply(session, "m1");
    const delivery = await takeOne(session);
    const key = `dt:{${session.tenantId}}:s:${session.sessionId}`;
    expect(await redis.hgetall(`${key}:state`)).toMatchObject({
      delivery: "sending",
      deliveryFence: String(delivery.fence),
      attempts: "1",
    });
    expect(await redis.lrange(`${key}:lane`, 0, -1)).toEqual([JSON.stringify(delivery.part)]);
    expect(await accounts.account(session.tenantId)).toMatchObject({ delivering: 1, balanced: true });
  });

  it("O18 that was not started leaves no trace: the part is the first attempt of whoever takes it next", async () => {
    const session = newSession();
    await reply(session, "m1");
    await outbox.settle(await takeOne(session), { state: "released" });
    expect(await takeOne(session)).toMatchObject({ attempts: 1, unknownOutcomes: 0, failedAt: undefined });
  });
});

describe("settling", () => {
  it("counts an attempt that failed, not one that was throttled or released", async () => {
    const session = newSession();
    await reply(session, "m1");
    await outbox.settle(await takeOne(session), { state: "retry", delayMs: 0 });
    await outbox.settle(await takeOne(session), { state: "released" });
    const second = await takeOne(session);
    expect(second.attempts).toBe(2);
    await outbox.settle(second, { state: "throttled", delayMs: 50 });
    await expect.poll(async () => (await take(session)).deliveries[0]?.attempts).toBe(2);
  });

  it("O4 counts a send as long as it was under way: sends that were slow to leave do not meet the next ones", async () => {
    const session = newSession();
    await reply(session, "m1", 2);
    const { deliveries } = await take(session, 1, 1);
    await delay(200);
    await outbox.settle(deliveries[0] as never, { state: "sent" });
    const { deliveries: none, limitMs } = await take(session, 1, 1);
    expect(none).toEqual([]);
    expect(limitMs).toBeGreaterThan(900);
  });

  it("O4 makes the whole tenant wait when DingTalk throttles", async () => {
    const session = newSession();
    await reply(session, "m1");
    await reply({ ...session, sessionId: "dingtalk_private_u2" }, "m2");
    const { deliveries } = await take(session, 1);
    await outbox.settle(deliveries[0] as never, { state: "throttled", delayMs: 60_000 });
    const { deliveries: none, limitMs } = await take(session);
    expect(none).toEqual([]);
    expect(limitMs).toBeGreaterThan(50_000);
  });

  it("O4 waits for the longest of several times that DingTalk asked for", async () => {
    const session = newSession();
    await reply(session, "m1");
    await reply({ ...session, sessionId: "dingtalk_private_u2" }, "m2");
    const [first, second] = (await take(session, 2)).deliveries;
    await outbox.settle(first as never, { state: "throttled", delayMs: 60_000 });
    await outbox.settle(second as never, { state: "throttled", delayMs: 1000 });
    expect((await take(session)).limitMs).toBeGreaterThan(50_000);
  });

  it("O4 makes only the lane wait when a limit of its conversation was reached, and counts no attempt", async () => {
    const session = newSession();
    await reply(session, "m1");
    const slowed = await takeOne(session);
    await outbox.settle(slowed, { state: "slowed", delayMs: 60_000 });
    await reply({ ...session, sessionId: "dingtalk_private_u2" }, "m2");
    const { deliveries, limitMs } = await take(session);
    expect(deliveries).toMatchObject([{ sessionId: "dingtalk_private_u2" }]);
    expect(limitMs).toBe(0);
    const key = `dt:{${session.tenantId}}:s:${session.sessionId}:state`;
    expect(await redis.hget(key, "attempts")).toBe("0");
  });

  it("O2 tells that the outcome is unknown when a sender died, and fences it out", async () => {
    const session = newSession();
    const impatient = createOutbox(redis, { leaseMs: 0 });
    await reply(session, "m1");
    const { deliveries } = await impatient.take(session.tenantId, { limit: 1, perSecond: 10 });
    const again = await takeOne(session);
    expect(again).toMatchObject({ attempts: 2, unknownOutcomes: 1 });
    expect(await outbox.settle(deliveries[0] as never, { state: "sent" })).toEqual({ settled: false, more: false });
    expect(await outbox.settle(again, { state: "sent" })).toEqual({ settled: true, more: false });
    expect(await accounts.account(session.tenantId)).toMatchObject({ unknownOutcomes: 1, answered: 1, balanced: true });
  });

  it("O9 keeps the form that a part was changed to, and forgets what was unknown about the old one", async () => {
    const session = newSession();
    const impatient = createOutbox(redis, { leaseMs: 0 });
    await reply(session, "m1");
    const { deliveries } = await impatient.take(session.tenantId, { limit: 1, perSecond: 10 });
    const delivery = await takeOne(session);
    const part = { ...delivery.part, content: { text: "as a text" } };
    expect(await outbox.rewrite(deliveries[0] as never, part)).toBe(false);
    expect(await outbox.rewrite(delivery, part)).toBe(true);
    await outbox.settle(delivery, { state: "retry", delayMs: 0 });
    expect(await takeOne(session)).toMatchObject({ unknownOutcomes: 0, part: { content: { text: "as a text" } } });
  });

  it("O1 puts shorter parts in the place of one that was too long, once, and counts their attempts anew", async () => {
    const session = newSession();
    await reply(session, "m1", 2);
    const delivery = await takeOne(session);
    const pieces = ["a", "b"].map((id) => ({ ...delivery.part, id }));
    const split = { state: "split", parts: pieces } as const;
    expect(await outbox.settle(delivery, split)).toEqual({ settled: true, more: true });
    expect(await outbox.settle(delivery, split)).toEqual({ settled: false, more: false });
    const sent: string[] = [];
    for (let part = 1; part <= 3; part++) {
      const next = await takeOne(session);
      expect(next).toMatchObject({ attempts: 1, unknownOutcomes: 0 });
      sent.push(next.part.id);
      await outbox.settle(next, { state: "sent" });
    }
    expect(sent).toEqual(["a", "b", `${delivery.part.turnId}/2`]);
    expect(await accounts.account(session.tenantId)).toMatchObject({ answered: 1, delivering: 0, balanced: true });
  });

  it("O1 lets nobody split a part that another sender has taken over", async () => {
    const session = newSession();
    const impatient = createOutbox(redis, { leaseMs: 0 });
    await reply(session, "m1");
    const { deliveries } = await impatient.take(session.tenantId, { limit: 1, perSecond: 10 });
    const again = await takeOne(session);
    const split = { state: "split", parts: [again.part, again.part] } as const;
    expect(await outbox.settle(deliveries[0] as never, split)).toEqual({ settled: false, more: false });
    expect(await outbox.settle(again, { state: "sent" })).toEqual({ settled: true, more: false });
  });

  it("O5 remembers when a part first came to nothing, until it is over", async () => {
    const session = newSession();
    await reply(session, "m1", 2);
    const first = await takeOne(session);
    expect(first.failedAt).toBeUndefined();
    await outbox.settle(first, { state: "released" });
    const second = await takeOne(session);
    expect(second.failedAt).toBeUndefined();
    await outbox.settle(second, { state: "parked", delayMs: 0 });
    const third = await takeOne(session);
    expect(third).toMatchObject({ attempts: 1, failedAt: expect.any(Number) });
    await outbox.settle(third, { state: "retry", delayMs: 0 });
    const fourth = await takeOne(session);
    expect(fourth.failedAt).toBe(third.failedAt);
    await outbox.settle(fourth, { state: "sent" });
    expect((await takeOne(session)).failedAt).toBeUndefined();
  });

  it("O5 takes a sender that died for an attempt that came to nothing", async () => {
    const session = newSession();
    const impatient = createOutbox(redis, { leaseMs: 0 });
    await reply(session, "m1");
    await impatient.take(session.tenantId, { limit: 1, perSecond: 10 });
    const again = await takeOne(session);
    expect(again.failedAt).toEqual(expect.any(Number));
    await outbox.settle(again, { state: "retry", delayMs: 0 });
    expect((await takeOne(session)).failedAt).toBe(again.failedAt);
  });

  it("O17 keeps what DingTalk calls the message with the path of what it answers", async () => {
    const session = newSession();
    await reply(session, "m1");
    await outbox.settle(await takeOne(session), { state: "sent", receipt: "key" });
    expect(await accounts.trace(session.tenantId, "m1")).toEqual({
      sessionId: session.sessionId,
      receipt: "key",
      stored: expect.any(Number),
      turn: expect.any(Number),
      committed: expect.any(Number),
      delivered: expect.any(Number),
    });
  });

  it("settles a delivery once", async () => {
    const session = newSession();
    await reply(session, "m1", 2);
    const delivery = await takeOne(session);
    expect(await outbox.settle(delivery, { state: "sent" })).toEqual({ settled: true, more: true });
    expect(await outbox.settle(delivery, { state: "sent" })).toEqual({ settled: false, more: false });
    expect(await redis.llen(`dt:{${session.tenantId}}:s:${session.sessionId}:lane`)).toBe(1);
  });

  it("O5 keeps a refused reply, with all parts that did not get out, as one dead letter", async () => {
    const session = newSession();
    await reply(session, "m1", 3);
    await reply(session, "m2");
    await outbox.settle(await takeOne(session), { state: "sent" });
    const refused = await takeOne(session);
    await outbox.settle(refused, { state: "dead", reason: "robot_removed", detail: "chatbotId.notAllow.sendOTO" });
    expect((await takeOne(session)).part.messageIds).toEqual(["m2"]);
    const [letter] = await deadLetters.list(session.tenantId);
    expect(letter).toMatchObject({
      kind: "delivery",
      sessionId: session.sessionId,
      reason: "robot_removed",
      messages: 1,
      messageIds: ["m1"],
      firstAt: expect.any(Number),
      lastAt: expect.any(Number),
      payload: [2, 3].map((part) => expect.stringContaining(`${refused.part.turnId}/${part}`)),
    });
    expect(await accounts.account(session.tenantId)).toMatchObject({ dead: 1, delivering: 1, balanced: true });
  });
});

describe("dead letters", () => {
  it("replays a delivery", async () => {
    const session = newSession();
    await reply(session, "m1", 2);
    await outbox.settle(await takeOne(session), { state: "dead", reason: "test", detail: "" });
    const [letter] = await deadLetters.list(session.tenantId);
    await deadLetters.replay(session.tenantId, letter?.id ?? "");
    expect(await deadLetters.replay(session.tenantId, letter?.id ?? "")).toBeUndefined();
    for (let part = 1; part <= 2; part++) await outbox.settle(await takeOne(session), { state: "sent" });
    expect(await accounts.account(session.tenantId)).toMatchObject({ answered: 1, dead: 0, balanced: true });
  });

  it("replays a message that was never answered", async () => {
    const session = newSession();
    await inbox.append(session, makeMessage("m1"));
    const turn = await beginTurn(inbox, session);
    await inbox.commit(turn, { answered: 1, outcome: "dead", reason: "gave_up", history: [], parts: [] });
    const [letter] = await deadLetters.list(session.tenantId);
    expect(letter).toMatchObject({ kind: "message", reason: "gave_up", attempts: 1, messageIds: ["m1"] });
    expect(letter?.firstAt).toBe(turn.messages[0]?.storedAt);
    expect(letter?.lastAt).toBeGreaterThanOrEqual(letter?.firstAt ?? Number.POSITIVE_INFINITY);
    expect(await accounts.account(session.tenantId)).toMatchObject({ dead: 1, balanced: true });
    await deadLetters.replay(session.tenantId, letter?.id ?? "");
    const again = await beginTurn(inbox, session);
    expect(again.messages).toMatchObject([{ id: "m1", content: { text: "text of m1" } }]);
    expect(await accounts.account(session.tenantId)).toMatchObject({ dead: 0, waiting: 1, balanced: true });
  });

  it("replays a part that answers no message, such as the sentence about a dead one", async () => {
    const session = newSession();
    await inbox.append(session, makeMessage("m1"));
    const turn = await beginTurn(inbox, session);
    await commitAll(inbox, turn, [makePart(turn, { messages: 0 })]);
    await outbox.settle(await takeOne(session), { state: "dead", reason: "test", detail: "" });
    const [letter] = await deadLetters.list(session.tenantId);
    expect(await deadLetters.replay(session.tenantId, letter?.id ?? "")).toMatchObject({ messages: 0 });
    expect((await outbox.settle(await takeOne(session), { state: "sent" })).settled).toBe(true);
  });

  it("drops a letter once", async () => {
    const session = newSession();
    await reply(session, "m1");
    await outbox.settle(await takeOne(session), { state: "dead", reason: "test", detail: "" });
    const [letter] = await deadLetters.list(session.tenantId);
    expect(await deadLetters.drop(session.tenantId, letter?.id ?? "")).toBe(true);
    expect(await deadLetters.drop(session.tenantId, letter?.id ?? "")).toBe(false);
    expect(await deadLetters.count(session.tenantId)).toBe(0);
  });

  it("keep a push that nobody can read, once", async () => {
    const { tenantId } = newSession();
    const push = { reason: "unreadable", detail: "msgId is missing", payload: "{}" };
    expect(await deadLetters.keepUnreadable(tenantId, push)).toEqual({ duplicate: false });
    expect(await deadLetters.keepUnreadable(tenantId, push)).toEqual({ duplicate: true });
    const [letter, ...others] = await deadLetters.list(tenantId);
    expect(letter).toMatchObject({ kind: "unreadable", detail: "msgId is missing", payload: ["{}"] });
    expect(others).toEqual([]);
    expect(await deadLetters.replay(tenantId, letter?.id ?? "")).toBeUndefined();
    expect(await accounts.account(tenantId)).toMatchObject({ received: 1, dead: 1, duplicates: 1, balanced: true });
  });
});
