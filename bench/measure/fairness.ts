/** What the flood of one tenant costs the replies of another one, which go through the same sender. */
import { setTimeout as delay } from "node:timers/promises";
import { openReplies, type RepliesStage, type ReplyTenant } from "../stage/replies.ts";
import { median, round, type Summary, summarise } from "../statistics.ts";
import type { Measurement } from "./measurement.ts";

export interface Fairness {
  /** Replies that the flood has waiting. */
  readonly flood: number;
  readonly quietPerSecond: number;
  /** Times of the quiet tenant's replies, from the outbox to DingTalk, in ms. */
  readonly alone: Summary;
  /** Beside a flood that leaves at the usual limit of a tenant. */
  readonly besideLimited: Summary;
  /** Beside a flood that leaves as fast as it can. */
  readonly besideUnlimited: Summary;
  /** Of the medians: beside the flood that leaves as fast as it can, to alone. */
  readonly ratio: number;
}

const flood = 10_000;
const quietPerSecond = 20;

export const measureFairness: Measurement<Fairness> = async ({ effort, step }) => {
  const stage = await step("starting the sender", openReplies);
  try {
    const seconds = effort.steadySeconds / 2;
    await step("warming up", () => quietReplies(stage, seconds));
    const alone = await step("a quiet tenant alone", () => quietReplies(stage, seconds));
    await stage.flood("limited", flood);
    const limited = await step("beside a flood at its limit", () => quietReplies(stage, seconds));
    await stage.flood("unlimited", flood);
    const unlimited = await step("beside a flood at full speed", () => quietReplies(stage, seconds, "unlimited"));
    return {
      flood,
      quietPerSecond,
      alone: summarise(alone),
      besideLimited: summarise(limited),
      besideUnlimited: summarise(unlimited),
      ratio: round(median(unlimited) / median(alone), 2),
    };
  } finally {
    await stage.close();
  }
};

/** Replies at a steady pace, for so many seconds at most, and no longer than the flood of a tenant lasts. */
async function quietReplies(stage: RepliesStage, seconds: number, during?: ReplyTenant): Promise<number[]> {
  const replies: Promise<number>[] = [];
  const end = performance.now() + seconds * 1000;
  const isOver = (): boolean => performance.now() > end || (during !== undefined && stage.waiting(during) === 0);
  while (!isOver()) {
    replies.push(stage.reply("quiet"));
    await delay(1000 / quietPerSecond);
  }
  return await Promise.all(replies);
}
