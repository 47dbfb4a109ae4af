import { silentLogger } from "@dt/runtime";
import type { Part } from "@dt/session";
import { expect, it } from "vitest";
import { createQueueNotices } from "./queue-notices.ts";
import { makeMessage } from "./testing.ts";

/** What waits, by session, and whom it told that. */
function setUp(waiting: Readonly<Record<string, string>>, alreadyTold: readonly string[] = []) {
  const sessions = new Map(Object.entries(waiting));
  const told = new Set(alreadyTold);
  const [parts, asked, woken]: [Part[], string[], string[]] = [[], [], []];
  const tellWaiting = createQueueNotices({
    inbox: {
      due: async (_tenantId, { limit }) => ({ oldestMs: 9000, sessionIds: [...sessions.keys()].slice(0, limit) }),
      head: async ({ sessionId }) => makeMessage({ text: sessions.get(sessionId) ?? "" }),
      async sayQueued({ sessionId }, { part }) {
        asked.push(sessionId);
        if (told.has(sessionId)) return false;
        told.add(sessionId);
        return parts.push(part) > 0;
      },
    },
    wakeReplies: (id) => woken.push(id),
    logger: silentLogger,
  });
  return { tellWaiting: () => tellWaiting("acme"), sessions, told, parts, asked, woken };
}

it("I10 tells people how many wait before them, in their language, and wakes the sender once", async () => {
  const { tellWaiting, parts, woken } = setUp({ first: "你好", second: "hello" });
  expect(await tellWaiting()).toBe(2);
  expect(woken).toEqual(["acme"]);
  expect(JSON.stringify(parts[0])).toContain("正在排队");
  expect(JSON.stringify(parts[1])).toContain("1 conversations are ahead");
});

it("tells nobody twice", async () => {
  const { tellWaiting, woken } = setUp({ first: "你好" }, ["first"]);
  expect(await tellWaiting()).toBe(0);
  expect(woken).toEqual([]);
});

it("I10 tells some hundred at a time, and at the next looks those behind them", async () => {
  const many = Object.fromEntries(Array.from({ length: 250 }, (_, index) => [`s${index}`, "hello"]));
  const { tellWaiting, asked } = setUp(many);
  expect([await tellWaiting(), await tellWaiting(), await tellWaiting(), await tellWaiting()]).toEqual([
    100, 100, 50, 0,
  ]);
  // Those who were told are not looked at again while they wait.
  expect(asked).toHaveLength(250);
});

it("tells somebody again who had a turn and waits once more", async () => {
  const { tellWaiting, sessions, told } = setUp({ first: "hello" });
  expect(await tellWaiting()).toBe(1);
  sessions.clear();
  told.clear();
  expect(await tellWaiting()).toBe(0);
  sessions.set("first", "hello again");
  expect(await tellWaiting()).toBe(1);
});
