/** Paces calls over all processes: DingTalk counts an app's calls per operation, wherever they come from. */
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { QueueConnection } from "./connection.ts";

/** What is about to be called. */
export interface LimitedCall {
  /** The app, without secrets. */
  readonly identity: string;
  readonly operation: string;
}

/** Fits `Limiter` of @dt/api. */
export interface CallLimiter {
  /**
   * Resolves when the call may go, those who wait in the order in which they came; rejects with the signal's reason when
   * that comes first.
   */
  acquire(call: LimitedCall, signal: AbortSignal): Promise<void>;
  /** DingTalk refused the call as too fast; none goes for as long as it asks, ten minutes at most. */
  throttled(call: LimitedCall, retryAfterMs: number): Promise<void>;
}

export interface CallLimiterOptions {
  readonly redis: QueueConnection;
  /** Calls per second and operation that these callers may use. */
  readonly perSecond: (call: LimitedCall) => number;
}

const script = readFileSync(join(import.meta.dirname, "acquire.lua"), "utf8");
/** Whoever is asked to wait for longer, by a gateway that knows no better, asks again after this. */
const MOST_MS = 600_000;
/** Calls that were refused together may be given different times: the longest counts. ARGV: ms */
const blockScript = `
if redis.call('PTTL', KEYS[1]) < tonumber(ARGV[1]) then redis.call('SET', KEYS[1], '1', 'PX', ARGV[1]) end`;

export function createCallLimiter({ redis, perSecond }: CallLimiterOptions): CallLimiter {
  async function turn(call: LimitedCall, ticket: string, signal: AbortSignal): Promise<void> {
    for (;;) {
      signal.throwIfAborted();
      const rate = Math.max(1, Math.floor(perSecond(call)));
      const waitMs = (await redis.eval(script, 1, keyOf(call), rate, ticket)) as number;
      if (waitMs === 0) return;
      // Those who wait together should not all ask again together.
      await delay(waitMs + Math.random() * 50, undefined, { signal });
    }
  }

  return {
    async acquire(call, signal) {
      const ticket = randomUUID();
      try {
        await turn(call, ticket, signal);
      } catch (error) {
        // Nobody should wait for a turn that is not taken. If this fails, the ticket is forgotten after three seconds.
        const key = keyOf(call);
        void redis
          .multi()
          .zrem(`${key}:waiting`, ticket)
          .zrem(`${key}:asked`, ticket)
          .exec()
          .catch(() => undefined);
        throw error;
      }
    },

    async throttled(call, retryAfterMs) {
      const ms = Math.min(Math.max(1, Math.round(retryAfterMs)), MOST_MS);
      await redis.eval(blockScript, 1, `${keyOf(call)}:blocked`, ms);
    },
  };
}

function keyOf({ identity, operation }: LimitedCall): string {
  return `dt:limit:{${identity}}:${operation}`;
}
