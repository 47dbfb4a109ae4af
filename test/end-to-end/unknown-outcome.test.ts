/** A sender is killed after DingTalk took a reply and before that was recorded. */
import { expect, it } from "vitest";
import { addPerson, answerWithNumbers, describeTenant, numbersIn, startDeployment } from "./deployment.ts";

it("O2 a text is sent once more, marked, and counted; a card is finished once more, which changes nothing", async () => {
  const { simulator, senders, settled, deliveries } = await startDeployment({
    tenants: (each) => [describeTenant(each, { cards: true })],
  });
  answerWithNumbers(simulator);
  // Somebody from outside cannot be shown a card in a private chat.
  const [guest, employee] = ["guest04", addPerson(simulator)];
  for (const operation of ["robotReplySession", "cardStreamingUpdate"]) {
    simulator.faults.add({ match: { operation, contains: "#1" }, effect: { type: "hang", when: "after" } });
  }
  simulator.say({ userId: guest, text: "question #1" });
  simulator.say({ userId: employee, text: "question #1" });
  await expect.poll(() => deliveries(guest).length).toBe(1);
  await expect.poll(() => deliveries(employee)[0]?.cardStatus).toBe("finished");
  for (const sender of senders) await sender.kill();
  simulator.faults.clear();
  for (const sender of senders) await sender.restart();

  expect(await settled(2, 90_000)).toMatchObject({ answered: 2, dead: 0, unknownOutcomes: 2 });
  expect(deliveries(guest).map(({ text }) => text.includes("Possibly a repeat"))).toEqual([false, true]);
  expect(deliveries(guest).flatMap(({ text }) => numbersIn(text))).toEqual(["#1", "#1"]);
  expect(deliveries(employee)).toMatchObject([{ type: "card", cardStatus: "finished" }]);
  expect(numbersIn(deliveries(employee)[0]?.text ?? "")).toEqual(["#1"]);
});
