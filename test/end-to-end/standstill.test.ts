/** Services that stand still in the middle of their work, or end, beside others that do not. */
import { setTimeout as delay } from "node:timers/promises";
import { beforeAll, describe, expect, it } from "vitest";
import {
  addPeople,
  addPerson,
  answerWithNumbers,
  type Deployment,
  describeTenant,
  numbersIn,
  startDeployment,
  useDeployment,
} from "./deployment.ts";
import type { Service } from "./services.ts";
import { answersTo, expectAnsweredOnce, numbersOf, type Talk, talkSteadily } from "./talk.ts";

/** A connection without a sign of life is dead after 60 s, a lease of a part after 30 s, one of a session after 15 s. */
const STOPPED_MS = 70_000;
/** DingTalk pushes again what was not acknowledged; here sooner and more often than the real one. */
const stream = { ackTimeoutMs: 2000, robotRepeats: 100, whenAlone: "queue" } as const;

/** The longest time in which nothing was stored, ms. */
async function longestGap({ trace }: Deployment, { said }: Talk): Promise<number> {
  const traces = await Promise.all(Array.from(said.values(), (msgId) => trace(msgId)));
  const times = traces.map((each) => each?.stored ?? Number.NaN).toSorted((one, other) => one - other);
  return Math.max(...times.slice(1).map((time, index) => time - (times[index] ?? time)));
}

describe("services that stand still for longer than any time limit, beside others that do not", () => {
  const deployed = useDeployment({
    count: 2,
    simulator: { stream },
    tenants: (simulator) => [describeTenant(simulator, { model: { timeoutMs: 20_000 } })],
  });
  let people: string[];
  let talk: Talk;
  let stopped: Service[];

  beforeAll(async () => {
    const deployment = deployed();
    const { simulator, ingesters, workers, senders } = deployment;
    answerWithNumbers(simulator);
    people = addPeople(simulator, 20);
    talk = talkSteadily(deployment, people);
    stopped = [ingesters[0], workers[0], senders[0]].filter((service) => service !== undefined);
    await delay(2000);
    for (const service of stopped) service.pause();
    await delay(STOPPED_MS);
    for (const service of stopped) service.resume();
    await delay(2000);
    await talk.stop();
    await deployment.settled(talk.said.size, 120_000);
  }, 240_000);

  it("C12 there is no gap longer than 5 s: the others keep serving", async () => {
    expect(await longestGap(deployed(), talk)).toBeLessThan(5000);
  });

  it("C12 every message is handled once, whichever connection brought it", async () => {
    expect(await deployed().account()).toMatchObject({ received: talk.said.size, answered: talk.said.size, dead: 0 });
    for (const person of people) {
      expect(new Set(answersTo(deployed(), person))).toEqual(new Set(numbersOf(talk, person)));
    }
  });

  it("O15 a reply goes out twice only where a send was under way: it is marked, and counted as unknown", async () => {
    const { account, replies } = deployed();
    const { unknownOutcomes } = await account();
    const all = people.flatMap((person) => replies(person));
    const repeated = people.flatMap((person) => {
      const answers = answersTo(deployed(), person);
      return answers.filter((number, index) => answers.indexOf(number) !== index);
    });
    const marked = all.filter((reply) => reply.includes("Possibly a repeat"));
    expect(marked.length).toBeLessThanOrEqual(unknownOutcomes);
    expect(repeated.every((number) => marked.some((reply) => numbersIn(reply).includes(number)))).toBe(true);
  });

  it("C12 none of them ended or is deaf: they serve alone when the others are gone", async () => {
    const { ingesters, workers, senders, simulator, over, replies } = deployed();
    for (const service of [ingesters[1], workers[1], senders[1]]) await service?.kill();
    expect(stopped.map(({ crashes }) => crashes)).toEqual([0, 0, 0]);
    const userId = addPerson(simulator);
    await over(simulator.say({ userId, text: "still there? #1" }).msgId);
    expect(replies(userId)).toEqual(["#1"]);
  });
});

describe("two ingesters", () => {
  it("C12 one is killed: no gap longer than 5 s, nothing twice", async () => {
    const deployment = await startDeployment({ count: { ingester: 2 }, simulator: { stream } });
    const { simulator, ingesters, account, settled } = deployment;
    answerWithNumbers(simulator);
    const people = addPeople(simulator, 10);
    const talk = talkSteadily(deployment, people);
    await delay(1500);
    await ingesters[0]?.kill();
    await delay(8000);
    await talk.stop();
    await settled(talk.said.size);
    expect(await longestGap(deployment, talk)).toBeLessThan(5000);
    expect(await account()).toMatchObject({ answered: talk.said.size, unknownOutcomes: 0 });
    expectAnsweredOnce(deployment, talk, people);
  });

  it("C12 one whose connection was cut while it stood still opens another, and is not deaf", async () => {
    const { simulator, ingesters, over, replies } = await startDeployment({
      count: { ingester: 2 },
      simulator: { stream },
    });
    await expect.poll(() => simulator.connections().length).toBe(2);
    const [first, second] = ingesters;
    first?.pause();
    for (const connection of simulator.connections()) connection.reset();
    await expect.poll(() => simulator.connections().length, { timeout: 15_000 }).toBe(1);
    first?.resume();
    await expect.poll(() => simulator.connections().length, { timeout: 15_000 }).toBe(2);
    await second?.kill();
    const userId = addPerson(simulator);
    await over(simulator.say({ userId, text: "你好" }).msgId);
    expect(replies(userId)).toHaveLength(1);
  });
});
