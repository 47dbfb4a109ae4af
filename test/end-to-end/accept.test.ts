/** Messages that come more than once, in bursts, or with what is slow to fetch: stored first, answered once. */
import { randomUUID } from "node:crypto";
import { closeRedis, connectRedis } from "@dt/session";
import { Queue, Worker } from "bullmq";
import { afterEach, describe, expect, it } from "vitest";
import { PREFIX, wakeKey } from "../../packages/queue/src/wakes.ts";
import {
  addPeople,
  addPerson,
  answerWithNumbers,
  type Deployment,
  numbersIn,
  startDeployment,
  useDeployment,
} from "./deployment.ts";

const stream = { whenAlone: "queue" } as const;
/** DingTalk pushes again what was not acknowledged; here sooner and more often than the real one. */
const lossy = { ackTimeoutMs: 2000, robotRepeats: 20, acksFrom: "same-connection", whenAlone: "queue" } as const;
const image = { contentType: "image/png", bytes: Buffer.from("\u0089PNG", "latin1") };
const session = (userId: string): string => `dingtalk_private_${userId}`;

/** Pushes a message again, with new frame ids, until every ingester has had it. */
async function pushToAll({ simulator }: Deployment, userId: string, msgId: string): Promise<void> {
  const had = (): Set<string | undefined> =>
    new Set(
      simulator.record
        .pushes({ msgId })
        .slice(1)
        .map(({ connectionId }) => connectionId),
    );
  while (had().size < simulator.connections().length) simulator.say({ userId, text: "#1", msgId });
  await expect.poll(() => simulator.waitingPushes()).toBe(0);
}

describe("a message that is pushed again", () => {
  const deployed = useDeployment({ count: { ingester: 2 }, simulator: { stream } });

  it("I5 after it was stored and its acknowledgement was lost is recognised, and acknowledged then", async () => {
    const deployment = await startDeployment({ count: { ingester: 2 }, simulator: { stream: lossy } });
    const { simulator, settled, replies } = deployment;
    answerWithNumbers(simulator);
    await expect.poll(() => simulator.connections().length).toBe(2);
    const userId = addPerson(simulator);
    const { msgId } = simulator.say({ userId, text: "#1" });
    const [push] = simulator.record.pushes({ msgId });
    // What was sent arrives, and nothing that is answered does.
    simulator
      .connections()
      .find(({ id }) => id === push?.connectionId)
      ?.halfOpen();
    await expect.poll(() => simulator.record.acks({ msgId }).length, { timeout: 30_000 }).toBeGreaterThan(0);
    expect(await settled(1)).toMatchObject({ answered: 1, duplicates: 1 });
    expect(replies(userId)).toEqual(["#1"]);
  });

  /** As if the message had been stored so long ago. */
  async function age(userId: string, ms: number): Promise<void> {
    const { client } = deployed();
    const key = `dt:{default}:s:${session(userId)}:seen`;
    const [id, at] = await client.zrange(key, 0, -1, "WITHSCORES");
    await client.zadd(key, Number(at) - ms, String(id));
    await client.pexpire(key, (await client.pttl(key)) - ms);
  }

  async function answerOne(): Promise<{ userId: string; msgId: string }> {
    const { simulator, over } = deployed();
    answerWithNumbers(simulator);
    const userId = addPerson(simulator);
    const { msgId } = simulator.say({ userId, text: "#1" });
    await over(msgId);
    return { userId, msgId };
  }

  /** Whether every push was acknowledged, what still waits, and what the person was told. */
  async function outcomeOf({ userId, msgId }: { userId: string; msgId: string }): Promise<object> {
    const { simulator, replies, client } = deployed();
    const acknowledged = new Set(simulator.record.acks({ msgId }).map(({ frameId, code }) => `${frameId} ${code}`));
    return {
      unacknowledged: simulator.record.pushes({ msgId }).filter(({ frameId }) => !acknowledged.has(`${frameId} 200`)),
      waiting: await client.llen(`dt:{default}:s:${session(userId)}:inbox`),
      replies: replies(userId),
    };
  }

  const oneRun = { unacknowledged: [], waiting: 0, replies: ["#1"] };

  it.each([
    ["at once", 0],
    ["after 2 s", 2000],
    ["after 16 s", 16_000],
    ["after 60 s", 60_000],
    ["after 10 min", 600_000],
    ["after 6 days", 6 * 86_400_000],
  ])("I1 %s, to either process, runs once and is acknowledged every time", async (_, ms) => {
    const message = await answerOne();
    await age(message.userId, ms);
    await pushToAll(deployed(), message.userId, message.msgId);
    expect(await outcomeOf(message)).toEqual(oneRun);
  });

  it("I1 after the restart of every ingester and of Redis runs once", async () => {
    const { simulator, ingesters, redis } = deployed();
    const message = await answerOne();
    await redis.restart();
    await Promise.all(ingesters.map((ingester) => ingester.restart()));
    await expect.poll(() => simulator.connections().length).toBe(2);
    await pushToAll(deployed(), message.userId, message.msgId);
    expect(await outcomeOf(message)).toEqual(oneRun);
  });

  it("I3 at the same moment to two processes: one of them stores it", async () => {
    const { simulator, settled, account, replies } = deployed();
    answerWithNumbers(simulator);
    const { received, duplicates } = await account();
    const people = addPeople(simulator, 50);
    simulator.faults.add({ effect: { type: "duplicate", copies: 3 } });
    const said = people.map((userId) => simulator.say({ userId, text: "#1" }).msgId);
    await settled(received + people.length);
    await expect.poll(async () => (await account()).duplicates).toBe(duplicates + 3 * people.length);
    const both = said.filter((msgId) => {
      const pushes = simulator.record.pushes({ msgId });
      return new Set(pushes.map(({ connectionId }) => connectionId)).size === 2;
    });
    expect(both.length).toBeGreaterThan(people.length / 2);
    for (const userId of people) expect(replies(userId)).toEqual(["#1"]);
  });
});

describe("pictures", () => {
  const deployed = useDeployment({ simulator: { stream }, environment: { OPENAI_IMAGES: "true" } });
  afterEach(() => deployed().simulator.model.respond(undefined));

  it("I7 are fetched after the acknowledgement, however long that takes", async () => {
    const { simulator, over, replies, trace } = deployed();
    const userId = addPerson(simulator);
    simulator.faults.add({
      match: { operation: "robotDownloadFile" },
      times: 1,
      effect: { type: "latency", ms: 3000 },
    });
    const { msgId } = simulator.say({ userId, picture: image });
    await expect.poll(() => simulator.record.acks({ msgId }).map(({ code }) => code)).toEqual([200]);
    expect((await trace(msgId))?.committed).toBeUndefined();
    await over(msgId);
    expect(replies(userId)).toHaveLength(1);
  });

  it("I7 are fetched again when that failed", async () => {
    const { simulator, over, replies } = deployed();
    const userId = addPerson(simulator);
    const match = { operation: "robotDownloadFile" };
    const fault = simulator.faults.add({ match, times: 4, effect: { type: "respond", status: 502 } });
    await over(simulator.say({ userId, picture: image }).msgId);
    expect(fault.hits).toBe(4);
    expect(replies(userId).join()).not.toContain("重新发送图片");
  });

  it("I7 that cannot be had are told of in a sentence", async () => {
    const { simulator, over, replies } = deployed();
    const userId = addPerson(simulator);
    const content = { msgtype: "picture", content: { downloadCode: "gone" } };
    const { msgId } = simulator.say({ userId, content });
    await over(msgId);
    expect(simulator.record.acks({ msgId })).toMatchObject([{ code: 200 }]);
    expect(replies(userId)).toEqual([expect.stringContaining("重新发送图片")]);
  });

  it("I8 in a burst, and words after them, are all stored; what waits together is answered together, in order", async () => {
    const { simulator, over, trace, replies } = deployed();
    const asked: string[] = [];
    const first = Promise.withResolvers<void>();
    simulator.model.respond(async ({ messages }) => {
      asked.push(JSON.stringify(messages.at(-1)?.content));
      if (asked.length === 1) await first.promise;
      return { text: "seen" };
    });
    const userId = addPerson(simulator);
    const burst = Array.from({ length: 17 }, () => simulator.say({ userId, picture: image }).msgId);
    const { msgId } = simulator.say({ userId, text: "what is on them?" });
    const said = [...burst, msgId];
    await expect.poll(async () => (await Promise.all(said.map((id) => trace(id)))).filter(Boolean).length).toBe(18);
    first.resolve();
    await over(msgId);
    for (const id of said) expect((await trace(id))?.delivered).toBeGreaterThan(0);
    expect(asked.length).toBeLessThan(said.length);
    expect(asked.at(-1)).toContain("what is on them?");
    expect(asked.at(-1)).toContain("data:image/png");
    expect(replies(userId)).toHaveLength(asked.length);
  });
});

/** Leaves a job of a session in the queue, as it ends when its processor does as told. */
async function leave(deployment: Deployment, userId: string, how: "completed" | "failed" | "stalled"): Promise<void> {
  const connection = connectRedis(deployment.redis.url, { mode: "patient" });
  const key = wakeKey({ tenantId: "default", sessionId: session(userId) });
  const options = { connection, prefix: PREFIX };
  const queue = new Queue("inbound", options);
  const active = Promise.withResolvers<void>();
  const process = async (): Promise<void> => {
    active.resolve();
    if (how === "failed") throw new Error("an old failure");
    if (how === "stalled") await new Promise(() => {});
  };
  const worker = new Worker("inbound", process, { ...options, lockDuration: 1000, skipStalledCheck: true });
  const kept = { removeOnComplete: false, removeOnFail: false, attempts: 1 };
  const deduplication = { id: key, keepLastIfActive: true };
  const data = { tenantId: "default", sessionId: session(userId) };
  const job = await queue.add("inbound", data, { jobId: key, deduplication, ...kept });
  await active.promise;
  await expect.poll(() => job.getState()).toBe(how === "stalled" ? "active" : how);
  // Without waiting for its job, as a process that is killed.
  await worker.close(true);
  await queue.close();
  await closeRedis(connection);
}

describe("jobs that lie in the queue from another time", () => {
  it.each(["completed", "failed", "stalled"] as const)(
    "I15 do not swallow the work of their session: %s",
    async (how) => {
      const deployment = await startDeployment({ simulator: { stream } });
      const { simulator, workers, over, replies } = deployment;
      answerWithNumbers(simulator);
      await workers[0]?.stop();
      const userId = addPerson(simulator, `person-${randomUUID()}`);
      await leave(deployment, userId, how);
      await workers[0]?.restart();
      for (const number of [1, 2]) await over(simulator.say({ userId, text: `#${number}` }).msgId);
      expect(replies(userId).flatMap(numbersIn)).toEqual(["#1", "#2"]);
    },
  );
});
