import { randomUUID } from "node:crypto";
import type { Tenant } from "@dt/runtime";
import {
  type Announcements,
  closeRedis,
  connectRedis,
  createAnnouncements,
  createOutbox,
  type ReplyContent,
} from "@dt/session";
import { afterAll, describe, expect, inject, it } from "vitest";
import { makeTenant } from "../src/testing.ts";
import { texts } from "../src/texts.ts";
import { createTokenBudget, nextDay } from "../src/token-budget.ts";

const redis = connectRedis(inject("redisUrl"), { mode: "patient" });
afterAll(() => closeRedis(redis));
const outbox = createOutbox<ReplyContent>(redis);

const announcements = createAnnouncements(redis);

function setUp(
  limits: Partial<Tenant["limits"]> = { tokensPerDay: 1000 },
  admins: string[] = ["manager01"],
  announce: Announcements["announce"] = (tenantId, what) => announcements.announce(tenantId, what),
) {
  const tenant = makeTenant({ id: `t-${randomUUID()}` });
  const log: string[] = [];
  const woken: string[] = [];
  const note = (level: string) => (_fields: object, message: string) => void log.push(`${level} ${message}`);
  const budget = createTokenBudget({
    redis,
    announcements: { announce },
    wakeReplies: (tenantId) => woken.push(tenantId),
    // Only what the budget may use.
    logger: { warn: note("warn"), error: note("error") } as Parameters<typeof createTokenBudget>[0]["logger"],
  });
  const limited: Tenant = {
    ...tenant,
    limits: { ...tenant.limits, ...limits },
    access: { ...tenant.access, admins },
  };
  const use = async (inputTokens: number, outputTokens = 0) => {
    const before = (await budget.usedShare(limited)) ?? 0;
    budget.count(limited.id, { turns: 1, inputTokens, outputTokens });
    await expect.poll(() => budget.usedShare(limited)).toBeCloseTo(before + (inputTokens + outputTokens) / 1000);
  };
  const told = async () => {
    const { deliveries } = await outbox.take(limited.id, { limit: 10, perSecond: 100 });
    await Promise.all(deliveries.map((delivery) => outbox.settle(delivery, { state: "sent" })));
    return deliveries.map(({ sessionId, part }) => [sessionId, part.content.route.userId, part.content.body.text]);
  };
  return { budget, tenant: limited, use, told, log, woken };
}

describe("the tokens of a day", () => {
  it("are used up with the limit, in and out together", async () => {
    const { budget, tenant, use } = setUp();
    await use(500, 100);
    expect(await budget.usedUp(tenant)).toBe(false);
    await use(300, 100);
    expect(await budget.usedUp(tenant)).toBe(true);
  });

  it("have no end without a limit", async () => {
    const { budget, tenant } = setUp({});
    budget.count(tenant.id, { inputTokens: 1_000_000 });
    expect(await budget.usedUp(tenant)).toBe(false);
    expect(await budget.usedShare(tenant)).toBeUndefined();
  });

  it("alarm the admins once when they are nearly used up, and once when they are", async () => {
    const { budget, tenant, use, told, log, woken } = setUp();
    await use(700);
    await budget.usedUp(tenant);
    expect(await told()).toEqual([]);
    await use(130);
    for (let turn = 0; turn < 3; turn++) await budget.usedUp(tenant);
    const session = "dingtalk_private_manager01";
    expect(await told()).toEqual([[session, "manager01", texts.zh.alarmTokensNearlyUsedUp(tenant.id, 83)]]);
    await use(170);
    for (let turn = 0; turn < 3; turn++) await budget.usedUp(tenant);
    expect(await told()).toEqual([[session, "manager01", texts.zh.alarmTokensUsedUp(tenant.id, nextDay())]]);
    expect(log).toEqual([
      "warn the tokens of the day are nearly used up",
      "error the tokens of the day are used up: messages are refused until tomorrow",
    ]);
    expect(woken).toEqual([tenant.id, tenant.id]);
  });

  it("alarm in the log alone where there are no admins, or all are", async () => {
    for (const admins of [[], ["*"]]) {
      const { budget, tenant, use, told, log, woken } = setUp(undefined, admins);
      await use(1000);
      for (let turn = 0; turn < 2; turn++) expect(await budget.usedUp(tenant)).toBe(true);
      expect(log).toHaveLength(1);
      expect([await told(), woken]).toEqual([[], []]);
    }
  });

  it("are used up also when nobody can be told", async () => {
    const { budget, tenant, use, log } = setUp(undefined, undefined, () => Promise.reject(new Error("Redis is full")));
    await use(1000);
    expect(await budget.usedUp(tenant)).toBe(true);
    expect(log).toEqual(["warn could not tell the admins how many tokens were used today"]);
  });

  it("hold up no answer when they cannot be read", async () => {
    const { budget, tenant, use, log } = setUp();
    await use(2000);
    const [key = ""] = await redis.keys(`dt:{${tenant.id}}:usage:*`);
    await redis.set(key, "no hash");
    expect(await budget.usedUp(tenant)).toBe(false);
    expect(log).toEqual(["warn could not read how many tokens were used today"]);
  });
});
