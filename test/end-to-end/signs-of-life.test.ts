/** The card that shows that somebody is at work: it holds up nothing, and whoever comes next takes it to its end. */
import type { DeliveryEntry } from "@dt/simulator";
import { beforeEach, describe, expect, it } from "vitest";
import {
  addPerson,
  answerWithNumbers,
  type Deployment,
  describeTenant,
  numbersIn,
  useDeployment,
} from "./deployment.ts";

const deployed = useDeployment({ tenants: (simulator) => [describeTenant(simulator, { cards: true })] });
beforeEach(() => answerWithNumbers(deployed().simulator));

/** The only thing that a person was shown. */
function onlyCard({ deliveries }: Deployment, userId: string): DeliveryEntry {
  const [card, ...others] = deliveries(userId);
  expect(others).toEqual([]);
  if (card === undefined) throw new Error(`${userId} was shown nothing`);
  return card;
}

/** Somebody says something to which the model is silent; resolves once the card is there. */
async function waitAtCard(deployment: Deployment): Promise<{ userId: string; msgId: string }> {
  const { simulator, deliveries } = deployment;
  simulator.faults.add({ match: { operation: "model.chat" }, times: 1, effect: { type: "hang" } });
  const userId = addPerson(simulator);
  const { msgId } = simulator.say({ userId, text: "question #1" });
  await expect.poll(() => deliveries(userId).map(({ type }) => type)).toEqual(["card"]);
  expect(onlyCard(deployment, userId).cardStatus).not.toBe("finished");
  return { userId, msgId };
}

async function crash({ workers }: Deployment): Promise<void> {
  for (const worker of workers) await worker.restart();
}

describe("O13 the card that shows that somebody is at work", () => {
  it("does not hold up the reply when it is slow to open: the reply opens it", async () => {
    const deployment = deployed();
    const { simulator, over } = deployment;
    simulator.faults.add({ match: { operation: "cardCreateAndDeliver" }, times: 1, effect: { type: "hang" } });
    const userId = addPerson(simulator);
    const { turn = 0, committed = 0 } = await over(simulator.say({ userId, text: "question #1" }).msgId);
    // A call that hangs is given up after 15 s.
    expect(committed - turn).toBeLessThan(10_000);
    expect(onlyCard(deployment, userId)).toMatchObject({ type: "card", cardStatus: "finished" });
  });

  it("is taken over when the worker died after opening it: the answer lands in the same card", async () => {
    const deployment = deployed();
    const { userId, msgId } = await waitAtCard(deployment);
    await crash(deployment);
    await deployment.over(msgId);
    const card = onlyCard(deployment, userId);
    expect(card).toMatchObject({ type: "card", cardStatus: "finished" });
    expect(numbersIn(card.text)).toEqual(["#1"]);
  });

  it("shows why there is no answer when the message is given up after the worker died", async () => {
    const deployment = deployed();
    const { userId, msgId } = await waitAtCard(deployment);
    deployment.simulator.faults.add({
      match: { operation: "model.chat" },
      effect: { type: "refuse", as: "model.bad-key" },
    });
    await crash(deployment);
    const { dead } = await deployment.over(msgId);
    expect(dead).toBeDefined();
    await expect.poll(() => onlyCard(deployment, userId).cardStatus).toBe("finished");
    expect(onlyCard(deployment, userId).text).toContain("the model is not set up correctly");
  });

  it("shows that the answer was stopped, also when the worker died meanwhile", async () => {
    const deployment = deployed();
    const { userId } = await waitAtCard(deployment);
    const crashing = crash(deployment);
    const { msgId } = deployment.simulator.say({ userId, text: "/stop" });
    await crashing;
    await deployment.over(msgId);
    expect(onlyCard(deployment, userId)).toMatchObject({ type: "card", cardStatus: "finished" });
    expect(onlyCard(deployment, userId).text).toContain("Stopped");
  });
});
