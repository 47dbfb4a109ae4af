/** The monthly quota of API calls is nearly used up, and used up, while people talk to a bot that answers in cards. */
import { readUsage, usageDay } from "@dt/session";
import { describe, expect, it } from "vitest";
import {
  addPeople,
  answerWithNumbers,
  type Deployment,
  describeTenant,
  numbersIn,
  startDeployment,
} from "./deployment.ts";

const QUOTA = 60;
const REFUSED = "Forbidden.AccessDenied.ApiCountLimitForOrg";

/** So many people say one thing each, one after the other, and are answered; returns the routes of their answers. */
async function talk({ simulator, over, deliveries }: Deployment, count: number): Promise<string[]> {
  const routes: string[] = [];
  for (const userId of addPeople(simulator, count)) {
    await over(simulator.say({ userId, text: "question #1" }).msgId);
    const answers = deliveries(userId);
    expect(answers.flatMap(({ text }) => numbersIn(text))).toEqual(["#1"]);
    routes.push(...answers.map(({ route }) => route));
  }
  return routes;
}

function linesOf({ workers, senders }: Deployment, message: string): string[] {
  return [...workers, ...senders].flatMap(({ log }) => log.filter((line) => line.includes(message)));
}

describe("O16 the month's API calls", () => {
  it("are saved when few are left: answers go out without cards, everybody has one, and admins read of it once", async () => {
    const deployment = await startDeployment({
      count: { worker: 2, sender: 2 },
      simulator: { limits: { callsPerSecond: 0, apiCallsPerMonth: QUOTA } },
      tenants: (simulator) => [describeTenant(simulator, { cards: true, limits: { apiCallsPerMonth: QUOTA } })],
    });
    answerWithNumbers(deployment.simulator);
    const routes = await talk(deployment, 40);
    expect(routes[0]).toBe("card");
    expect(routes.at(-1)).toBe("session");
    expect(await deployment.account()).toMatchObject({ answered: 40, dead: 0, unknownOutcomes: 0, balanced: true });
    expect(linesOf(deployment, "few of the month's API calls are left").length).toBeLessThanOrEqual(1);
    // What the worker's cards and the sender's replies cost, as DingTalk counts it; frames may be cut off on their way.
    const { codes, operations } = deployment.simulator.record.counts();
    const made =
      (operations["cardCreateAndDeliver"] ?? 0) + (operations["cardStreamingUpdate"] ?? 0) - (codes[REFUSED] ?? 0);
    const { days } = await readUsage(deployment.client, "default", { from: usageDay(), to: usageDay() });
    expect(Math.abs((days[0]?.apiCalls ?? 0) - made)).toBeLessThan(QUOTA / 10);
    // A process learns of the other's calls after seconds; nobody asks again and again.
    expect(codes[REFUSED] ?? 0).toBeLessThanOrEqual(4);
  });

  it("are used up by somebody else: answers go out by the webhooks, and the alarm is raised once", async () => {
    const deployment = await startDeployment({
      count: { worker: 2, sender: 2 },
      tenants: (simulator) => [describeTenant(simulator, { cards: true })],
    });
    const { simulator } = deployment;
    answerWithNumbers(simulator);
    simulator.faults.add({ match: { path: "/v1.0/card/*" }, effect: { type: "refuse", as: "api.quota" } });
    expect(new Set(await talk(deployment, 20))).toEqual(new Set(["session"]));
    expect(await deployment.account()).toMatchObject({ answered: 20, dead: 0, unknownOutcomes: 0, balanced: true });
    expect(linesOf(deployment, "the month's API calls are used up")).toHaveLength(1);
    expect(simulator.record.counts().codes[REFUSED]).toBeLessThanOrEqual(8);
  });
});
