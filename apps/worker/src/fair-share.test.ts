import { describe, expect, it } from "vitest";
import { shareFairly } from "./fair-share.ts";

/** A worker of ten turns; `run` begins a turn, and `end` ends one of them. */
function setUp(tenantIds: readonly string[]) {
  const ends: (() => void)[] = [];
  const woken: string[] = [];
  const begun: string[] = [];
  const handle = shareFairly(
    async ({ sessionId }) => {
      begun.push(sessionId);
      const { promise, resolve } = Promise.withResolvers<void>();
      ends.push(resolve);
      await promise;
      return undefined;
    },
    {
      concurrency: 10,
      tenantIds: () => tenantIds,
      inbox: { due: async (tenantId) => ({ oldestMs: 1, sessionIds: [`next of ${tenantId}`] }) },
      wakeSession: ({ sessionId }) => woken.push(sessionId),
    },
  );
  const run = (tenantId: string, count: number): Promise<unknown>[] =>
    Array.from({ length: count }, async (_, index) => handle({ tenantId, sessionId: `${tenantId}-${index}` }));
  return { run, begun, woken, end: () => ends.shift()?.() };
}

describe("the turns of a worker", () => {
  it("are not all taken by a tenant that floods, so that another's begin at once", () => {
    const { run, begun } = setUp(["flooding", "quiet"]);
    void run("flooding", 100);
    void run("quiet", 1);
    expect(begun).toEqual(["flooding-0", "flooding-1", "flooding-2", "flooding-3", "quiet-0"]);
  });

  it("are all there for a tenant that is alone", () => {
    const { run, begun } = setUp(["alone"]);
    void run("alone", 100);
    expect(begun).toHaveLength(10);
  });

  it("go to who waits longest when one of the tenant's ends, and wake nobody where nobody was turned away", async () => {
    const { run, woken, end } = setUp(["flooding", "quiet"]);
    const [first] = run("quiet", 1);
    end();
    await first;
    expect(woken).toEqual([]);
    const [running] = run("flooding", 5);
    end();
    await running;
    expect(woken).toEqual(["next of flooding"]);
  });

  it("come free also when one fails", async () => {
    const woken: string[] = [];
    let calls = 0;
    const handle = shareFairly(() => Promise.reject(new Error(`failed ${++calls}`)), {
      concurrency: 1,
      tenantIds: () => ["acme"],
      inbox: { due: async () => ({ oldestMs: 0, sessionIds: [] }) },
      wakeSession: ({ sessionId }) => woken.push(sessionId),
    });
    for (const times of [1, 2]) {
      await expect(handle({ tenantId: "acme", sessionId: "s" })).rejects.toThrow(`failed ${times}`);
    }
  });
});
