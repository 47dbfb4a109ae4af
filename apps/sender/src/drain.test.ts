import { DingTalkError } from "@dt/api";
import { silentLogger } from "@dt/runtime";
import type { Delivery, Outbox, Outcome, ReplyContent, Take } from "@dt/session";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { createDrain, type DrainOptions } from "./drain.ts";
import { makeDelivery, makeTenant } from "./testing.ts";

const nothing: Take<ReplyContent> = { deliveries: [], limitMs: 0, dueMs: undefined };

/** As many parts as there is mail, each in a lane of its own. */
function lanes(count: number, overrides: Partial<Delivery<ReplyContent>> = {}): Delivery<ReplyContent>[] {
  return Array.from({ length: count }, (_, index) => makeDelivery({ sessionId: `lane-${index}`, ...overrides }));
}

/** An outbox that hands out what is in it, and notes what it was asked and told. */
function fakeOutbox(overrides: Partial<Outbox<ReplyContent>> = {}) {
  const mail = new Map<string, Delivery<ReplyContent>[]>();
  const asked: { tenantId: string; limit: number; perSecond: number }[] = [];
  const settled: Outcome[] = [];
  const outbox: Outbox<ReplyContent> = {
    async take(tenantId, options) {
      asked.push({ tenantId, ...options });
      return { ...nothing, deliveries: (mail.get(tenantId) ?? []).splice(0, options.limit) };
    },
    async settle(_delivery, outcome) {
      settled.push(outcome);
      return { settled: true, more: false };
    },
    rewrite: () => Promise.reject(new Error("a drain changes no part")),
    behind: () => Promise.reject(new Error("a drain looks at no lane")),
    due: () => Promise.reject(new Error("a drain looks for nothing")),
    ...overrides,
  };
  return { outbox, mail, asked, settled };
}

function setUp({
  outbox: outboxOverrides,
  ...overrides
}: Partial<Omit<DrainOptions, "outbox">> & { outbox?: Partial<Outbox<ReplyContent>> } = {}) {
  const fake = fakeOutbox(outboxOverrides);
  const woken: string[] = [];
  const counted: string[] = [];
  const drain = createDrain({
    tenantOf: (id) => ({ ...makeTenant(), id }),
    send: async () => {},
    wakeReplies: (tenantId) => void woken.push(tenantId),
    stopping: new AbortController().signal,
    concurrency: 10,
    onSettled: ({ state }, { sessionId }, seconds) => void counted.push(`${sessionId} ${state} ${seconds >= 0}`),
    logger: silentLogger,
    ...overrides,
    outbox: fake.outbox,
  });
  const wake = (tenantId = "acme") => drain.onWake({ tenantId });
  return { ...fake, drain, wake, woken, counted };
}

/** Sends that last until they are released. */
function slowSends() {
  const waiting: PromiseWithResolvers<void>[] = [];
  const sent: string[] = [];
  const send: DrainOptions["send"] = async ({ sessionId }, { id }) => {
    sent.push(`${id} ${sessionId}`);
    const one = Promise.withResolvers<void>();
    waiting.push(one);
    await one.promise;
  };
  return {
    send,
    sent,
    release: (count = waiting.length) => waiting.splice(0, count).forEach(({ resolve }) => resolve()),
  };
}

/** Lets everything happen that waits for no send. */
const settle = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

describe("a wake of a tenant", () => {
  it("sends what is there, each part once, and records it", async () => {
    const { wake, drain, mail, settled, counted } = setUp();
    mail.set("acme", lanes(3));
    expect(await wake()).toBeUndefined();
    await drain.close();
    expect(settled).toEqual([{ state: "sent" }, { state: "sent" }, { state: "sent" }]);
    expect(counted).toEqual(["lane-0 sent true", "lane-1 sent true", "lane-2 sent true"]);
  });

  it("comes back when nothing could be taken, for example because too few replicas knew of it", async () => {
    const { wake, mail, settled } = setUp({
      outbox: { take: () => Promise.reject(new Error("0 of 1 replicas have what was written")) },
    });
    mail.set("acme", lanes(1));
    expect(await wake()).toEqual({ againMs: 1000 });
    expect(settled).toEqual([]);
  });

  it("goes on until nothing is left, although it takes no more at once than there is room for", async () => {
    const { wake, drain, mail, settled, asked } = setUp({ concurrency: 20 });
    mail.set("acme", lanes(7));
    await wake();
    await drain.close();
    expect(settled).toHaveLength(7);
    expect(Math.max(...asked.map(({ limit }) => limit))).toBe(2);
  });

  it("sends no more at the same time than the process may, however many tenants are woken together", async () => {
    const { send, sent, release } = slowSends();
    const { wake, drain, mail } = setUp({ send, concurrency: 4 });
    const tenants = Array.from({ length: 9 }, (_, index) => `tenant-${index}`);
    for (const tenant of tenants) mail.set(tenant, lanes(2));
    const waking = tenants.map(wake);
    await settle();
    expect(sent).toHaveLength(4);
    while (sent.length < 18) {
      const before = sent.length;
      release(1);
      await settle();
      await settle();
      expect(sent.length - before).toBeLessThanOrEqual(1);
    }
    release();
    await Promise.all(waking);
    await drain.close();
  });

  it("does not wait for a send: other lanes go on meanwhile", async () => {
    const { send, release } = slowSends();
    const { wake, drain, mail, settled } = setUp({ send });
    mail.set("acme", lanes(2));
    await wake();
    expect(settled).toEqual([]);
    release();
    await drain.close();
    expect(settled).toHaveLength(2);
  });

  it("takes no more a second than the tenant may send, at least one", async () => {
    const { wake, asked } = setUp({ tenantOf: () => makeTenant({ sendPerSecond: 7.9 }) });
    const slow = setUp({ tenantOf: () => makeTenant({ sendPerSecond: 0.1 }) });
    await wake();
    await slow.wake();
    expect([asked, slow.asked].map(([first]) => first?.perSecond)).toEqual([7, 1]);
  });

  it.each([
    { limitMs: 300, again: { againMs: 300 } },
    { limitMs: 60_000, again: { againMs: 2000 } },
  ])(
    "O4 comes again when the limit has room, in $limitMs ms, or sooner for what is new",
    async ({ limitMs, again }) => {
      const { wake } = setUp({ outbox: { take: async () => ({ ...nothing, limitMs }) } });
      expect(await wake()).toEqual(again);
    },
  );

  it.each([
    { dueMs: 500, woken: ["acme"] },
    { dueMs: 1, woken: ["acme"] },
    { dueMs: 60_000, woken: [] },
    { dueMs: undefined, woken: [] },
  ])(
    "ends, and another wake comes for a lane that is due in $dueMs ms, unless the sweeper is early enough",
    async ({ dueMs, woken: expected }) => {
      vi.useFakeTimers();
      onTestFinished(() => void vi.useRealTimers());
      const { wake, woken } = setUp({ outbox: { take: async () => ({ ...nothing, dueMs }) } });
      // However often it looks meanwhile.
      for (let times = 1; times <= 3; times++) expect(await wake()).toBeUndefined();
      vi.advanceTimersByTime((dueMs ?? 500) - 1);
      expect(woken).toEqual([]);
      vi.advanceTimersByTime(2);
      expect(woken).toEqual(expected);
    },
  );

  it("comes for the lane that is due first, and for none once the service ends", async () => {
    vi.useFakeTimers();
    onTestFinished(() => void vi.useRealTimers());
    let dueMs = 1500;
    const { wake, woken, drain } = setUp({ outbox: { take: async () => ({ ...nothing, dueMs }) } });
    await wake();
    dueMs = 200;
    await wake();
    vi.advanceTimersByTime(201);
    expect(woken).toEqual(["acme"]);
    await wake();
    await drain.close();
    vi.advanceTimersByTime(5000);
    expect(woken).toEqual(["acme"]);
  });

  it("leaves the mail of a tenant that is not configured where it is", async () => {
    const { wake, asked } = setUp({ tenantOf: () => undefined });
    await wake();
    expect(asked).toEqual([]);
  });
});

describe("the share of a tenant", () => {
  it("is half of the process, so that sends that hang leave room for the others", async () => {
    const { send, sent, release } = slowSends();
    const { wake, drain, mail } = setUp({ send, concurrency: 4 });
    mail.set("hanging", lanes(9));
    mail.set("quiet", lanes(1));
    const hanging = wake("hanging");
    await settle();
    await wake("quiet");
    expect(sent).toEqual(["hanging lane-0", "hanging lane-1", "quiet lane-0"]);
    // The one that is full goes on as soon as there is room.
    release(1);
    await expect.poll(() => sent.slice(3)).toEqual(["hanging lane-2"]);
    while (sent.length < 10) {
      release();
      await settle();
    }
    release();
    await hanging;
    await drain.close();
  });

  it("is kept to when two wakes for it meet in one process", async () => {
    const { send, sent, release } = slowSends();
    const { wake, drain, mail } = setUp({ send, concurrency: 4 });
    mail.set("acme", lanes(5));
    const [first, second] = [wake(), wake()];
    await settle();
    expect(sent).toEqual(["acme lane-0", "acme lane-1"]);
    expect(await second).toBeUndefined();
    while (sent.length < 5) {
      release();
      await settle();
    }
    release();
    await first;
    await drain.close();
  });

  it("is one send at least", async () => {
    const { wake, drain, mail, settled } = setUp({ concurrency: 1 });
    mail.set("acme", lanes(2));
    await wake();
    await drain.close();
    expect(settled).toHaveLength(2);
  });
});

const failed = (code: "refused" | "unavailable" | "timeout", outcome: "not_sent" | "unknown" = "not_sent") => ({
  send: () => Promise.reject(new DingTalkError("…", { code, outcome })),
});

describe("a send that failed", () => {
  it.each([
    [failed("refused"), { state: "dead", reason: "refused" }],
    [failed("unavailable"), { state: "retry" }],
    [failed("timeout", "unknown"), { state: "unknown" }],
  ])("is recorded as what it means", async (options, outcome) => {
    const { wake, drain, mail, settled } = setUp(options);
    mail.set("acme", lanes(1));
    await wake();
    await drain.close();
    expect(settled).toEqual([expect.objectContaining(outcome)]);
  });

  it("O2 is not repeated where the tenant wants none of it", async () => {
    const { send, sent } = slowSends();
    const { wake, drain, mail, settled } = setUp({ send, tenantOf: () => makeTenant({ unknownOutcome: "hold" }) });
    mail.set("acme", lanes(1, { attempts: 2, unknownOutcomes: 1 }));
    await wake();
    await drain.close();
    expect(sent).toEqual([]);
    expect(settled).toMatchObject([{ state: "dead", reason: "outcome_unknown" }]);
  });
});

describe("recording an outcome", () => {
  it("O17 keeps what DingTalk calls the message", async () => {
    const { wake, drain, mail, settled } = setUp({ send: async () => "key" });
    mail.set("acme", lanes(1));
    await wake();
    await drain.close();
    expect(settled).toEqual([{ state: "sent", receipt: "key" }]);
  });

  it("wakes the tenant when the lane has more to send", async () => {
    const { wake, drain, mail, woken } = setUp({ outbox: { settle: async () => ({ settled: true, more: true }) } });
    mail.set("acme", lanes(1));
    await wake();
    await drain.close();
    expect(woken).toEqual(["acme"]);
  });

  it("O19 that fails ends nothing else: the lease of the part ends, and its outcome is unknown", async () => {
    const problems: string[] = [];
    const logger = { ...silentLogger, error: (_fields: object, message: string) => void problems.push(message) };
    const { wake, drain, mail } = setUp({
      concurrency: 1,
      logger,
      outbox: { settle: () => Promise.reject(new Error("Redis is away")) },
    });
    mail.set("acme", lanes(2));
    await wake();
    await drain.close();
    expect(problems).toEqual(["could not record a delivery", "could not record a delivery"]);
  });

  it("says so when another sender has taken the part over", async () => {
    const problems: string[] = [];
    const logger = { ...silentLogger, warn: (_fields: object, message: string) => void problems.push(message) };
    const { wake, drain, mail } = setUp({ logger, outbox: { settle: async () => ({ settled: false, more: false }) } });
    mail.set("acme", lanes(1));
    await wake();
    await drain.close();
    expect(problems).toEqual(["a delivery was taken over"]);
  });
});

describe("a sender that has to stop", () => {
  it("takes nothing new", async () => {
    const { wake, asked } = setUp({ stopping: AbortSignal.abort() });
    await wake();
    expect(asked).toEqual([]);
  });

  it("ends the wake that waits for room, and waits for what is being sent", async () => {
    const stop = new AbortController();
    const { send, sent, release } = slowSends();
    const { wake, drain, mail, settled } = setUp({ send, concurrency: 2, stopping: stop.signal });
    mail.set("acme", lanes(5));
    const waking = wake();
    await settle();
    stop.abort();
    const closing = drain.close();
    release();
    await Promise.all([waking, closing]);
    expect(sent).toHaveLength(1);
    expect(settled).toEqual([{ state: "sent" }]);
  });
});
