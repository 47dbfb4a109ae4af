import { describe, expect, it } from "vitest";
import { type SweepOptions, sweep } from "./sweep.ts";

/** Sessions by how long they are overdue, the longest first. */
function fakeInbox(overdueMs: Readonly<Record<string, number>>): SweepOptions["inbox"] {
  const sessions = Object.entries(overdueMs).toSorted(([, one], [, other]) => other - one);
  const inbox: Partial<SweepOptions["inbox"]> = {
    async due(_tenantId, { graceMs, limit, concurrentTurns = Number.POSITIVE_INFINITY }) {
      const due = sessions.filter(([, ms]) => ms >= graceMs).slice(0, Math.min(limit, concurrentTurns));
      return { oldestMs: due[0]?.[1] ?? 0, sessionIds: due.map(([sessionId]) => sessionId) };
    },
  };
  return inbox as SweepOptions["inbox"];
}

async function sweepSessions(overdueMs: Readonly<Record<string, number>>, room = 100, concurrentTurns?: number) {
  const [woken, offered]: [string[], string[]] = [[], []];
  const count = await sweep("acme", {
    inbox: fakeInbox(overdueMs),
    wakes: { wakeSessions: async (_tenantId, sessionIds) => void woken.push(...sessionIds) },
    tellWaiting: async () => 0,
    offer: ({ sessionId }) => offered.push(sessionId) <= room,
    concurrentTurns,
  });
  return { count, woken, offered };
}

describe("a sweep", () => {
  it("wakes sessions whose wake is late", async () => {
    const { count, woken, offered } = await sweepSessions({ late: 1500, fresh: 200 });
    expect(woken).toEqual(["late"]);
    expect(count).toBe(1);
    expect(offered).toEqual([]);
  });

  it("wakes no more than may begin a turn", async () => {
    expect((await sweepSessions({ first: 3000, second: 2000, third: 1500 }, 100, 2)).woken).toEqual([
      "first",
      "second",
    ]);
  });

  it("looks itself at those that nobody looks at although they were woken", async () => {
    const { woken, offered } = await sweepSessions({ stuck: 6000, late: 1500 });
    expect(woken).toEqual(["stuck", "late"]);
    expect(offered).toEqual(["stuck"]);
  });

  it("looks at few of them, and ends when there is no room", async () => {
    const many = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`s${index}`, 9000]));
    expect((await sweepSessions(many)).offered).toHaveLength(10);
    expect((await sweepSessions(many, 2)).offered).toHaveLength(3);
  });
});
