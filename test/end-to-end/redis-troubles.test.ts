/** What becomes of services and messages while their Redis is empty, full, slow or away. */
import { setTimeout as delay } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { addPeople, addPerson, answerWithNumbers, type Deployment, numbersIn, startDeployment } from "./deployment.ts";
import type { Service } from "./services.ts";
import { expectAnsweredOnce, talkSteadily } from "./talk.ts";

/** DingTalk pushes again what was not acknowledged; here sooner and more often than the real one. */
const stream = { ackTimeoutMs: 2000, robotRepeats: 100, whenAlone: "queue" } as const;
/** Longer than a call that fails fast may take. */
const AWAY_MS = 5000;
/** Of each service in each second of an outage, whatever the load. */
const LINES_PER_SECOND = 3;

function servicesOf({ ingesters, workers, senders }: Deployment): Service[] {
  return [...ingesters, ...workers, ...senders];
}

/** The processes are those of the beginning: none ended, none was started anew. */
function expectAlive(services: readonly Service[], pids: readonly number[]): void {
  expect(services.map(({ crashes }) => crashes)).toEqual(services.map(() => 0));
  expect(services.map(({ pid }) => pid)).toEqual(pids);
}

/** The model answers with numbers; messages that hold `word` wait for that until it is told to. */
function answerLate({ simulator }: Deployment, word: string): { begun: Promise<void>; answer(): void } {
  const [begun, told] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  simulator.model.respond(async ({ messages }) => {
    const question = JSON.stringify(messages.at(-1)?.content);
    if (question.includes(word)) {
      begun.resolve();
      await told.promise;
    }
    return { text: numbersIn(question).join(" ") };
  });
  return { begun: begun.promise, answer: told.resolve };
}

async function usedMemory({ client }: Deployment): Promise<number> {
  return Number(/^used_memory:(\d+)/m.exec(await client.info("memory"))?.[1]);
}

const isWarning = (line: string): boolean => /^\{"level":"(warn|error)"/.test(line);

describe("a Redis that lost everything by mistake", () => {
  const losses = {
    "was flushed": async ({ client }: Deployment): Promise<void> => void (await client.flushall()),
    "was started without its data": ({ redis }: Deployment) => redis.restartEmpty(),
  };

  it.each(Object.entries(losses))(
    "%s: every service says loudly that state is gone, and serves on",
    async (_, lose) => {
      const deployment = await startDeployment({ simulator: { stream } });
      const { simulator, settled, replies } = deployment;
      const services = servicesOf(deployment);
      const pids = services.map(({ pid }) => pid);
      const thinking = answerLate(deployment, "#late");
      const people = addPeople(simulator, 10);
      for (const userId of people) simulator.say({ userId, text: "message #1" });
      await settled(people.length);
      simulator.say({ userId: addPerson(simulator), text: "message #late" });
      await thinking.begun;
      await lose(deployment);
      thinking.answer();
      const said = "the data in Redis is gone";
      await expect
        .poll(() => services.map(({ log }) => log.filter((line) => line.includes(said)).length), { timeout: 20_000 })
        .toEqual([1, 1, 1]);
      for (const service of services) {
        expect(service.log.find((line) => line.includes(said))).toMatch(/^\{"level":"error"/);
        expect(await service.metrics()).toMatch(/^dt_state_losses_total\{.*\} 1$/m);
        expect(await service.reasons()).toEqual([]);
      }
      for (const userId of people) simulator.say({ userId, text: "message #2" });
      expect(await settled(people.length)).toMatchObject({ answered: people.length, balanced: true });
      for (const userId of people) expect(replies(userId)).toEqual(["#1", "#2"]);
      expectAlive(services, pids);
    },
  );
});

describe("a Redis that is nearly full", () => {
  it("is not filled further: nothing is acknowledged, the rest drains, and what was pushed meanwhile comes again", async () => {
    const deployment = await startDeployment({ simulator: { stream } });
    const { client, simulator, account, settled, ingesters, replies } = deployment;
    const services = servicesOf(deployment);
    const pids = services.map(({ pid }) => pid);
    const thinking = answerLate(deployment, "#1");
    const people = addPeople(simulator, 20);
    for (const userId of people) simulator.say({ userId, text: "message #1" });
    await expect.poll(async () => (await account()).received).toBe(people.length);
    await client.config("SET", "maxmemory", Math.round((await usedMemory(deployment)) / 0.85));
    await expect.poll(() => ingesters[0]?.reasons()).toEqual(["Redis is nearly full"]);
    const refused = people.map((userId) => simulator.say({ userId, text: "message #2" }).msgId);
    for (const msgId of refused) {
      await expect.poll(() => simulator.record.pushes({ msgId }).length, { timeout: 20_000 }).toBeGreaterThan(1);
    }
    thinking.answer();
    expect(await settled(people.length)).toMatchObject({ answered: people.length });
    expect(await ingesters[0]?.reasons()).toEqual(["Redis is nearly full"]);
    expect(refused.flatMap((msgId) => simulator.record.acks({ msgId }))).toEqual([]);
    await client.config("SET", "maxmemory", 0);
    expect(await settled(2 * people.length)).toMatchObject({ answered: 2 * people.length, dead: 0 });
    for (const userId of people) expect(replies(userId).flatMap(numbersIn)).toEqual(["#1", "#2"]);
    expect(await ingesters[0]?.reasons()).toEqual([]);
    expectAlive(services, pids);
  });
});

describe("a Redis that is not there yet", () => {
  it("is waited for: services say so, are not ready meanwhile, and serve when it comes", async () => {
    const deployment = await startDeployment({ count: 0, simulator: { stream } });
    const { redis, simulator, start, over, replies } = deployment;
    await redis.kill();
    const names = ["ingester", "worker", "sender"] as const;
    const services = await Promise.all(names.map((name) => start(name, { wait: false })));
    for (const { log } of services) {
      await expect.poll(() => log.some((line) => line.includes("redis unreachable")), { timeout: 20_000 }).toBe(true);
    }
    const before = services.map(({ log }) => log.length);
    await delay(AWAY_MS);
    for (const [index, service] of services.entries()) {
      expect(await service.reasons()).toContain("Redis is not reachable");
      expect(service.log.slice(before[index])).toEqual([]);
    }
    await redis.restart();
    for (const service of services) await expect.poll(() => service.reasons(), { timeout: 20_000 }).toEqual([]);
    answerWithNumbers(simulator);
    const userId = addPerson(simulator);
    await over(simulator.say({ userId, text: "message #1" }).msgId);
    expect(replies(userId)).toEqual(["#1"]);
    expect(services.map(({ crashes }) => crashes)).toEqual([0, 0, 0]);
  });
});

describe("a Redis that does not serve, under load", () => {
  const outages = {
    "stands still": async (deployment: Deployment): Promise<void> => {
      const { redis } = deployment;
      redis.pause();
      await delay(AWAY_MS);
      const pages = await Promise.all(servicesOf(deployment).map((service) => service.metrics()));
      expect(pages.every((page) => page.includes("process_cpu_seconds_total"))).toBe(true);
      redis.resume();
    },
    "is killed, and started again later": async ({ redis }: Deployment): Promise<void> => {
      await redis.kill();
      await delay(AWAY_MS);
      await redis.restart();
    },
    "is full to the last byte": async (deployment: Deployment): Promise<void> => {
      await deployment.client.config("SET", "maxmemory", await usedMemory(deployment));
      await delay(AWAY_MS);
      await deployment.client.config("SET", "maxmemory", 0);
    },
    "answers in pulses": async ({ redis }: Deployment): Promise<void> => {
      for (let pulse = 0; pulse < 12; pulse++) {
        redis.pause();
        await delay(400);
        redis.resume();
        await delay(100);
      }
    },
  };

  it.each(Object.entries(outages))(
    "%s: nothing ends, nothing is acknowledged unstored, everything is answered once, and the log stays short",
    async (_, outage) => {
      // With everysec, a kill may lose what Redis acknowledged while the disk was busy.
      const durable = { settings: { appendfsync: "always" } };
      const deployment = await startDeployment({ count: 2, simulator: { stream }, redis: durable });
      const { simulator, settled, trace } = deployment;
      const services = servicesOf(deployment);
      const pids = services.map(({ pid }) => pid);
      answerWithNumbers(simulator);
      const people = addPeople(simulator, 40);
      const talk = talkSteadily(deployment, people, 20);
      await delay(2000);
      const begun = performance.now();
      const before = services.map(({ log }) => log.length);
      await outage(deployment);
      const seconds = (performance.now() - begun) / 1000;
      await delay(1000);
      for (const [index, { log, name }] of services.entries()) {
        const warnings = log.slice(before[index]).filter(isWarning);
        expect(warnings.length, `${name}:\n${warnings.join("\n")}`).toBeLessThan(LINES_PER_SECOND * (seconds + 1));
      }
      await talk.stop();
      expect(await settled(talk.said.size, 90_000)).toMatchObject({ answered: talk.said.size, dead: 0 });
      expectAnsweredOnce(deployment, talk, people);
      expectAlive(services, pids);
      const acknowledged = simulator.record.acks({ code: 200 }).flatMap(({ msgId }) => msgId ?? []);
      const traces = await Promise.all(acknowledged.map((msgId) => trace(msgId)));
      expect(traces.every((each) => each?.stored !== undefined)).toBe(true);
    },
  );
});
