/** The services behind Redis Sentinel, while the primary is replaced in every way. */
import { setTimeout as delay } from "node:timers/promises";
import { expect, it } from "vitest";
import { addPerson, answerWithNumbers, useDeploymentOn } from "../end-to-end/deployment.ts";
import { startReplication } from "./sentinel.ts";
import { type Flaws, findFlaws, flawless, type Talk, talkSteadily } from "./talk.ts";

/** DingTalk pushes again what was not acknowledged; here sooner and more often than the real one. */
const stream = { ackTimeoutMs: 2000, robotRepeats: 100, whenAlone: "queue" } as const;
const SOME_MS = 1500;

const deployed = useDeploymentOn(startReplication, {
  simulator: { stream },
  // All of them: during a fail-over one replica is the new primary already while the other still follows the old one.
  environment: { DT_REDIS_WAIT_REPLICAS: "2" },
});
const talks: Talk[] = [];

/** People talk before, while and after something happens to Redis; then it is judged. */
async function whilePeopleTalk(happens: () => Promise<unknown>): Promise<Flaws> {
  const deployment = deployed();
  answerWithNumbers(deployment.simulator);
  const talk = talkSteadily(deployment, ["default"], 20);
  talks.push(talk);
  await delay(SOME_MS);
  await happens();
  await delay(SOME_MS);
  await talk.stop();
  return await findFlaws(deployment, talks);
}

it("I16 an orderly fail-over: every message is answered once, in order", async () => {
  expect(await whilePeopleTalk(() => deployed().topology.failOver())).toEqual(flawless);
});

it("I16 the primary is killed, and comes back later: every message is answered once, in order", async () => {
  const { topology } = deployed();
  const former = await topology.primary();
  const flaws = await whilePeopleTalk(async () => {
    await former.kill();
    await topology.primaryAfter(former);
    await former.restart();
    await topology.complete();
  });
  expect(flaws).toEqual(flawless);
});

it("I16 the primary hangs: services find the next one by themselves; every message is answered once, in order", async () => {
  const { topology } = deployed();
  const former = await topology.primary();
  const flaws = await whilePeopleTalk(async () => {
    former.pause();
    const next = await topology.primaryAfter(former);
    await expect
      .poll(() => topology.clientsOf(next), { timeout: 30_000 })
      .toEqual(expect.arrayContaining(["dt-ingester", "dt-sender", "dt-worker"]));
    former.resume();
    await topology.complete();
  });
  expect(flaws).toEqual(flawless);
});

it("I16 while a replica is missing nothing is acknowledged; when it is back, it is", async () => {
  const { topology, simulator, over, replies } = deployed();
  const [replica] = await topology.replicas();
  replica?.pause();
  const userId = addPerson(simulator);
  const { msgId } = simulator.say({ userId, text: "message #1" });
  await expect.poll(() => simulator.record.pushes({ msgId }).length, { timeout: 20_000 }).toBeGreaterThan(1);
  expect(simulator.record.acks({ msgId })).toEqual([]);
  expect(replies(userId)).toEqual([]);
  replica?.resume();
  await over(msgId);
  await expect.poll(() => simulator.record.acks({ msgId }).length, { timeout: 20_000 }).toBeGreaterThan(0);
  expect(replies(userId)).toEqual(["#1"]);
});
