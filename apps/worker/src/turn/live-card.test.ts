import { type CallOptions, DingTalkError } from "@dt/api";
import { silentLogger } from "@dt/runtime";
import { beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { startLiveCard } from "./live-card.ts";

const clock = vi.hoisted(() => ({ delays: [] as { ms: number; end: () => void }[] }));

vi.mock("node:timers/promises", () => ({
  async setTimeout(ms: number, _value: unknown, { signal }: { signal: AbortSignal }) {
    signal.throwIfAborted();
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    signal.addEventListener("abort", () => reject(signal.reason as Error));
    clock.delays.push({ ms, end: resolve });
    await promise;
  },
}));

beforeEach(() => void clock.delays.splice(0));

/** Lets everything happen that waits for no delay. */
const settled = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

/** Ends the delay between two frames. */
async function nextFrame(): Promise<void> {
  await settled();
  for (const { end } of clock.delays.splice(0)) end();
  await settled();
}

type Call = (call: string) => Promise<void>;

/** A card that notes its calls and does with them what it is told to. A call ends when its signal aborts. */
function fakeCard() {
  const calls: string[] = [];
  const card = {
    behave: (async () => {}) as Call,
    open: (options?: CallOptions) => record("open", options),
    show: (text: string, options?: CallOptions) => record(text, options),
  };
  async function record(call: string, options?: CallOptions): Promise<void> {
    calls.push(call);
    const { promise: aborted, reject } = Promise.withResolvers<never>();
    options?.signal?.addEventListener("abort", () => reject(new Error("aborted")));
    await Promise.race([card.behave(call), aborted]);
  }
  return { card, calls };
}

const never: Call = () => new Promise(() => {});
const fail: Call = () => Promise.reject(new DingTalkError("throttled", { code: "rate_limited" }));
const refuse: Call = () => Promise.reject(new DingTalkError("shown nowhere", { code: "refused" }));

const options = { logger: silentLogger, onRefused: async () => {} };

describe("a live card", () => {
  it("O11 throws together what comes faster than two frames a second", async () => {
    const { card, calls } = fakeCard();
    const live = startLiveCard(card, options);
    for (const text of ["H", "He", "Hel"]) live.show(text);
    await settled();
    expect(clock.delays.map(({ ms }) => ms)).toEqual([500]);
    for (const text of ["Hell", "Hello"]) live.show(text);
    await nextFrame();
    expect(calls).toEqual(["open", "Hel", "Hello"]);
    await live.close();
  });

  it("O15 lets a frame go by after the process slept: it may have lost the turn, and the card be finished", async () => {
    const { card, calls } = fakeCard();
    const now = vi.spyOn(performance, "now");
    onTestFinished(() => now.mockRestore());
    const live = startLiveCard(card, options);
    await settled();
    live.show("Hel");
    now.mockReturnValue(performance.now() + 20_000);
    await nextFrame();
    expect(calls).toEqual(["open"]);
    await nextFrame();
    expect(calls).toEqual(["open", "Hel"]);
    await live.close();
  });

  it("sends nothing while there is nothing new", async () => {
    const { card, calls } = fakeCard();
    const live = startLiveCard(card, options);
    live.show("Hello");
    for (let frame = 0; frame < 5; frame++) await nextFrame();
    expect(live.isOpen()).toBe(true);
    expect(calls).toEqual(["open", "Hello"]);
    await live.close();
  });

  it("has no frame under way or to come once it is closed", async () => {
    const { card, calls } = fakeCard();
    const live = startLiveCard(card, options);
    await settled();
    card.behave = never;
    live.show("under way");
    await nextFrame();
    expect(await live.close()).toBe("open");
    live.show("too late");
    await nextFrame();
    expect(calls).toEqual(["open", "under way"]);
    expect(clock.delays).toEqual([]);
  });

  it("goes on after a frame that failed, with all of the text", async () => {
    const { card, calls } = fakeCard();
    const live = startLiveCard(card, options);
    await settled();
    card.behave = fail;
    live.show("Hel");
    await nextFrame();
    card.behave = async () => {};
    live.show("Hello");
    await nextFrame();
    expect(calls).toEqual(["open", "Hel", "Hello"]);
    expect(await live.close()).toBe("open");
  });

  it("O9 says when it was not opened, so that the reply opens it", async () => {
    const { card, calls } = fakeCard();
    card.behave = fail;
    const live = startLiveCard(card, options);
    live.show("Hello");
    await nextFrame();
    expect(live.isOpen()).toBe(false);
    expect(await live.close()).toBe("absent");
    expect(calls).toEqual(["open"]);
  });

  it.each([
    ["open", async () => {}],
    ["refused", refuse],
  ] as const)("O9 waits to learn what became of a card that is just being created: %s", async (state, end) => {
    const { card, calls } = fakeCard();
    const created = Promise.withResolvers<void>();
    card.behave = async (call) => {
      await created.promise;
      await end(call);
    };
    const live = startLiveCard(card, options);
    live.show("Hello");
    await settled();
    const closing = live.close();
    await settled();
    created.resolve();
    expect(await closing).toBe(state);
    expect(calls).toEqual(["open"]);
  });

  it("O9 does not wait for ever for a card that is being created", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    onTestFinished(() => void vi.useRealTimers());
    const { card } = fakeCard();
    card.behave = never;
    const live = startLiveCard(card, options);
    const closing = live.close();
    await vi.advanceTimersByTimeAsync(4000);
    expect(await closing).toBe("absent");
    expect(vi.getTimerCount()).toBe(0);
  });

  it("O9 says when DingTalk shows it nowhere, so that the reply is a text", async () => {
    const { card } = fakeCard();
    card.behave = refuse;
    const onRefused = vi.fn<() => Promise<void>>(async () => {});
    const live = startLiveCard(card, { ...options, onRefused });
    await settled();
    expect(onRefused).toHaveBeenCalledOnce();
    expect(await live.close()).toBe("refused");
  });

  it("O9 is refused also when that cannot be kept for the next try", async () => {
    const { card } = fakeCard();
    card.behave = refuse;
    const live = startLiveCard(card, { ...options, onRefused: () => Promise.reject(new Error("away")) });
    await settled();
    expect(await live.close()).toBe("refused");
  });

  it("stays open when DingTalk refuses a frame", async () => {
    const { card } = fakeCard();
    const live = startLiveCard(card, options);
    await settled();
    card.behave = refuse;
    live.show("Hello");
    await nextFrame();
    expect(await live.close()).toBe("open");
  });
});
