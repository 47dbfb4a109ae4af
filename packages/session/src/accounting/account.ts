/** Where every message is: received = answered + refused + dead + in flight, at any time. */
import type { RedisClient } from "../redis/redis.ts";
import { loadScript } from "../scripts/script.ts";
import { tenantPrefix } from "../session-id.ts";

export interface Account {
  readonly received: number;
  readonly answered: number;
  /** Not answered, with a reason that the person was told. */
  readonly refused: number;
  readonly dead: number;
  /** Waiting for a turn: counted in the inboxes themselves. */
  readonly waiting: number;
  /** Answered, the reply not yet out. */
  readonly delivering: number;
  /** Repeated pushes that were recognised. */
  readonly duplicates: number;
  /** Sends whose outcome was not known at some time. */
  readonly unknownOutcomes: number;
  /** True when the sum is right. */
  readonly balanced: boolean;
}

/** The times of a message's path, ms of Redis's clock; a step that has not happened is absent. */
export interface Trace {
  readonly sessionId: string;
  readonly stored?: number;
  readonly turn?: number;
  readonly committed?: number;
  readonly delivered?: number;
  readonly dead?: number;
  /** What DingTalk calls the last message of the reply, for its read status; only of what went by the API. */
  readonly receipt?: string;
}

export interface Accounts {
  account(tenantId: string): Promise<Account>;
  /** A message's path by its `msgId`; undefined when it was never stored or is no longer traced. */
  trace(tenantId: string, messageId: string): Promise<Trace | undefined>;
}

export function createAccounts(redis: RedisClient): Accounts {
  const script = loadScript(redis, "account");
  return {
    async account(tenantId) {
      const [waiting, ...pairs] = (await script(tenantId)) as [number, ...string[]];
      const counters = new Map<string, number>();
      for (let i = 0; i + 1 < pairs.length; i += 2) counters.set(pairs[i] ?? "", Number(pairs[i + 1]));
      const of = (field: string): number => counters.get(field) ?? 0;
      const [received, answered, refused, dead] = [of("received"), of("answered"), of("refused"), of("dead")];
      const delivering = of("delivering");
      const balanced = received === answered + refused + dead + waiting + delivering;
      return {
        received,
        answered,
        refused,
        dead,
        waiting,
        delivering,
        duplicates: of("duplicates"),
        unknownOutcomes: of("unknown"),
        balanced,
      };
    },

    async trace(tenantId, messageId) {
      const { session, receipt, ...times } = await redis.hgetall(`${tenantPrefix(tenantId)}trace:${messageId}`);
      if (session === undefined) return undefined;
      const steps = Object.entries(times).map(([step, at]) => [step, Number(at)] as const);
      return { sessionId: session, ...(receipt === undefined ? {} : { receipt }), ...Object.fromEntries(steps) };
    },
  };
}
