import { once } from "node:events";
import type { RobotMessage } from "@dt/api";
import { type Model, ModelError, type ModelPart } from "@dt/llm";
import { silentLogger } from "@dt/runtime";
import type { Commit, Inbox, Part, ReplyContent, Turn } from "@dt/session";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { fakeModel, fakeRemembering, makeCardTenant, makeMessages, makeTenant, makeTurn } from "../testing.ts";
import { texts } from "../texts.ts";
import { nextDay } from "../token-budget.ts";
import { MAX_TRIES } from "./failure.ts";
import type { CardState, LiveCard } from "./live-card.ts";
import { outTrackIdOf } from "./reply.ts";
import { createTurnRunner, type TurnRunnerOptions } from "./run-turn.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** The calls of a turn that write, with what came back. */
function fakeInbox(overrides: Partial<Inbox<RobotMessage>> = {}) {
  const commits: Commit[] = [];
  const parks: { delayMs: number; counts: boolean }[] = [];
  const said: Part[] = [];
  // What a turn may use: it appends nothing, and looks for no other session.
  const inbox: Partial<Inbox<RobotMessage>> = {
    renew: async () => true,
    park: async (_turn, how) => ({ parked: parks.push(how) > 0, next: [] }),
    say: async (_turn, _key, part) => said.push(part) > 0,
    commit: async (_turn, commit) => ({ committed: commits.push(commit) > 0, waiting: 0, next: [] }),
    ...overrides,
  };
  return { inbox: inbox as Inbox<RobotMessage>, commits, parks, said };
}

const fencedOut: Partial<Inbox<RobotMessage>> = {
  renew: async () => false,
  park: async () => ({ parked: false, next: [] }),
  commit: async () => ({ committed: false, waiting: 0, next: [] }),
};

/** A runner whose effects can be looked at. */
function setUp(
  options: Partial<TurnRunnerOptions> & { model?: Model; inboxOverrides?: Partial<Inbox<RobotMessage>> } = {},
) {
  const { model = fakeModel("Hi"), inboxOverrides, ...overrides } = options;
  const writes = fakeInbox(inboxOverrides);
  const stop = new AbortController();
  const wakes: unknown[] = [];
  const used: unknown[] = [];
  const remembering = fakeRemembering();
  const runner = createTurnRunner({
    inbox: writes.inbox,
    stops: { listen: () => ({ signal: stop.signal, [Symbol.dispose]() {} }) },
    remembering,
    pictures: async () => [],
    liveCard: () => undefined,
    models: () => [model],
    tools: () => [],
    budget: { usedUp: async () => false, count: (tenantId, what) => used.push([tenantId, what]) },
    readUsage: () => Promise.reject(new Error("nobody asked for the usage")),
    wakeReplies: (tenantId) => wakes.push(`replies of ${tenantId}`),
    wakeSession: ({ sessionId }, delayMs) => wakes.push([sessionId, delayMs]),
    idleHours: 24,
    oneByOne: false,
    stopping: new AbortController().signal,
    logger: silentLogger,
    ...overrides,
  });
  const run = (turn: Turn<RobotMessage> = makeTurn(), tenant = makeTenant()) => runner.run(turn, tenant);
  return { ...writes, run, stop, wakes, remembering, used };
}

/** A model that says nothing until it is aborted. */
const silentModel: Model = {
  name: "silent",
  async *stream({ signal }) {
    const { promise, reject } = Promise.withResolvers<never>();
    const abort = () => reject(new ModelError("aborted", "stopped"));
    if (signal?.aborted) abort();
    signal?.addEventListener("abort", abort);
    yield await promise;
  },
};

/** Pictures that do not come until the turn is over. */
const silentPictures: TurnRunnerOptions["pictures"] = async (_turn, _count, signal) => {
  if (!signal.aborted) await once(signal, "abort");
  throw new Error("stopped");
};

/** Stands for a call that cannot be made. */
const away = () => Promise.reject(new Error("away"));

function fakeCard(state: CardState) {
  const events: string[] = [];
  const card: LiveCard = {
    show: (text) => void events.push(text),
    isOpen: () => state === "open",
    async close() {
      events.push("closed");
      return state;
    },
  };
  return { card, events };
}

const failing = (code: ConstructorParameters<typeof ModelError>[0], retryAfterMs?: number) =>
  fakeModel(new ModelError(code, "…", { retryAfterMs }));

const textsOf = (parts: readonly Part[]) => parts.map(({ content }) => (content as ReplyContent).body.text);
const { zh } = texts;

describe("a turn", () => {
  it("commits the answer to everything that waits, and wakes the senders", async () => {
    const { run, commits, wakes } = setUp();
    expect(await run(makeTurn({ messages: makeMessages("a", "b") }))).toBe("committed");
    expect(commits).toMatchObject([{ answered: 2, outcome: "answered", conversation: "same" }]);
    expect(textsOf(commits[0]?.parts ?? [])).toEqual(["Hi"]);
    expect(wakes).toEqual(["replies of acme"]);
  });

  it("answers one message where they go one by one, and wakes the session for the rest", async () => {
    const { inbox } = fakeInbox({ commit: async () => ({ committed: true, waiting: 1, next: [] }) });
    const { run, wakes } = setUp({ oneByOne: true, inbox });
    await run(makeTurn({ messages: makeMessages("a", "b") }));
    expect(wakes).toEqual(["replies of acme", ["dingtalk_private_u1", 0]]);
  });

  it("wakes who waits longest for the room that it leaves, however it ends", async () => {
    const next = ["dingtalk_private_u2"];
    const inboxOverrides: Partial<Inbox<RobotMessage>> = {
      commit: async () => ({ committed: true, waiting: 0, next }),
      park: async () => ({ parked: true, next }),
    };
    const stopping = new AbortController();
    stopping.abort();
    for (const options of [{}, { model: failing("network") }, { model: silentModel, stopping: stopping.signal }]) {
      const { run, wakes } = setUp({ ...options, inboxOverrides });
      await run();
      expect(wakes).toContainEqual(["dingtalk_private_u2", 0]);
    }
  });

  it("keeps the conversation that has ended, before or by this turn", async () => {
    const idle = setUp();
    await idle.run(makeTurn({ conversationEnded: true }));
    const ended = setUp();
    await ended.run(makeTurn({ messages: makeMessages("/new") }));
    const neither = setUp();
    await neither.run();
    expect([idle, ended, neither].map(({ remembering }) => remembering.kept)).toEqual([1, 1, 0]);
  });
});

/** A reply with the provider's count, or without one. */
const counting = (usage?: { inputTokens: number; outputTokens: number }): ModelPart[] => [
  { type: "text-delta", text: "Hi" },
  { type: "finish", reason: "stop", ...(usage && { usage }) },
];

describe("the tokens of a turn", () => {
  it("are counted as the provider counts them", async () => {
    const { run, used } = setUp({ model: fakeModel(counting({ inputTokens: 30, outputTokens: 4 })) });
    await run();
    expect(used).toEqual([["acme", { turns: 1, inputTokens: 30, outputTokens: 4, estimatedTokens: 0 }]]);
  });

  it("are estimated, and marked so, where the provider does not count them", async () => {
    const { run, used } = setUp({ model: fakeModel(counting()) });
    await run();
    const [, { inputTokens, outputTokens, estimatedTokens }] = used[0] as [string, Record<string, number>];
    expect(outputTokens).toBeGreaterThan(0);
    expect(estimatedTokens).toBe((inputTokens ?? 0) + (outputTokens ?? 0));
  });

  it("are counted also when nothing comes of it", async () => {
    const half: Model = {
      name: "half",
      async *stream() {
        yield { type: "text-delta", text: "Hal" };
        throw new ModelError("network", "broke off");
      },
    };
    const { run, used } = setUp({ model: half });
    expect(await run()).toBe("parked");
    expect(used).toMatchObject([["acme", { turns: 1, outputTokens: expect.any(Number) }]]);
    expect(used).not.toMatchObject([["acme", { outputTokens: 0 }]]);
  });

  it("are none for a command", async () => {
    const { run, used } = setUp();
    await run(makeTurn({ messages: makeMessages("/help") }));
    expect(used).toEqual([["acme", { turns: 0, inputTokens: 0, outputTokens: 0, estimatedTokens: 0 }]]);
  });
});

describe("a tenant that has used up its tokens of the day", () => {
  const usedUp = { usedUp: async () => true, count: () => {} };

  it("refuses everything that waits with one sentence that says when it works again, and asks no model", async () => {
    const model = fakeModel("Hi");
    const { run, commits, parks } = setUp({ model, budget: usedUp });
    expect(await run(makeTurn({ messages: makeMessages("一", "二") }))).toBe("committed");
    expect(commits).toMatchObject([{ answered: 2, outcome: "refused", history: [], parts: [{ messages: 2 }] }]);
    expect(textsOf(commits[0]?.parts ?? [])).toEqual([zh.tokensUsedUp(nextDay())]);
    expect([model.requests, parks]).toEqual([[], []]);
  });

  it("opens no card for that", async () => {
    const liveCard = vi.fn<() => undefined>();
    const { run } = setUp({ liveCard, budget: usedUp });
    await run(makeTurn(), makeCardTenant());
    expect(liveCard).not.toHaveBeenCalled();
  });

  it("obeys commands as before", async () => {
    const { run, commits } = setUp({ budget: usedUp });
    await run(makeTurn({ messages: makeMessages("/help", "a") }));
    expect(commits).toMatchObject([{ answered: 1, outcome: "answered" }]);
  });
});

describe("a turn that lost its session", () => {
  it("I13 writes nothing when the commit is refused", async () => {
    const { run, wakes, remembering } = setUp({ inboxOverrides: fencedOut });
    expect(await run(makeTurn({ messages: makeMessages("/new") }))).toBe("fenced");
    expect(wakes).toEqual([]);
    expect(remembering.kept).toBe(0);
  });

  it("O15 ends as soon as the lease is lost, without a word", async () => {
    const { run, said, wakes } = setUp({ model: silentModel, inboxOverrides: fencedOut });
    const running = run();
    await vi.advanceTimersByTimeAsync(5000);
    expect(await running).toBe("fenced");
    expect([said, wakes]).toEqual([[], []]);
  });

  it("O15 goes on while the lease can be renewed, or Redis is away", async () => {
    for (const renew of [async () => true, away]) {
      const { run, stop } = setUp({ model: silentModel, inboxOverrides: { renew } });
      let ended = false;
      const running = run().finally(() => (ended = true));
      await vi.advanceTimersByTimeAsync(60_000);
      expect(ended).toBe(false);
      stop.abort();
      await running;
    }
  });

  it("I17 ends at a /stop and leaves the rest to the next turn", async () => {
    const { run, stop, commits, parks, wakes } = setUp({ model: silentModel });
    const running = run();
    stop.abort();
    expect(await running).toBe("fenced");
    expect([commits, parks, wakes]).toEqual([[], [], []]);
  });
});

describe("a turn that is committed", () => {
  it.each(["/new", "你好"])(
    "O19 stays so when something fails that comes after %s, and nobody is told otherwise",
    async (text) => {
      const remembering = { ...fakeRemembering(), keepEndedConversation: away };
      const { run, commits, parks, said } = setUp({ remembering });
      expect(await run(makeTurn({ messages: makeMessages(text), conversationEnded: true }))).toBe("committed");
      expect(commits).toHaveLength(1);
      expect([parks, said]).toEqual([[], []]);
    },
  );
});

describe("a turn that failed", () => {
  it("is tried again after a delay, and the person is told", async () => {
    const { run, parks, said, wakes, commits } = setUp({ model: failing("rate_limited", 5000) });
    expect(await run()).toBe("parked");
    expect(parks).toEqual([{ delayMs: 5000, counts: true }]);
    expect(textsOf(said)).toEqual([zh.retrying]);
    expect(wakes).toEqual(["replies of acme", ["dingtalk_private_u1", 5000]]);
    expect(commits).toEqual([]);
  });

  it("I13 is aborted and tried again when it takes longer than any turn may", async () => {
    const { run, parks, said } = setUp({ model: silentModel });
    const running = run();
    await vi.advanceTimersByTimeAsync(599_999);
    expect(parks).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(await running).toBe("parked");
    expect(textsOf(said)).toEqual([zh.working, zh.retrying]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("is tried again also when the person cannot be told", async () => {
    const { run, parks } = setUp({ model: failing("network"), inboxOverrides: { say: away } });
    expect(await run()).toBe("parked");
    expect(parks).toHaveLength(1);
  });

  it("I13 is over when it lost the session meanwhile", async () => {
    const { run, wakes } = setUp({
      model: failing("network"),
      inboxOverrides: { ...fencedOut, say: async () => false },
    });
    expect(await run()).toBe("fenced");
    expect(wakes).toEqual([]);
  });

  it("I11 goes on with one message alone after some tries, so that only the culprit is given up", async () => {
    const { run, commits } = setUp();
    await run(makeTurn({ tries: 3, messages: makeMessages("a", "b") }));
    expect(commits).toMatchObject([{ answered: 1 }]);
  });

  it("becomes a dead letter when no retry helps, and the person is told without that counting as an answer", async () => {
    const { run, commits } = setUp({ model: failing("unauthorized") });
    expect(await run()).toBe("dead");
    expect(commits).toMatchObject([{ answered: 1, outcome: "dead", reason: "model_unauthorized", history: [] }]);
    const parts = commits[0]?.parts ?? [];
    expect(textsOf(parts)).toEqual([zh.modelRefusesUs]);
    expect(parts).toMatchObject([{ messages: 0, messageIds: [] }]);
  });

  it("becomes a dead letter after the last try", async () => {
    const { run, commits } = setUp({ model: failing("timeout") });
    expect(await run(makeTurn({ tries: MAX_TRIES }))).toBe("dead");
    expect(commits).toMatchObject([{ outcome: "dead", reason: "model_timeout" }]);
  });

  it("is given up without asking the model when every try took the process with it", async () => {
    const model = fakeModel("Hi");
    const { run, commits } = setUp({ model });
    expect(await run(makeTurn({ tries: MAX_TRIES + 1, messages: makeMessages("a", "b") }))).toBe("dead");
    expect(commits).toMatchObject([{ answered: 1, outcome: "dead", reason: "crashed" }]);
    expect(model.requests).toEqual([]);
  });

  it("is refused, not kept, when the model refuses the content", async () => {
    const { run, commits } = setUp({ model: failing("content_refused") });
    await run();
    expect(commits).toMatchObject([{ answered: 1, outcome: "refused", parts: [{ messages: 1, messageIds: ["m1"] }] }]);
    expect(textsOf(commits[0]?.parts ?? [])).toEqual([zh.contentRefused]);
  });

  it("I11 takes no other message with it: what was asked together is asked alone first", async () => {
    const model = fakeModel(new ModelError("content_refused", "…"), "Hi");
    const { run, commits } = setUp({ model });
    expect(await run(makeTurn({ messages: makeMessages("harmless", "offensive") }))).toBe("committed");
    expect(commits).toMatchObject([{ answered: 1, outcome: "answered" }]);
  });

  it("is tried again when it failed for a reason of our own", async () => {
    const tenant = makeTenant();
    const { run, parks } = setUp({ pictures: away });
    expect(await run(makeTurn(), { ...tenant, model: { ...tenant.model, images: true } })).toBe("parked");
    expect(parks).toMatchObject([{ counts: true }]);
  });
});

describe("a turn that waits for pictures", () => {
  it("I17 ends at once when its session is stopped", async () => {
    const { model, ...tenant } = makeTenant();
    const { run, stop } = setUp({ pictures: silentPictures });
    const running = run(makeTurn(), { ...tenant, model: { ...model, images: true } });
    stop.abort();
    expect(await running).toBe("fenced");
  });
});

describe("a worker that has to stop", () => {
  it("hands the session back unharmed, for another worker to begin at once", async () => {
    const stopping = new AbortController();
    const { run, parks, wakes, said } = setUp({ model: silentModel, stopping: stopping.signal });
    const running = run();
    stopping.abort();
    expect(await running).toBe("handed-back");
    expect(parks).toEqual([{ delayMs: 0, counts: false }]);
    expect(wakes).toEqual([["dingtalk_private_u1", 0]]);
    expect(said).toEqual([]);
  });
});

describe("the sign of life", () => {
  it("comes once when nothing is to be seen for a while", async () => {
    const { run, said, stop } = setUp({ model: silentModel });
    const running = run();
    await vi.advanceTimersByTimeAsync(7999);
    expect(said).toEqual([]);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(textsOf(said)).toEqual([zh.working]);
    stop.abort();
    await running;
  });

  it("does not come after the answer", async () => {
    const { run, said } = setUp();
    await run();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(said).toEqual([]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("is the card where there is one", async () => {
    const { card } = fakeCard("open");
    const { run, said, stop } = setUp({ model: silentModel, liveCard: () => card });
    const running = run(makeTurn(), makeCardTenant());
    await vi.advanceTimersByTimeAsync(60_000);
    expect(said).toEqual([]);
    stop.abort();
    await running;
  });

  it.each(["absent", "refused"] as const)("is a sentence where the card is not to be seen: %s", async (state) => {
    const { card } = fakeCard(state);
    const { run, said, stop } = setUp({ model: silentModel, liveCard: () => card });
    const running = run(makeTurn(), makeCardTenant());
    await vi.advanceTimersByTimeAsync(60_000);
    expect(textsOf(said)).toEqual([zh.working]);
    stop.abort();
    await running;
  });
});

describe("the card of a turn", () => {
  it("shows the answer, and is closed before the reply that finishes it is committed", async () => {
    const { card, events } = fakeCard("open");
    const commit = async () => ({ committed: events.push("committed") > 0, waiting: 0, next: [] });
    const { run } = setUp({ liveCard: () => card, inboxOverrides: { commit } });
    await run(makeTurn(), makeCardTenant());
    expect(events).toEqual(["Hi", "closed", "committed"]);
  });

  it.each([
    ["open", true],
    ["absent", false],
  ] as const)("is the one that the reply finishes: %s", async (state, open) => {
    const { run, commits } = setUp({ liveCard: () => fakeCard(state).card });
    const turn = makeTurn();
    await run(turn, makeCardTenant());
    expect(commits).toMatchObject([
      { parts: [{ content: { body: { kind: "card", open, outTrackId: outTrackIdOf(turn, 1) } } }] },
    ]);
  });

  it("O9 gives way to a text where DingTalk shows it nowhere", async () => {
    const { run, commits } = setUp({ liveCard: () => fakeCard("refused").card });
    await run(makeTurn(), makeCardTenant());
    expect(commits).toMatchObject([{ parts: [{ content: { body: { kind: "markdown", text: "Hi" } } }] }]);
  });

  it("O9 stays away from every later try once DingTalk refused it", async () => {
    const liveCard = vi.fn<() => undefined>();
    const { run, commits } = setUp({ liveCard });
    await run(makeTurn({ tries: 2, withoutCard: true }), makeCardTenant());
    expect(liveCard).not.toHaveBeenCalled();
    expect(commits).toMatchObject([{ parts: [{ content: { body: { kind: "markdown", text: "Hi" } } }] }]);
  });

  it("O9 stays away from a message that is asked alone after DingTalk refused it for all", async () => {
    const liveCard = vi.fn<() => LiveCard>(() => fakeCard("refused").card);
    const model = fakeModel(new ModelError("content_refused", "…"), "Hi");
    const { run, commits } = setUp({ liveCard, model });
    await run(makeTurn({ messages: makeMessages("a", "b") }), makeCardTenant());
    expect(liveCard).toHaveBeenCalledOnce();
    expect(commits).toMatchObject([{ parts: [{ content: { body: { kind: "markdown", text: "Hi" } } }] }]);
  });

  it.each([MAX_TRIES, MAX_TRIES + 1])("O9 carries no last word after it was refused: try %i", async (tries) => {
    const { run, commits } = setUp({ model: failing("network") });
    await run(makeTurn({ tries, withoutCard: true }), makeCardTenant());
    expect(commits).toMatchObject([{ parts: [{ content: { body: { kind: "markdown", text: zh.gaveUp } } }] }]);
  });

  it("takes the place of the notice when the turn is tried again", async () => {
    const { card, events } = fakeCard("open");
    const { run, said } = setUp({ model: failing("network"), liveCard: () => card });
    expect(await run(makeTurn(), makeCardTenant())).toBe("parked");
    expect(events.at(-1)).toBe("closed");
    expect(said).toEqual([]);
  });

  it("says why the message is given up", async () => {
    const { run, commits } = setUp({ model: failing("not_found"), liveCard: () => fakeCard("open").card });
    await run(makeTurn(), makeCardTenant());
    expect(commits).toMatchObject([
      { parts: [{ content: { body: { kind: "card", open: true, text: zh.modelRefusesUs } } }] },
    ]);
  });

  it.each([
    ["for a command", makeTurn({ messages: makeMessages("/help") })],
    ["before an earlier reply that is still on its way", makeTurn({ undelivered: 1 })],
  ])("is not opened %s", async (_case, turn) => {
    const liveCard = vi.fn<() => undefined>();
    const { run } = setUp({ liveCard });
    await run(turn, makeCardTenant());
    expect(liveCard).not.toHaveBeenCalled();
  });
});
