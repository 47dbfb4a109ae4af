import { silentLogger } from "@dt/runtime";
import type { Part } from "@dt/session";
import { expect, it } from "vitest";
import { tellWaiting } from "./queue-notices.ts";
import { makeMessage } from "./testing.ts";

function fakeInbox(waiting: Readonly<Record<string, string>>, alreadyTold: readonly string[] = []) {
  const parts: Part[] = [];
  return {
    parts,
    due: () => Promise.resolve({ oldestMs: 9000, sessionIds: Object.keys(waiting) }),
    head: ({ sessionId }: { sessionId: string }) => Promise.resolve(makeMessage({ text: waiting[sessionId] ?? "" })),
    sayQueued: ({ sessionId }: { sessionId: string }, { part }: { part: Part }) => {
      if (alreadyTold.includes(sessionId)) return Promise.resolve(false);
      parts.push(part);
      return Promise.resolve(true);
    },
  };
}

it("I10 tells people how many wait before them, in their language, and wakes the sender once", async () => {
  const inbox = fakeInbox({ first: "你好", second: "hello" });
  const woken: string[] = [];
  const told = await tellWaiting("acme", { inbox, wakeReplies: (id) => woken.push(id), logger: silentLogger });
  expect(told).toBe(2);
  expect(woken).toEqual(["acme"]);
  expect(JSON.stringify(inbox.parts[0])).toContain("正在排队");
  expect(JSON.stringify(inbox.parts[1])).toContain("1 conversations are ahead");
});

it("tells nobody twice", async () => {
  const inbox = fakeInbox({ first: "你好" }, ["first"]);
  const woken: string[] = [];
  expect(await tellWaiting("acme", { inbox, wakeReplies: (id) => woken.push(id), logger: silentLogger })).toBe(0);
  expect(woken).toEqual([]);
});
