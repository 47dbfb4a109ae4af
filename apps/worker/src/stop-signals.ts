/** Ends running turns when a /stop was stored, by whichever process. */
import type { Logger } from "@dt/runtime";
import { type RedisClient, type SessionKey, tenantPrefix } from "@dt/session";

export interface StopSignals {
  /** A signal that aborts when the session is stopped. Dispose of it with the turn. */
  listen(session: SessionKey): { readonly signal: AbortSignal; [Symbol.dispose](): void };
}

const CHANNEL = "dt:stop";

/** `redis` is used for nothing else from then on. A signal that is lost costs time only: the turn is fenced out anyway. */
export async function listenForStops(redis: RedisClient, logger: Logger): Promise<StopSignals> {
  const running = new Map<string, Set<AbortController>>();
  redis.on("message", (_channel: string, key: string) => {
    for (const controller of running.get(key) ?? []) controller.abort();
    if (running.has(key)) logger.info({ session: key }, "stopping a turn");
  });
  await redis.subscribe(CHANNEL);
  return {
    listen({ tenantId, sessionId }) {
      const key = `${tenantPrefix(tenantId)}${sessionId}`;
      const controller = new AbortController();
      const controllers = running.get(key) ?? new Set();
      running.set(key, controllers.add(controller));
      return {
        signal: controller.signal,
        [Symbol.dispose]() {
          controllers.delete(controller);
          if (controllers.size === 0) running.delete(key);
        },
      };
    },
  };
}
