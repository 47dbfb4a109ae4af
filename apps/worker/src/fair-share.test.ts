import { describe, expect, it } from "vitest";
import { shareFairly } from "./fair-share.ts";

/** A worker of ten turns; `run` begins a turn, and `end` ends one of them. */
function setUp(tenantIds: readonly string[]) {
  const ends: (() => void)[] = [];
  const woken: string[] = [];
  const begun: string[] = [];
  const waiting: string[] = [];
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
      concurrentTurnsOf: () => undefined,
      inbox: { due: async (_tenantId, { limit }) => ({ oldestMs: 1, sessionIds: waiting.slice(0, limit) }) },
      wakeSession: ({ sessionId }) => woken.push(sessionId),
    },
  );
  const run = (tenantId: string, count: number): Promise<unknown>[] =>
    Array.from({ length: count }, async (_, index) => handle({ tenantId, sessionId: `${tenantId}-${index}` }));
  return { run, begun, woken, waiting, end: () => ends.shift()?.() };
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

  it("go to who waits longest, as many as have ended, until nobody waits", async () => {
    const { run, woken, waiting, end } = setUp(["flooding", "quiet"]);
    waiting.push("a", "b", "c");
    const [first, second, third, fourth] = run("flooding", 5);
    end();
    await first;
    expect(woken).toEqual(["a"]);
    end();
    await second;
    expect(woken).toEqual(["a", "a", "b"]);
    waiting.splice(0);
    end();
    await third;
    waiting.push("d");
    end();
    await fourth;
    expect(woken).toEqual(["a", "a", "b"]);
  });

  it("wake nobody when they end where nobody was turned away", async () => {
    const { run, woken, waiting, end } = setUp(["flooding", "quiet"]);
    waiting.push("a");
    const [only] = run("quiet", 1);
    end();
    await only;
    expect(woken).toEqual([]);
  });

  it("wake nobody for a tenant that was removed meanwhile: nobody would begin a turn, and all would be woken again", async () => {
    const tenantIds = ["flooding", "quiet"];
    const { run, woken, waiting, end } = setUp(tenantIds);
    waiting.push("a", "b", "c");
    const [first] = run("flooding", 5);
    tenantIds.shift();
    end();
    await first;
    expect(woken).toEqual([]);
  });

  it("wake nobody while a tenant has more of them than its share, as when others have come", async () => {
    const tenantIds = ["flooding"];
    const { run, woken, waiting, end } = setUp(tenantIds);
    waiting.push(...Array.from({ length: 20 }, (_, index) => `s${index}`));
    const running = run("flooding", 11);
    tenantIds.push("quiet");
    for (let ended = 1; ended <= 6; ended++) end();
    await Promise.all(running.slice(0, 6));
    expect(woken).toEqual([]);
    end();
    await running[6];
    expect(woken).toEqual(["s0"]);
  });

  it("come free also when one fails", async () => {
    const woken: string[] = [];
    let calls = 0;
    const handle = shareFairly(() => Promise.reject(new Error(`failed ${++calls}`)), {
      concurrency: 1,
      tenantIds: () => ["acme"],
      concurrentTurnsOf: () => undefined,
      inbox: { due: async () => ({ oldestMs: 0, sessionIds: [] }) },
      wakeSession: ({ sessionId }) => woken.push(sessionId),
    });
    for (const times of [1, 2]) {
      await expect(handle({ tenantId: "acme", sessionId: "s" })).rejects.toThrow(`failed ${times}`);
    }
  });
});
