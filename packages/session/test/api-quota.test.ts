import { describe, expect, it } from "vitest";
import {
  countUsage,
  createAnnouncements,
  createApiQuota,
  type RedisClient,
  readUsage,
  type TenantQuota,
  usageDay,
} from "../src/index.ts";
import { newSession, useRedis } from "./fixture.ts";

const redis = useRedis();

/** A tenant's quota in a process of its own, with what that process logs. */
function openQuota(tenantId: string, apiCallsPerMonth?: number, connection: RedisClient = redis) {
  const lines: string[] = [];
  const note = (level: string) => (fields: object, message: string) =>
    void lines.push([level, "percent" in fields ? fields.percent : "", message].join(" "));
  const logger = { warn: note("warn"), error: note("error") };
  const open = createApiQuota({ redis: connection, announcements: createAnnouncements(connection), logger });
  const quota = open({ id: tenantId, limits: apiCallsPerMonth === undefined ? {} : { apiCallsPerMonth } });
  return { quota, lines };
}

async function levelOf(quota: TenantQuota) {
  return { share: await quota.share(), tight: await quota.isTight(), usedUp: await quota.isUsedUp() };
}

const calls = (tenantId: string, apiCalls: number) => countUsage(redis, tenantId, { apiCalls });

describe("O16 the month's API calls", () => {
  it.each([
    [79, { share: 0.79, tight: false, usedUp: false }, []],
    [80, { share: 0.8, tight: false, usedUp: false }, ["warn 80 the month's API calls are nearly used up"]],
    [90, { share: 0.9, tight: true, usedUp: false }, [expect.stringMatching(/^warn 90 few of the month's API calls/)]],
    [
      250,
      { share: 1, tight: true, usedUp: true },
      [expect.stringMatching(/^error 100 the month's API calls are used/)],
    ],
  ])("are known by their number: %i of 100", async (used, level, logged) => {
    const { tenantId } = newSession();
    await calls(tenantId, used);
    const { quota, lines } = openQuota(tenantId, 100);
    expect(await levelOf(quota)).toEqual(level);
    expect(lines).toEqual(logged);
  });

  it("have no end where there is no limit", async () => {
    const { tenantId } = newSession();
    await calls(tenantId, 1_000_000);
    expect(await levelOf(openQuota(tenantId).quota)).toEqual({ share: undefined, tight: false, usedUp: false });
  });

  it("are counted by all processes, and at once in the one that makes them", async () => {
    const { tenantId } = newSession();
    const { quota } = openQuota(tenantId, 2);
    expect(await quota.isUsedUp()).toBe(false);
    quota.used();
    quota.used();
    expect(await quota.isUsedUp()).toBe(true);
    const today = { from: usageDay(), to: usageDay() };
    await expect.poll(async () => (await readUsage(redis, tenantId, today)).days[0]?.apiCalls).toBe(2);
    expect(await openQuota(tenantId, 2).quota.isUsedUp()).toBe(true);
    expect(await openQuota(newSession().tenantId, 2).quota.isUsedUp()).toBe(false);
  });

  it("raise one alarm a day and level, whichever process notices", async () => {
    const { tenantId } = newSession();
    await calls(tenantId, 95);
    const processes = [1, 2, 3].map(() => openQuota(tenantId, 100));
    await Promise.all(processes.map(({ quota }) => quota.share()));
    expect(processes.flatMap(({ lines }) => lines)).toHaveLength(1);
    await calls(tenantId, 5);
    const later = openQuota(tenantId, 100);
    await later.quota.share();
    expect(later.lines).toEqual([expect.stringMatching(/^error/)]);
  });

  it("are told of from 80 % on, in every process, while there is a call left to tell somebody by", async () => {
    const told: unknown[] = [];
    const announcements = createAnnouncements(redis);
    const logger = { warn() {}, error() {} };
    for (const used of [79, 80, 95, 100]) {
      const tenant = { id: newSession().tenantId, limits: { apiCallsPerMonth: 100 }, used };
      const onNearlyUsedUp = async (of: typeof tenant, percent: number) => void told.push([of.used, percent]);
      await calls(tenant.id, used);
      const open = () => createApiQuota({ redis, announcements, logger, onNearlyUsedUp })(tenant);
      for (const quota of [open(), open()]) await quota.share();
    }
    expect(told).toEqual([80, 80, 95, 95].map((percent) => [percent, percent]));
  });

  it("raise an alarm that could not be made the next time", async () => {
    const { tenantId } = newSession();
    const announcements = createAnnouncements(redis);
    const lines: string[] = [];
    const note = (_fields: object, message: string) => void lines.push(message);
    let attempts = 0;
    const open = createApiQuota({
      redis,
      announcements: {
        announce: (...alarm) =>
          ++attempts === 1 ? Promise.reject(new Error("away")) : announcements.announce(...alarm),
      },
      logger: { warn: note, error: note },
    });
    const quota = open({ id: tenantId, limits: {} });
    quota.refused();
    await expect.poll(() => lines).toEqual([expect.stringMatching(/^could not record/)]);
    quota.refused();
    await expect.poll(() => lines.slice(1)).toEqual([expect.stringMatching(/^the month's API calls are used up/)]);
  });

  it("are used up when DingTalk says so, whatever was counted, for every process", async () => {
    const { tenantId } = newSession();
    const { quota, lines } = openQuota(tenantId);
    expect(await quota.isUsedUp()).toBe(false);
    quota.refused();
    expect(await levelOf(quota)).toEqual({ share: 1, tight: true, usedUp: true });
    await expect.poll(() => lines).toEqual([expect.stringMatching(/^error 100/)]);
    await expect.poll(() => openQuota(tenantId).quota.isUsedUp()).toBe(true);
    const key = `dt:{${tenantId}}:quota:refused`;
    expect(await redis.pttl(key)).toBeGreaterThan(60_000);
    await redis.del(key);
    expect(await openQuota(tenantId).quota.isUsedUp()).toBe(false);
  });

  it("are not taken for used up when Redis does not tell", async () => {
    const { tenantId } = newSession();
    const away = { exists: () => Promise.reject(new Error("away")) } as unknown as RedisClient;
    const announcements = createAnnouncements(redis);
    const lines: string[] = [];
    const logger = { warn: (_fields: object, message: string) => void lines.push(message), error() {} };
    const quota = createApiQuota({ redis: away, announcements, logger })({
      id: tenantId,
      limits: { apiCallsPerMonth: 1 },
    });
    expect(await levelOf(quota)).toEqual({ share: 0, tight: false, usedUp: false });
    expect(lines).toEqual(["could not read how many API calls were made this month"]);
  });
});
