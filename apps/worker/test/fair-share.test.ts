import { randomUUID } from "node:crypto";
import { closeRedis, connectRedis, createInbox } from "@dt/session";
import { afterAll, expect, inject, it } from "vitest";
import { shareFairly } from "../src/fair-share.ts";

const redis = connectRedis(inject("redisUrl"), { mode: "patient" });
afterAll(() => closeRedis(redis));

it("I10 wakes nobody beyond the turns that the tenant may have, who would be turned away and woken again without end", async () => {
  const inbox = createInbox(redis);
  const tenantId = randomUUID();
  const sessions = Array.from({ length: 8 }, (_, index) => ({ tenantId, sessionId: `s${index}` }));
  for (const session of sessions) await inbox.append(session, { id: "m1", robotCode: "r", sentAt: 1, content: {} });
  const woken: string[] = [];
  const states: string[] = [];
  const running = Promise.withResolvers<void>();
  const handle = shareFairly(
    async (session) => {
      const { state } = await inbox.begin(session, { concurrentTurns: 1 });
      states.push(state);
      if (state === "turn") await running.promise;
      return undefined;
    },
    {
      concurrency: 4,
      tenantIds: () => [tenantId],
      concurrentTurnsOf: () => 1,
      inbox,
      wakeSession: ({ sessionId }) => woken.push(sessionId),
    },
  );
  const handled = sessions.map((session) => handle(session));
  await Promise.race(handled.slice(0, 4));
  await expect.poll(() => states.toSorted()).toEqual(["full", "full", "full", "turn"]);
  await Promise.all(handled.slice(1, 4));
  expect(woken).toEqual([]);
  running.resolve();
  await Promise.all(handled);
});
