/** A tenant that has used its tokens of the day, over all services. */
import { tenantPrefix } from "@dt/session";
import { expect, it } from "vitest";
import { texts } from "../../apps/worker/src/texts.ts";
import { nextDay } from "../../apps/worker/src/token-budget.ts";
import { addPerson, answerWithNumbers, describeTenant, startDeployment } from "./deployment.ts";

const { zh } = texts;
const TOKENS_PER_DAY = 100_000;

it("a day's tokens are counted; without any left messages are refused until the next day, and admins are told", async () => {
  const { simulator, client, replies, account, over } = await startDeployment({
    tenants: (each) => [
      describeTenant(each, { limits: { tokensPerDay: TOKENS_PER_DAY }, access: { admins: ["boss-01"] } }),
    ],
  });
  answerWithNumbers(simulator);
  const [boss, person] = [addPerson(simulator, "boss-01"), addPerson(simulator)];
  const ask = async (userId: string, text: string): Promise<string | undefined> => {
    await over(simulator.say({ userId, text }).msgId);
    return replies(userId).at(-1);
  };
  const [refusal, alarm] = [zh.tokensUsedUp(nextDay()), zh.alarmTokensUsedUp("default", nextDay())];

  expect(await ask(person, "你好 #1")).toBe("#1");
  // Counters are gathered for a moment before they are written.
  const usageKeys = (): Promise<string[]> => client.keys(`${tenantPrefix("default")}usage:*`);
  await expect.poll(usageKeys).toHaveLength(1);
  const [key = ""] = await usageKeys();
  const counted = async (name: string): Promise<number> => Number(await client.hget(key, name));
  await expect.poll(() => counted("inputTokens")).toBeGreaterThan(0);
  await expect.poll(() => counted("replies")).toBe(1);

  await client.hincrby(key, "outputTokens", TOKENS_PER_DAY);
  expect(await ask(person, "你好 #2")).toBe(refusal);
  expect(await ask(person, "你好 #3")).toBe(refusal);
  await expect.poll(() => counted("replies")).toBe(3);
  expect(await account()).toMatchObject({ received: 3, answered: 1, refused: 2, balanced: true });
  await expect.poll(() => replies(boss), { timeout: 30_000 }).toEqual([alarm]);
  expect(await ask(boss, "/usage")).toMatch(/\d{6}/);
  expect(await ask(person, "/usage")).toBe(zh.adminsOnly);

  await client.hincrby(key, "outputTokens", -TOKENS_PER_DAY);
  expect(await ask(person, "你好 #4")).toBe("#4");
});
