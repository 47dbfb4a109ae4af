import type { Simulator } from "@dt/simulator";
import { describe, expect, it } from "vitest";
import { addPeople, answerWithNumbers, type Deployment, numbersIn, startDeployment } from "./deployment.ts";

/** DingTalk pushes again what was not acknowledged; here sooner and more often than the real one. */
const stream = { ackTimeoutMs: 2000, robotRepeats: 20, whenAlone: "queue" } as const;

const SESSIONS = 50;
const ROUNDS = 4;

interface Talk {
  readonly people: readonly string[];
  /** `{person} #{number}` to message id. */
  readonly messageIds: ReadonlyMap<string, string>;
}

/** Everybody says their next message; `between` runs after each round. */
async function talk(simulator: Simulator, between: (round: number) => Promise<void>): Promise<Talk> {
  const people = addPeople(simulator, SESSIONS);
  const messageIds = new Map<string, string>();
  for (let round = 1; round <= ROUNDS; round++) {
    for (const userId of people) {
      messageIds.set(`${userId} #${round}`, simulator.say({ userId, text: `message #${round}` }).msgId);
    }
    await between(round);
  }
  return { people, messageIds };
}

/**
 * Every message answered once, and in order: none before one that was both sent and stored earlier. A push that was
 * lost with its connection comes again late, perhaps when the next message is answered already.
 */
async function expectOnceAndInOrder({ replies, trace }: Deployment, { people, messageIds }: Talk): Promise<void> {
  const wanted = Array.from({ length: ROUNDS }, (_, index) => `#${index + 1}`);
  for (const person of people) {
    const answers = replies(person).flatMap(numbersIn);
    expect(answers.toSorted()).toEqual(wanted);
    const traces = await Promise.all(answers.map((number) => trace(messageIds.get(`${person} ${number}`) ?? "")));
    const order = answers.map((number, index) => ({ number, stored: traces[index]?.stored ?? 0 }));
    const overtaken = order.flatMap((late, index) =>
      order.slice(0, index).filter((early) => late.number < early.number && late.stored < early.stored),
    );
    expect(overtaken).toEqual([]);
  }
}

describe("whatever crashes", () => {
  it("ingester, worker and sender are killed one after the other: every message is answered once, in order", async () => {
    const deployment = await startDeployment({ simulator: { stream } });
    const { simulator, ingesters, workers, senders } = deployment;
    answerWithNumbers(simulator);
    const victims = [...ingesters, ...workers, ...senders];
    const said = await talk(simulator, async (round) => {
      const victim = victims[round - 1];
      await victim?.kill();
      await victim?.restart();
    });
    const account = await deployment.settled(SESSIONS * ROUNDS, 90_000);
    expect(account).toMatchObject({ answered: SESSIONS * ROUNDS, dead: 0 });
    await expectOnceAndInOrder(deployment, said);
  });

  it("I16 Redis is killed and restarted: every message is answered once, in order", async () => {
    // With everysec, Redis acknowledges writes before it has handed them to the system while the disk is busy.
    const durable = { settings: { appendfsync: "always" } };
    const deployment = await startDeployment({ simulator: { stream }, redis: durable });
    const { simulator, redis } = deployment;
    answerWithNumbers(simulator);
    const said = await talk(simulator, async (round) => {
      if (round === 2) await redis.restart();
    });
    const account = await deployment.settled(SESSIONS * ROUNDS, 90_000);
    expect(account).toMatchObject({ answered: SESSIONS * ROUNDS, dead: 0 });
    await expectOnceAndInOrder(deployment, said);
  });

  it("I5 a push is not acknowledged before it is stored", async () => {
    const deployment = await startDeployment({ simulator: { stream } });
    const { simulator, redis, replies } = deployment;
    await redis.kill();
    const { msgId } = simulator.say({ userId: "zhangsan01", text: "你好" });
    // It has been pushed twice, and nobody has answered either of the pushes.
    await expect.poll(() => simulator.record.pushes({ msgId }).length, { timeout: 20_000 }).toBeGreaterThan(1);
    expect(simulator.record.acks({ msgId })).toEqual([]);
    await redis.restart();
    await deployment.settled(1);
    expect(simulator.record.acks({ msgId }).length).toBeGreaterThan(0);
    expect(replies("zhangsan01")).toHaveLength(1);
  });
});
