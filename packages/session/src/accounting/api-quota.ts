/** How much of a month's quota of API calls a tenant has used: counted by all processes, and said in time. */
import type { Announcements } from "../operator/announcements.ts";
import type { RedisClient } from "../redis/redis.ts";
import { tenantPrefix } from "../session-id.ts";
import { countUsage, readUsage, usageDay } from "./usage.ts";

export interface QuotaTenant {
  readonly id: string;
  readonly limits: { readonly apiCallsPerMonth?: number };
}

/** One tenant's quota, in one process. Fits `CallQuota` of @dt/api. */
export interface TenantQuota {
  /**
   * The share of the month's calls that is used, 1 for all of them, and also 1 while DingTalk refuses; undefined where
   * there is no limit. Up to {@link FRESH_MS} old. Where Redis does not tell, the last that it told.
   */
  share(): Promise<number | undefined>;
  /** So little is left that calls should be saved. */
  isTight(): Promise<boolean>;
  /** Nothing is left. */
  isUsedUp(): Promise<boolean>;
  used(): void;
  /** DingTalk refused a call because nothing is left: nobody tries again for ten minutes. */
  refused(): void;
}

export interface ApiQuotaOptions<Of extends QuotaTenant = QuotaTenant> {
  readonly redis: RedisClient;
  readonly announcements: Announcements;
  readonly logger: { warn(fields: object, message: string): void; error(fields: object, message: string): void };
  /**
   * Called from 80 % on while a call is left to tell somebody by, with the share in percent. By every process, now and
   * then: who tells people has to see to it that they are told once.
   */
  readonly onNearlyUsedUp?: (tenant: Of, percent: number) => Promise<void>;
}

/** Calls of other processes are seen after this. */
const FRESH_MS = 5000;
/** From this share on, calls are saved for what cannot do without. */
const TIGHT = 0.9;
const NEARLY = 0.8;
/** Between attempts while DingTalk refuses: more calls may have been bought. */
const REFUSED_MS = 10 * 60_000;
/** An alarm's name holds its day: this only has to be longer. */
const ALARM_MS = 2 * 86_400_000;

type Level = "nearly" | "tight" | "usedUp";

export function createApiQuota<Of extends QuotaTenant>(options: ApiQuotaOptions<Of>): (tenant: Of) => TenantQuota {
  return (tenant) => openQuota(tenant, options);
}

function openQuota<Of extends QuotaTenant>(
  tenant: Of,
  { redis, announcements, logger, onNearlyUsedUp }: ApiQuotaOptions<Of>,
): TenantQuota {
  const { id: tenantId, limits } = tenant;
  const limit = limits.apiCallsPerMonth;
  const refusedKey = `${tenantPrefix(tenantId)}quota:refused`;
  let [calls, isRefused, staleAt] = [0, false, 0];
  let reading: Promise<void> | undefined;
  let alarmed = "";

  const shareNow = (): number | undefined => {
    if (isRefused) return 1;
    return limit === undefined ? undefined : Math.min(1, calls / limit);
  };

  async function read(): Promise<void> {
    try {
      isRefused = (await redis.exists(refusedKey)) === 1;
      if (limit !== undefined) calls = await callsOfMonth(redis, tenantId);
      await alarm();
    } catch (error) {
      // A limit on calls must not become one on answers.
      logger.warn({ tenantId, error }, "could not read how many API calls were made this month");
    }
    staleAt = performance.now() + FRESH_MS;
    reading = undefined;
  }

  async function share(): Promise<number | undefined> {
    if (performance.now() >= staleAt) await (reading ??= read());
    return shareNow();
  }

  /** Once a day for each level, by whichever process comes first. */
  async function alarm(): Promise<void> {
    const now = shareNow() ?? 0;
    const level = levelOf(now);
    if (level === undefined) return;
    const key = `apiCalls:${level}:${usageDay()}`;
    if (alarmed === key) return;
    const percent = Math.floor(now * 100);
    if (await announcements.announce(tenantId, { key, everyMs: ALARM_MS, to: [] })) log(level, percent);
    if (level !== "usedUp") await onNearlyUsedUp?.(tenant, percent);
    alarmed = key;
  }

  function log(level: Level, percent: number): void {
    const fields = { tenantId, percent, apiCallsPerMonth: limit };
    if (level === "usedUp") logger.error(fields, "the month's API calls are used up: only session webhooks still work");
    else if (level === "tight") logger.warn(fields, "few of the month's API calls are left: replies go without cards");
    else logger.warn(fields, "the month's API calls are nearly used up");
  }

  async function count(): Promise<void> {
    if (!(await countUsage(redis, tenantId, { apiCalls: 1 }))) logger.warn({ tenantId }, "could not count an API call");
  }

  async function refuse(): Promise<void> {
    try {
      await redis.set(refusedKey, "1", "PX", REFUSED_MS);
      await alarm();
    } catch (error) {
      logger.warn({ tenantId, error }, "could not record that the month's API calls are used up");
    }
  }

  return {
    share,
    isTight: async () => ((await share()) ?? 0) >= TIGHT,
    isUsedUp: async () => ((await share()) ?? 0) >= 1,
    used() {
      calls++;
      void count();
    },
    refused() {
      isRefused = true;
      staleAt = performance.now() + FRESH_MS;
      void refuse();
    },
  };
}

async function callsOfMonth(redis: RedisClient, tenantId: string): Promise<number> {
  const to = usageDay();
  const { months } = await readUsage(redis, tenantId, { from: `${to.slice(0, 7)}-01`, to });
  return months.reduce((sum, { apiCalls }) => sum + apiCalls, 0);
}

function levelOf(share: number): Level | undefined {
  if (share >= 1) return "usedUp";
  if (share >= TIGHT) return "tight";
  return share >= NEARLY ? "nearly" : undefined;
}
