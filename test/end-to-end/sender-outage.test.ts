import { setTimeout as delay } from "node:timers/promises";
import { type App, defaultApp } from "@dt/simulator";
import { expect, it } from "vitest";
import {
  addPeople,
  addPerson,
  answerWithNumbers,
  type Deployment,
  describeTenant,
  startDeployment,
} from "./deployment.ts";

const PER_SECOND = 20;
const WAITING = 520;
/** So long a reply of a tenant may take whose limit is far away, on a busy machine. */
const QUICK_MS = 5000;
const busyApp: App = { ...defaultApp, appKey: "dingbusy", robotCode: "dingbusy" };
const quietApp: App = { ...defaultApp, appKey: "dingquiet", robotCode: "dingquiet" };

/** The most of these times, in ms, within any second. */
function mostInASecond(times: readonly number[]): number {
  const sorted = times.toSorted((one, other) => one - other);
  let first = 0;
  return Math.max(
    ...sorted.map((time, index) => {
      while ((sorted[first] ?? time) <= time - 1000) first++;
      return index - first + 1;
    }),
  );
}

/** Somebody of the quiet tenant asks, again and again, until everything else is answered; ms from each reply to its arrival. */
async function askMeanwhile(deployment: Deployment): Promise<number[]> {
  const { simulator, over, account } = deployment;
  const waits: number[] = [];
  while ((await account("busy")).delivering > 0) {
    const { msgId } = simulator.say({ appKey: quietApp.appKey, userId: addPerson(simulator), text: "message #1" });
    const { committed = 0, delivered = Number.NaN } = await over(msgId, { tenantId: "quiet" });
    waits.push(delivered - committed);
    await delay(500);
  }
  return waits;
}

it("O4 replies that waited for the senders leave within the limit in every second, and slow no other tenant", async () => {
  const deployment = await startDeployment({
    count: { sender: 2 },
    // An ingester is ready when it receives for one of its tenants.
    simulator: { world: { apps: [busyApp, quietApp] }, stream: { whenAlone: "queue" } },
    tenants: (simulator) => [
      describeTenant(simulator, { id: "busy", app: 0, limits: { sendPerSecond: PER_SECOND, concurrentTurns: 100 } }),
      describeTenant(simulator, { id: "quiet", app: 1 }),
    ],
  });
  const { simulator, senders, account } = deployment;
  answerWithNumbers(simulator);
  for (const sender of senders) await sender.kill();
  for (const userId of addPeople(simulator, WAITING)) simulator.say({ userId, text: "message #1" });
  await expect.poll(async () => (await account("busy")).delivering, { timeout: 120_000 }).toBe(WAITING);
  await Promise.all(senders.map((sender) => sender.restart()));
  const waits = await askMeanwhile(deployment);
  expect(await account("busy")).toMatchObject({ answered: WAITING, unknownOutcomes: 0, balanced: true });
  const arrivals = simulator.record.requests({ operation: "robotReplySession", appKey: busyApp.appKey });
  // On a slow machine people are told beside it that they have to wait.
  expect(arrivals.length).toBeGreaterThanOrEqual(WAITING);
  expect(mostInASecond(arrivals.map(({ at }) => at))).toBeLessThanOrEqual(PER_SECOND);
  expect(waits.length).toBeGreaterThan(10);
  expect(Math.max(...waits)).toBeLessThan(QUICK_MS);
}, 300_000);
