/** What the models of a tenant may cost per day: counted, enforced, and said to its admins in time. */
import type { Logger, Tenant } from "@dt/runtime";
import {
  type Announcements,
  countUsage,
  nextUsageDay,
  type RedisClient,
  readUsage,
  type Usage,
  usageDay,
} from "@dt/session";
import { makeAlarms } from "./alarm.ts";
import { texts } from "./texts.ts";

/** A share of the day's tokens of which the admins are told while there is still something to do about it. */
const NEARLY = 0.8;
/** A name of an alarm holds its day: this only has to be longer. */
const ALARM_MS = 2 * 86_400_000;

export interface TokenBudget {
  /** Whether the tenant has no tokens left today. Tells its admins, once a day, and before it comes to that. */
  usedUp(tenant: Tenant): Promise<boolean>;
  /** The share of today's tokens that is used, 1 for all of them; undefined where there is no limit. */
  usedShare(tenant: Tenant): Promise<number | undefined>;
  /** Counts what a turn used. Nobody waits for it, and it fails nothing. */
  count(tenantId: string, used: Partial<Usage>): void;
}

export interface TokenBudgetOptions {
  readonly redis: RedisClient;
  readonly announcements: Announcements;
  readonly wakeReplies: (tenantId: string) => void;
  readonly logger: Logger;
}

/** The day on which a tenant that has used up its tokens may go on, `YYYY-MM-DD` in China. */
export function nextDay(): string {
  return usageDay(nextUsageDay());
}

export function createTokenBudget({ redis, announcements, wakeReplies, logger }: TokenBudgetOptions): TokenBudget {
  async function usedShare({ id, limits }: Tenant): Promise<number | undefined> {
    if (limits.tokensPerDay === undefined) return undefined;
    const day = usageDay();
    const { days } = await readUsage(redis, id, { from: day, to: day });
    return (
      days.reduce((sum, { inputTokens, outputTokens }) => sum + inputTokens + outputTokens, 0) / limits.tokensPerDay
    );
  }

  async function countOrLog(tenantId: string, used: Partial<Usage>): Promise<void> {
    if (!(await countUsage(redis, tenantId, used))) logger.warn({ tenantId }, "could not count what a turn used");
  }

  /** A limit on money must not become one on answers. */
  async function shareOrNone(tenant: Tenant): Promise<number> {
    try {
      return (await usedShare(tenant)) ?? 0;
    } catch (error) {
      logger.warn({ tenantId: tenant.id, error }, "could not read how many tokens were used today");
      return 0;
    }
  }

  /** By whichever process comes first, once a day for each of the two. */
  async function alarm({ id: tenantId, access, limits }: Tenant, share: number): Promise<void> {
    const isOver = share >= 1;
    const key = `${isOver ? "tokensUsedUp" : "tokensNearlyUsedUp"}:${usageDay()}`;
    // Admins have said nothing whose language could be taken.
    const words = texts.zh;
    const text = isOver
      ? words.alarmTokensUsedUp(tenantId, nextDay())
      : words.alarmTokensNearlyUsedUp(tenantId, Math.floor(share * 100));
    const to = makeAlarms(access, key, text);
    if (!(await announcements.announce(tenantId, { key, everyMs: ALARM_MS, to }))) return;
    if (to.length > 0) wakeReplies(tenantId);
    const fields = { tenantId, tokensPerDay: limits.tokensPerDay, admins: to.length };
    if (isOver) logger.error(fields, "the tokens of the day are used up: messages are refused until tomorrow");
    else logger.warn(fields, "the tokens of the day are nearly used up");
  }

  return {
    usedShare,

    async usedUp(tenant) {
      const share = await shareOrNone(tenant);
      if (share < NEARLY) return false;
      try {
        await alarm(tenant, share);
      } catch (error) {
        logger.warn({ tenantId: tenant.id, error }, "could not tell the admins how many tokens were used today");
      }
      return share >= 1;
    },

    count(tenantId, used) {
      void countOrLog(tenantId, used);
    },
  };
}
