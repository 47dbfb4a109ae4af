/** A tenant whose people all write at once beside one with a single question: one worker for both. */
import { defaultApp } from "@dt/simulator";
import { expect, it } from "vitest";
import { addPeople, addPerson, describeTenant, startDeployment } from "./deployment.ts";

const [floodingApp, quietApp] = [
  { ...defaultApp, appKey: "dingflooding", robotCode: "dingflooding" },
  { ...defaultApp, appKey: "dingquiet", robotCode: "dingquiet" },
];

const FLOOD = 60;

it("a tenant that floods leaves room for another in every worker, with no limit of its own", async () => {
  const { simulator, account, over } = await startDeployment({
    simulator: { world: { apps: [floodingApp, quietApp] } },
    environment: { DT_WORKER_CONCURRENCY: "5" },
    tenants: (each) => [
      describeTenant(each, { id: "flooding", app: 0 }),
      describeTenant(each, { id: "quiet", app: 1 }),
    ],
  });
  const held: (() => void)[] = [];
  simulator.model.respond(async ({ messages }) => {
    const isFlood = JSON.stringify(messages.at(-1)).includes("flood");
    if (isFlood) await new Promise<void>((resolve) => held.push(resolve));
    return { text: "ok" };
  });
  for (const userId of addPeople(simulator, FLOOD)) simulator.say({ userId, text: "flood" });
  await expect.poll(() => held.length, { timeout: 20_000 }).toBe(2);
  // The flood's turns do not end before the quiet tenant is answered.
  const { msgId } = simulator.say({ appKey: quietApp.appKey, userId: addPerson(simulator), text: "hello" });
  await over(msgId, { tenantId: "quiet" });
  expect(held).toHaveLength(2);
  const releasing = setInterval(() => {
    for (const release of held.splice(0)) release();
  }, 20);
  await expect.poll(async () => (await account("flooding")).answered, { timeout: 60_000 }).toBe(FLOOD);
  clearInterval(releasing);
}, 120_000);
