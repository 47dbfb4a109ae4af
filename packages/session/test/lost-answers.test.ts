/**
 * A connection that breaks after Redis ran a script and before its answer came: the client makes the call again, and the
 * script runs twice.
 */
import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { describe, expect, inject, it, onTestFinished } from "vitest";
import {
  closeRedis,
  connectRedis,
  createAccounts,
  createInbox,
  createOutbox,
  type RedisClient,
  redisReady,
  tenantPrefix,
} from "../src/index.ts";
import { lossesOf } from "../src/redis/losses.ts";
import { primariesOf } from "../src/redis/redis.ts";
import { beginTurn, commitAll, makeMessage, makePart, newSession, useRedis } from "./fixture.ts";

const redis = useRedis();
const inbox = createInbox(redis);
const outbox = createOutbox(redis);

/** Redis behind a connection that breaks instead of answering the next time, once asked to. */
async function unreliable(): Promise<{ client: RedisClient; loseNextAnswer: () => void }> {
  const { hostname, port } = new URL(inject("redisUrl"));
  const sockets: Socket[] = [];
  let isLosing = false;
  const server = createServer((socket) => {
    const upstream = connect(Number(port), hostname);
    sockets.push(socket, upstream);
    for (const each of [socket, upstream]) each.on("error", () => undefined);
    socket.pipe(upstream);
    upstream.on("data", (answer) => {
      if (!isLosing) return void socket.write(answer);
      isLosing = false;
      socket.destroy();
      upstream.destroy();
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const client = connectRedis(`redis://127.0.0.1:${(server.address() as AddressInfo).port}`, { mode: "patient" });
  onTestFinished(async () => {
    await closeRedis(client);
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  await redisReady(client);
  return {
    client,
    loseNextAnswer() {
      isLosing = true;
    },
  };
}

// The nodes of a cluster tell clients their own addresses, which lead past any broken connection.
describe.skipIf(inject("redisUrl").startsWith("redis+"))("the answer that was lost", () => {
  it("of a begin: the same call has the turn, in the same try, and nobody waits for a lease to end", async () => {
    const session = newSession();
    const { client, loseNextAnswer } = await unreliable();
    await inbox.append(session, makeMessage("m1"));
    loseNextAnswer();
    const turn = await beginTurn(createInbox(client), session);
    expect(turn.tries).toBe(1);
    expect((await inbox.begin(session)).state).toBe("later");
    expect((await commitAll(inbox, turn)).committed).toBe(true);
  });

  it("of a commit: the same call is told that the turn is committed, once", async () => {
    const session = newSession();
    const { client, loseNextAnswer } = await unreliable();
    await inbox.append(session, makeMessage("m1"));
    const turn = await beginTurn(inbox, session);
    await inbox.append(session, makeMessage("m2"));
    loseNextAnswer();
    expect(await commitAll(createInbox(client), turn)).toMatchObject({ committed: true, waiting: 1 });
    expect(await redis.llen(`${tenantPrefix(session.tenantId)}s:${session.sessionId}:lane`)).toBe(1);
    expect(await createAccounts(redis).account(session.tenantId)).toMatchObject({ delivering: 1, balanced: true });
  });

  it("O2 of a take: what it held is given back, and was certainly not sent", async () => {
    const session = newSession();
    const other = { ...session, sessionId: "dingtalk_private_u2" };
    for (const each of [session, other]) {
      await inbox.append(each, makeMessage("m1"));
      const turn = await beginTurn(inbox, each);
      await commitAll(inbox, turn, [makePart(turn)]);
    }
    const { client, loseNextAnswer } = await unreliable();
    const take = { limit: 1, perSecond: 100 };
    loseNextAnswer();
    const { deliveries } = await createOutbox(client).take(session.tenantId, take);
    const { deliveries: rest } = await outbox.take(session.tenantId, take);
    const taken = [...deliveries, ...rest];
    expect(new Set(taken.map(({ sessionId }) => sessionId)).size).toBe(2);
    for (const delivery of taken) expect(delivery).toMatchObject({ attempts: 1, unknownOutcomes: 0 });
    expect((await outbox.take(session.tenantId, take)).deliveries).toEqual([]);
    expect(await createAccounts(redis).account(session.tenantId)).toMatchObject({ unknownOutcomes: 0 });
  });
});

it("a connection that is lost is noticed, that to a node of a cluster too", async () => {
  const client = connectRedis(inject("redisUrl"), { mode: "patient" });
  onTestFinished(() => closeRedis(client));
  await redisReady(client);
  await client.exists("{probe}");
  const losses = lossesOf(client);
  const before = losses();
  for (const { stream } of primariesOf(client) as { stream?: Socket }[]) stream?.destroy();
  await expect.poll(losses).toBeGreaterThan(before);
});
