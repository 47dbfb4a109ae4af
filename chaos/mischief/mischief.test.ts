import { afterEach, describe, expect, it, vi } from "vitest";
import type { Service } from "../../test/end-to-end/services.ts";
import { createRandom } from "../chance/random.ts";
import { createVirtualTime } from "../chance/virtual-time.ts";
import { readOptions } from "../options.ts";
import type { Stage } from "../stage/stage.ts";
import { createMischief, type Mischief } from "./mischief.ts";

const machine = vi.hoisted(() => ({ setTimeout: undefined as unknown }));

vi.mock("node:timers/promises", async (original) => ({
  ...(await original<object>()),
  setTimeout: (...args: unknown[]) => (machine.setTimeout as (...args: unknown[]) => unknown)(...args),
}));

afterEach(() => void vi.restoreAllMocks());

const nothing = (): Promise<void> => Promise.resolve();

/** A stage on which nothing really happens; what a service does to come back is given. */
function fakeStage(start: () => Promise<void>): Stage {
  const services = Array.from({ length: 6 }, (_, index): Service => {
    return {
      name: "worker",
      pid: index,
      log: [],
      crashes: 0,
      running: true,
      reasons: () => Promise.resolve([]),
      metrics: () => Promise.resolve(""),
      kill: nothing,
      pause() {},
      resume() {},
      restart: start,
      stop: () => Promise.resolve(0),
    };
  });
  const redis = { kill: nothing, restart: nothing };
  const faults = { add() {}, clear() {} };
  const simulator = { connections: () => [], waitingPushes: () => 0, clock: { advance() {} }, faults };
  return { services, redis, simulator } as unknown as Stage;
}

interface Run {
  readonly done: Mischief;
  readonly reports: readonly string[];
}

/** Ten minutes of it. */
async function makeMischief(seed: number, { startMs = 0, args = [] as string[] } = {}): Promise<Run> {
  const options = readOptions(args);
  if (options === "help") throw new Error("nobody asked for help");
  const time = createVirtualTime();
  machine.setTimeout = time.wait;
  vi.spyOn(performance, "now").mockImplementation(() => time.now());
  const reports: string[] = [];
  const ending = new AbortController();
  const { run, done } = createMischief(
    fakeStage(() => time.wait(startMs)),
    {
      options,
      random: createRandom(seed),
      signal: ending.signal,
      report: (text) => void reports.push(`${Math.round(time.now())} ${text}`),
    },
  );
  await time.pass(run(), [{ at: 600_000, act: () => ending.abort() }]);
  return { done, reports };
}

/** Of the first moments, in which nothing can be busy yet. */
const beginningOf = ({ reports }: Run): readonly string[] => reports.slice(0, 3);

const redisKillsOf = ({ reports }: Run): string[] => reports.filter((report) => report.includes("kill -9 redis"));

describe("mischief", () => {
  it("is repeated by its seed", async () => {
    const one = await makeMischief(1);
    expect((await makeMischief(1)).reports).toEqual(one.reports);
    expect(beginningOf(await makeMischief(2))).not.toEqual(beginningOf(one));
  });

  it("happens as often as asked for, however long a service takes to start", async () => {
    for (const startMs of [0, 20_000]) {
      const { done } = await makeMischief(1, { startMs });
      expect(done.kills).toBeGreaterThan(60);
      expect(done.stops).toBeGreaterThanOrEqual(10);
      expect(done.redisKills).toBeGreaterThanOrEqual(3);
    }
  });

  it("of one kind does not change with how often another kind happens", async () => {
    const many = await makeMischief(1);
    expect(redisKillsOf(await makeMischief(1, { args: ["--kill-every", "0"] }))).toEqual(redisKillsOf(many));
  });
});
