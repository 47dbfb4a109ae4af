import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createRandom } from "./random.ts";
import { repeatedly } from "./schedule.ts";
import { createVirtualTime } from "./virtual-time.ts";

const machine = vi.hoisted(() => ({ setTimeout: undefined as unknown }));

vi.mock("node:timers/promises", async (original) => ({
  ...(await original<object>()),
  setTimeout: (...args: unknown[]) => (machine.setTimeout as (...args: unknown[]) => unknown)(...args),
}));

let time: ReturnType<typeof createVirtualTime>;

beforeEach(() => {
  time = createVirtualTime();
  machine.setTimeout = time.wait;
  vi.spyOn(performance, "now").mockImplementation(() => time.now());
});
afterEach(() => void vi.restoreAllMocks());

async function happenings(): Promise<number[]> {
  const ending = new AbortController();
  const times: number[] = [];
  const schedule = { everyMs: 1000, random: createRandom(5), signal: ending.signal };
  const work = repeatedly(schedule, () => void times.push(time.now()));
  await time.pass(work, [{ at: 1_000_000, act: () => ending.abort() }]);
  return times;
}

describe("a schedule", () => {
  it("reaches the rate that is asked for", async () => {
    const times = await happenings();
    expect(times.length).toBeGreaterThan(900);
    expect(times.length).toBeLessThan(1200);
  });

  it("makes up on a machine that is late for what it missed", async () => {
    const punctual = await happenings();
    machine.setTimeout = (ms: number, ...rest: [unknown, object]) => time.wait(ms + 700, ...rest);
    const late = await happenings();
    expect(late.length).toBeGreaterThan(punctual.length - 10);
  });

  it("has nothing happen when the time between is 0", async () => {
    const act = vi.fn<() => void>();
    await repeatedly({ everyMs: 0, random: createRandom(1), signal: new AbortController().signal }, act);
    expect(act).not.toHaveBeenCalled();
  });
});
