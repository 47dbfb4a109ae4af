/** What a tenant used: calls of DingTalk's API, turns, replies and tokens of its models, by day. */
import { setTimeout as delay } from "node:timers/promises";
import type { RedisClient } from "../redis/redis.ts";
import { tenantPrefix } from "../session-id.ts";

const fields = ["apiCalls", "turns", "replies", "inputTokens", "outputTokens", "estimatedTokens"] as const;

export interface Usage {
  /** Calls of DingTalk's API that count in its monthly quota, failed ones too. */
  readonly apiCalls: number;
  /** Turns in which a model was asked. */
  readonly turns: number;
  /** Replies that went out whole. */
  readonly replies: number;
  /** Tokens that the models read, as their providers counted them. */
  readonly inputTokens: number;
  /** Tokens that the models wrote, as their providers counted them. */
  readonly outputTokens: number;
  /** How many of the tokens above are estimates, because a provider did not count them. */
  readonly estimatedTokens: number;
}

export interface UsageOfDay extends Usage {
  /** `YYYY-MM-DD` in China, where DingTalk counts its quotas. */
  readonly day: string;
}

export interface UsageOfMonth extends Usage {
  /** `YYYY-MM` */
  readonly month: string;
}

export interface UsageReport {
  /** One row for every day that was asked for, the first day first. */
  readonly days: readonly UsageOfDay[];
  /** Sums of those days by month: whole months only where whole months were asked for. */
  readonly months: readonly UsageOfMonth[];
}

const DAY_MS = 86_400_000;
/** China has had no other offset since 1991. */
const CHINA_MS = 8 * 3_600_000;
/** Longer than a year, so that a month can be compared with the same one of the year before. */
export const USAGE_DAYS = 400;

/** The day, `YYYY-MM-DD` in China, of a time in ms since the epoch. */
export function usageDay(at: number = Date.now()): string {
  return new Date(at + CHINA_MS).toISOString().slice(0, 10);
}

/** When the day after that of `at` begins in China, ms since the epoch. */
export function nextUsageDay(at: number = Date.now()): number {
  return (Math.floor((at + CHINA_MS) / DAY_MS) + 1) * DAY_MS - CHINA_MS;
}

/** What many turns and replies add meanwhile is written together. */
const GATHER_MS = 50;

interface Gathering {
  readonly used: Record<keyof Usage, number>;
  readonly written: Promise<boolean>;
}

const gatherings = new WeakMap<RedisClient, Map<string, Gathering>>();

/**
 * Adds to the usage of the tenant's present day, by the clock of this process; in Redis within {@link GATHER_MS} ms. Kept
 * for {@link USAGE_DAYS} days. Never rejects, so that nobody has to wait for it: false says that Redis did not count it.
 */
export function countUsage(redis: RedisClient, tenantId: string, used: Partial<Usage>): Promise<boolean> {
  const gathering = gather(redis, keyOf(tenantId, usageDay()));
  for (const field of fields) gathering.used[field] += Math.round(used[field] ?? 0);
  return gathering.written;
}

function gather(redis: RedisClient, key: string): Gathering {
  const open = gatherings.get(redis) ?? new Map<string, Gathering>();
  gatherings.set(redis, open);
  const known = open.get(key);
  if (known !== undefined) return known;
  const used = usageOf(() => 0);
  const written = delay(GATHER_MS).then(() => {
    open.delete(key);
    return write(redis, key, used);
  });
  const gathering = { used, written };
  open.set(key, gathering);
  return gathering;
}

/** Resolves once everything counted so far is written, or could not be. */
export async function usageWritten(redis: RedisClient): Promise<void> {
  const open = gatherings.get(redis) ?? new Map<string, Gathering>();
  await Promise.all(Array.from(open.values(), ({ written }) => written));
}

async function write(redis: RedisClient, key: string, used: Usage): Promise<boolean> {
  const commands = redis.pipeline();
  for (const field of fields) {
    if (used[field] !== 0) commands.hincrby(key, field, used[field]);
  }
  if (commands.length === 0) return true;
  commands.expire(key, (USAGE_DAYS * DAY_MS) / 1000);
  try {
    const results = await commands.exec();
    return results !== null && results.every(([error]) => error === null);
  } catch {
    return false;
  }
}

/**
 * A tenant's usage from one day to another, both included.
 * @throws RangeError when a day is not `YYYY-MM-DD`, or they are more than {@link USAGE_DAYS} or in the wrong order
 */
export async function readUsage(
  redis: RedisClient,
  tenantId: string,
  { from, to }: { readonly from: string; readonly to: string },
): Promise<UsageReport> {
  const days = await Promise.all(
    daysBetween(from, to).map(async (day) => ({ day, ...toUsage(await redis.hgetall(keyOf(tenantId, day))) })),
  );
  const months = Map.groupBy(days, ({ day }) => day.slice(0, 7));
  return { days, months: Array.from(months, ([month, each]) => ({ month, ...sum(each) })) };
}

function keyOf(tenantId: string, day: string): string {
  return `${tenantPrefix(tenantId)}usage:${day}`;
}

function daysBetween(from: string, to: string): string[] {
  const [first, last] = [parseDay(from), parseDay(to)];
  const count = (last - first) / DAY_MS + 1;
  if (count < 1) throw new RangeError(`usage from ${from} to ${to}: the first day is after the last one`);
  if (count > USAGE_DAYS) throw new RangeError(`usage from ${from} to ${to}: at most ${USAGE_DAYS} days at once`);
  return Array.from({ length: count }, (_, index) => dayOf(first + index * DAY_MS));
}

function parseDay(day: string): number {
  const at = Date.parse(`${day}T00:00:00Z`);
  if (Number.isNaN(at) || dayOf(at) !== day) {
    throw new RangeError(`${JSON.stringify(day)} is not a day: write it as YYYY-MM-DD`);
  }
  return at;
}

function dayOf(utc: number): string {
  return new Date(utc).toISOString().slice(0, 10);
}

function toUsage(stored: Readonly<Record<string, string>>): Usage {
  return usageOf((field) => Number(stored[field] ?? 0));
}

function sum(each: readonly Usage[]): Usage {
  return usageOf((field) => each.reduce((total, usage) => total + usage[field], 0));
}

function usageOf(value: (field: keyof Usage) => number): Record<keyof Usage, number> {
  return {
    apiCalls: value("apiCalls"),
    turns: value("turns"),
    replies: value("replies"),
    inputTokens: value("inputTokens"),
    outputTokens: value("outputTokens"),
    estimatedTokens: value("estimatedTokens"),
  };
}
