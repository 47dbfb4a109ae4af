/** What must outlive the primary: answered once replicas have it. */

import {
  closeRedis,
  connectRedis,
  createDeadLetters,
  createInbox,
  createOutbox,
  type RedisClient,
  TooFewReplicasError,
  tenantPrefix,
} from "@dt/session";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { beginTurn, commitAll, makeMessage, newSession } from "../../packages/session/test/fixture.ts";
import { type RedisServer, startRedis } from "../redis-server.ts";

/** Replicas are served as soon as they ask. */
const settings = { "repl-diskless-sync-delay": "0" };

let primary: RedisServer;
let replica: RedisServer;
let redis: RedisClient;
let onReplica: RedisClient;

beforeEach(async () => {
  [primary, replica] = await Promise.all([startRedis({ settings }), startRedis({ settings })]);
  redis = connectRedis(primary.url, { mode: "patient" });
  onReplica = connectRedis(replica.url, { mode: "patient" });
});

afterEach(async () => {
  await Promise.all([closeRedis(redis), closeRedis(onReplica)]);
  await Promise.all([primary.stop(), replica.stop()]);
});

async function replicate(): Promise<void> {
  await onReplica.replicaof("127.0.0.1", primary.port);
  await expect.poll(() => redis.info("replication")).toMatch(/slave0:.*state=online/);
}

async function calls(command: string): Promise<number> {
  return Number(new RegExp(`cmdstat_${command}:calls=(\\d+)`).exec(await redis.info("commandstats"))?.[1] ?? 0);
}

describe("I16 with a replica to wait for", () => {
  it("a message counts as stored when the replica has it", async () => {
    await replicate();
    const inbox = createInbox(redis, { replicas: 1 });
    const session = newSession();
    for (const id of ["m1", "m2", "m3"]) {
      await inbox.append(session, makeMessage(id));
      const key = `${tenantPrefix(session.tenantId)}s:${session.sessionId}:inbox`;
      expect(await onReplica.lindex(key, -1)).toContain(id);
    }
  });

  it("without one nothing is acknowledged; pushed again, it is found stored", async () => {
    const inbox = createInbox(redis, { replicas: 1 });
    const letters = createDeadLetters(redis, { replicas: 1 });
    const session = newSession();
    await expect(inbox.append(session, makeMessage("m1"))).rejects.toThrow(TooFewReplicasError);
    await expect(inbox.append(session, makeMessage("m1"))).rejects.toThrow("0 of 1 replicas");
    const push = { reason: "unreadable", detail: "", payload: "{}" };
    await expect(letters.keepUnreadable(session.tenantId, push)).rejects.toThrow(TooFewReplicasError);
    await replicate();
    expect(await inbox.append(session, makeMessage("m1"))).toEqual({ duplicate: true, waiting: 1 });
    await letters.keepUnreadable(session.tenantId, push);
    expect(await letters.count(session.tenantId)).toBe(1);
  });

  it("messages that come together share a wait, each with an answer of its own", async () => {
    await replicate();
    const inbox = createInbox(redis, { replicas: 1 });
    const session = newSession();
    const ids = Array.from({ length: 200 }, (_, index) => `m${index % 150}`);
    const answers = await Promise.all(ids.map((id) => inbox.append(session, makeMessage(id))));
    expect(answers.map(({ duplicate }) => duplicate)).toEqual(ids.map((_, index) => index >= 150));
    expect(await calls("wait")).toBeLessThanOrEqual(3);
  });

  it("a script that a restarted primary has forgotten is sent again", async () => {
    await replicate();
    const inbox = createInbox(redis, { replicas: 1 });
    const session = newSession();
    await inbox.append(session, makeMessage("m1"));
    await redis.script("FLUSH");
    expect(await inbox.append(session, makeMessage("m2"))).toEqual({ duplicate: false, waiting: 2 });
  });

  it("a part is not handed out to be sent before the replica knows of the attempt", async () => {
    const inbox = createInbox(redis);
    const outbox = createOutbox(redis, { replicas: 1 });
    const session = newSession();
    await inbox.append(session, makeMessage("m1"));
    await commitAll(inbox, await beginTurn(inbox, session));
    const limits = { limit: 10, perSecond: 100 };
    await expect(outbox.take(session.tenantId, limits)).rejects.toThrow(TooFewReplicasError);
    await replicate();
    // It was given back: at once, and as if nobody had tried.
    const { deliveries } = await outbox.take(session.tenantId, limits);
    expect(deliveries).toMatchObject([{ attempts: 1, unknownOutcomes: 0 }]);
    const key = `${tenantPrefix(session.tenantId)}s:${session.sessionId}:state`;
    expect(await onReplica.hget(key, "delivery")).toBe("sending");
  });
});

it("I16 a call that was answered by one server is not taken for replicated by the next one", async () => {
  await replicate();
  const inbox = createInbox(redis, { replicas: 1 });
  const session = newSession();
  await inbox.append(session, makeMessage("m1"));
  // The replica stands still, and the connection is lost while the wait is under way.
  process.kill(replica.pid, "SIGSTOP");
  const stored = inbox.append(session, makeMessage("m2"));
  const outcome = stored.then(
    () => "stored",
    (error: Error) => error.message,
  );
  await expect.poll(async () => (await clients()).some((client) => client.includes("cmd=wait"))).toBe(true);
  await killWaiting();
  expect(await outcome).toBe("Command aborted due to connection close");
  process.kill(replica.pid, "SIGCONT");
});

async function clients(): Promise<string[]> {
  return await withConnection(async (other) => String(await other.client("LIST")).split("\n"));
}

async function killWaiting(): Promise<void> {
  const waiting = (await clients()).find((client) => client.includes("cmd=wait"));
  const id = /id=(\d+)/.exec(waiting ?? "")?.[1] ?? "";
  await withConnection((other) => other.client("KILL", "ID", id));
}

/** `redis` itself stands still while it waits. */
async function withConnection<Result>(use: (other: RedisClient) => Promise<Result>): Promise<Result> {
  const other = connectRedis(primary.url, { mode: "patient" });
  try {
    return await use(other);
  } finally {
    await closeRedis(other);
  }
}
