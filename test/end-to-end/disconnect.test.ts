/** Connections that DingTalk ends: announced, with 10 s of silence before the end. */
import { expect, it } from "vitest";
import { addPeople, answerWithNumbers, startDeployment } from "./deployment.ts";
import { expectAnsweredOnce, talkSteadily } from "./talk.ts";

/** Nothing is pushed a second time: what is lost, is lost. */
const stream = { robotRepeats: 0, whenAlone: "queue" } as const;

it("C1 a connection that is to end is replaced before it goes: no message is lost, and the gap is under 1 s", async () => {
  const deployment = await startDeployment({ simulator: { stream } });
  const { simulator, settled } = deployment;
  answerWithNumbers(simulator);
  const people = addPeople(simulator, 10);
  const talk = talkSteadily(deployment, people, 20);
  const connected = (): number => simulator.record.connections().filter(({ event }) => event === "opened").length;
  for (let round = 1; round <= 2; round++) {
    await expect.poll(() => talk.said.size).toBeGreaterThan(round * 20);
    simulator
      .connections()
      .findLast(({ state }) => state === "open")
      ?.disconnect();
    await expect.poll(connected).toBe(round + 1);
  }
  await talk.stop();
  const account = await settled(talk.said.size);
  expect(account).toMatchObject({ answered: talk.said.size, duplicates: 0 });
  expectAnsweredOnce(deployment, talk, people);

  const events = simulator.record.connections();
  const gaps = events.flatMap(({ event, at }, index) =>
    event === "disconnecting"
      ? (events.slice(index).find((later) => later.event === "opened")?.at ?? Infinity) - at
      : [],
  );
  // The client waits before it replaces a connection that was new itself: only the first was there for long.
  expect(gaps).toHaveLength(2);
  expect(gaps[0]).toBeLessThan(1000);
});
