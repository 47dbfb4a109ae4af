/** The services on a Redis Cluster, while nodes are lost and slots are moved. */
import { setTimeout as delay } from "node:timers/promises";
import { closeRedis, connectRedis, createInbox, tenantPrefix } from "@dt/session";
import { defaultApp } from "@dt/simulator";
import { beforeAll, expect, it, onTestFinished } from "vitest";
import { answerWithNumbers, describeTenant, useDeploymentOn } from "../end-to-end/deployment.ts";
import { ask } from "./ask.ts";
import { startCluster } from "./cluster.ts";
import { type Flaws, findFlaws, flawless, type Talk, talkSteadily } from "./talk.ts";

/** DingTalk pushes again what was not acknowledged; here sooner and more often than the real one. */
const stream = { ackTimeoutMs: 2000, robotRepeats: 100, whenAlone: "queue" } as const;
const SOME_MS = 1500;
/** Their slots lie on different nodes; the first one's beside the wakes. */
const tenantIds = ["acme", "stark", "hooli"];
const apps = tenantIds.map((id) => ({ ...defaultApp, appKey: `ding${id}`, robotCode: `ding${id}` }));

const deployed = useDeploymentOn(startCluster, {
  simulator: { stream, world: { apps } },
  tenants: (simulator) => tenantIds.map((id, app) => describeTenant(simulator, { id, app })),
  environment: { DT_REDIS_WAIT_REPLICAS: "1" },
});
const talks: Talk[] = [];
const slots: number[] = [];
let wakes = 0;

beforeAll(async () => {
  const { topology } = deployed();
  for (const id of tenantIds) slots.push(await topology.slotOf(tenantPrefix(id)));
  wakes = await topology.slotOf("{dt}");
});

/** People of all tenants talk before, while and after something happens to Redis; then it is judged. */
async function whilePeopleTalk(happens: () => Promise<unknown>): Promise<Flaws> {
  const deployment = deployed();
  answerWithNumbers(deployment.simulator);
  const talk = talkSteadily(deployment, tenantIds, 7);
  talks.push(talk);
  await delay(SOME_MS);
  await happens();
  await delay(SOME_MS);
  await talk.stop();
  return await findFlaws(deployment, talks);
}

it("three tenants lie on three nodes; every message is answered once, in order, and no call crosses nodes", async () => {
  const { topology } = deployed();
  expect(await whilePeopleTalk(async () => {})).toEqual(flawless);
  const owners = await Promise.all(slots.map((slot) => topology.ownerOf(slot)));
  expect(new Set(owners).size).toBe(3);
  for (const [index, owner] of owners.entries()) {
    const prefix = tenantPrefix(tenantIds[index] ?? "");
    expect((await ask(owner, (redis) => redis.keys(`${prefix}*`))).length).toBeGreaterThan(0);
  }
});

it("I16 the node with the wakes is killed, and comes back later: every message is answered once, in order", async () => {
  const { topology } = deployed();
  const former = await topology.ownerOf(wakes);
  const flaws = await whilePeopleTalk(async () => {
    await former.kill();
    await topology.ownerAfter(former, wakes);
    await former.restart();
    await topology.complete();
  });
  expect(flaws).toEqual(flawless);
});

it("I16 a node hangs: a call that it owes an answer is answered by the one that takes over", async () => {
  const { topology } = deployed();
  const [, slot = 0] = slots;
  const redis = connectRedis(topology.url, { mode: "patient", silenceMs: 1000 });
  onTestFinished(() => closeRedis(redis));
  const key = `${tenantPrefix("stark")}probe`;
  await redis.set(key, "before");
  const former = await topology.ownerOf(slot);
  former.pause();
  expect(await redis.set(key, "after")).toBe("OK");
  expect(await topology.ownerOf(slot)).not.toBe(former);
  former.resume();
  await topology.complete();
});

it("a tenant's slot is moved to another node key by key: every message is answered once, in order", async () => {
  const { topology } = deployed();
  const [slot = 0] = slots;
  const former = await topology.ownerOf(slot);
  expect(await whilePeopleTalk(() => topology.move(slot, { pauseMs: 2000 }))).toEqual(flawless);
  expect(await topology.ownerOf(slot)).not.toBe(former);
});

it("the slot of the wakes is moved to another node key by key: every message is answered once, in order", async () => {
  const { topology } = deployed();
  expect(await whilePeopleTalk(() => topology.move(wakes, { pauseMs: 2000 }))).toEqual(flawless);
});

it("calls that meet a tenant's slot on its way wait for its arrival, and find everything there", async () => {
  const { topology, client } = deployed();
  const inbox = createInbox(client);
  const session = { tenantId: "passenger", sessionId: "dingtalk_private_u1" };
  const append = (id: string) => inbox.append(session, { id, robotCode: "robot", sentAt: 1, content: {} });
  const before = ["m1", "m2", "m3"];
  for (const id of before) await append(id);
  const slot = await topology.slotOf(tenantPrefix(session.tenantId));
  const moving = topology.move(slot, { pauseMs: 1000 });
  // The receiver expects it: the move has begun.
  await expect.poll(() => topology.isMoving(slot), { interval: 5 }).toBe(true);
  const during = await Promise.all([...before, "m4"].map(append));
  await moving;
  expect(during.map(({ duplicate }) => duplicate)).toEqual([true, true, true, false]);
  expect(await deployed().account(session.tenantId)).toMatchObject({ received: 4, waiting: 4, duplicates: 3 });
});
