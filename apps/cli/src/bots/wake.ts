import type { DeadLetter, RedisClient } from "@dt/session";

/** Wakes services for what was put back. */
export interface WakeCalls extends AsyncDisposable {
  wake(tenantId: string, letter: Pick<DeadLetter, "kind" | "sessionId">): Promise<void>;
}

type Waker = { wake(payload: never): Promise<void>; close(): Promise<void> };

/** A wake that cannot be sent costs seconds, not the message: the services look for themselves. */
export function createWakeCalls(redis: RedisClient, note: (text: string) => void): WakeCalls {
  const warn = (fields: object): void => note(`queue: ${JSON.stringify(fields)}`);
  const open = async () => {
    const { createWaker } = await import("@dt/queue");
    const logger = { debug: () => {}, info: () => {}, warn, error: warn };
    return { inbound: createWaker("inbound", { redis, logger }), replies: createWaker("replies", { redis, logger }) };
  };
  let opened: ReturnType<typeof open> | undefined;
  return {
    async wake(tenantId, { kind, sessionId }) {
      opened ??= open();
      const { inbound, replies } = await opened;
      const woken = kind === "delivery" ? replies.wake({ tenantId }) : inbound.wake({ tenantId, sessionId });
      await woken.catch(() => note(`${sessionId} was put back, but not woken; the services find it within seconds.`));
    },
    async [Symbol.asyncDispose]() {
      const wakers: Record<string, Waker> = (await opened) ?? {};
      await Promise.all(Object.values(wakers).map((waker) => waker.close()));
    },
  };
}
