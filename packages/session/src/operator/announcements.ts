/** What is said to people who did not ask: alarms for a tenant's admins. */
import type { Part } from "../mailboxes/inbox.ts";
import type { RedisClient } from "../redis/redis.ts";
import { loadScript } from "../scripts/script.ts";

export interface Announcement {
  /** Names it: the same one is made once in `everyMs`, by whichever process. */
  readonly key: string;
  readonly everyMs: number;
  /** One part per session, behind whatever waits in its lane. Nobody: only that it is the first time counts. */
  readonly to: readonly { readonly sessionId: string; readonly part: Part }[];
}

export interface Announcements {
  /** True when it was made now; the caller wakes the senders. False when it was made before. */
  announce(tenantId: string, announcement: Announcement): Promise<boolean>;
}

export function createAnnouncements(redis: RedisClient): Announcements {
  const script = loadScript(redis, "announce");
  return {
    async announce(tenantId, { key, everyMs, to }) {
      const parts = to.flatMap(({ sessionId, part }) => [sessionId, JSON.stringify(part)]);
      return (await script(tenantId, key, everyMs, ...parts)) === 1;
    },
  };
}
