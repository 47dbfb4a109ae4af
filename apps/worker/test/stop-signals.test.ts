import { randomUUID } from "node:crypto";
import { silentLogger } from "@dt/runtime";
import { closeRedis, connectRedis, createInbox, type SessionKey } from "@dt/session";
import { afterEach, describe, expect, inject, it } from "vitest";
import { listenForStops } from "../src/stop-signals.ts";

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

function connect(name?: string) {
  const redis = connectRedis(inject("redisUrl"), { mode: "patient", ...(name === undefined ? {} : { name }) });
  closers.push(() => closeRedis(redis));
  return redis;
}

const newSession = (): SessionKey => ({ tenantId: `t-${randomUUID()}`, sessionId: "dingtalk_private_u1" });

/** A process that stores messages. */
function openIngester() {
  const redis = connect();
  const inbox = createInbox(redis);
  const say = (session: SessionKey, control?: "stop") =>
    inbox.append(session, {
      id: randomUUID(),
      robotCode: "robot",
      sentAt: 1,
      content: {},
      ...(control && { control }),
    });
  return { redis, say, stop: (session: SessionKey) => say(session, "stop") };
}

/** A process that runs turns. */
const openWorker = (name?: string) => listenForStops(connect(name), silentLogger);

describe("a stored /stop", () => {
  it("I17 ends every turn of its session, in whichever process it runs", async () => {
    const session = newSession();
    const { stop } = openIngester();
    const turns = [(await openWorker()).listen(session), (await openWorker()).listen(session)];
    await stop(session);
    await expect.poll(() => turns.map(({ signal }) => signal.aborted)).toEqual([true, true]);
  });

  it("ends no turn of another session or tenant, and another message ends none", async () => {
    const session = newSession();
    const worker = await openWorker();
    const { stop, say } = openIngester();
    const others = [
      worker.listen({ ...session, sessionId: "dingtalk_private_u2" }),
      worker.listen({ ...session, tenantId: newSession().tenantId }),
    ];
    const talking = newSession();
    const chatting = worker.listen(talking);
    const stopped = worker.listen(session);
    await say(talking);
    await stop(session);
    await expect.poll(() => stopped.signal.aborted).toBe(true);
    expect([...others, chatting].map(({ signal }) => signal.aborted)).toEqual([false, false, false]);
  });

  it("ends no turn that is over, and the next one of the session again", async () => {
    const session = newSession();
    const worker = await openWorker();
    const { stop } = openIngester();
    const over = worker.listen(session);
    over[Symbol.dispose]();
    const running = worker.listen(session);
    await stop(session);
    await expect.poll(() => running.signal.aborted).toBe(true);
    expect(over.signal.aborted).toBe(false);
  });

  it("ends turns also after the connection broke", async () => {
    const session = newSession();
    const name = `worker-${randomUUID()}`;
    const worker = await openWorker(name);
    const { stop, redis } = openIngester();
    const running = worker.listen(session);
    const clients = String(await redis.client("LIST")).split("\n");
    const id = clients.find((line) => line.includes(`name=${name}`))?.match(/^id=(\d+)/)?.[1] ?? "";
    expect(await redis.client("KILL", "ID", id)).toBe(1);
    // Signals are not kept for who is not there: one of these comes after the connection is back.
    await expect
      .poll(async () => {
        await stop(session);
        return running.signal.aborted;
      })
      .toBe(true);
  });
});
