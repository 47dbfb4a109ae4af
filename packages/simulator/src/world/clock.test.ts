import { afterEach, describe, expect, it } from "vitest";
import { createClock } from "./clock.ts";

const clocks: { close(): void }[] = [];
afterEach(() => clocks.splice(0).forEach((clock) => clock.close()));

function makeClock(): ReturnType<typeof createClock> {
  const clock = createClock();
  clocks.push(clock);
  return clock;
}

describe("createClock", () => {
  it("runs due timers in order while it is pushed forward", () => {
    const clock = makeClock();
    const start = clock.now();
    const fired: string[] = [];
    clock.after(60_000, () => fired.push(`minute ${Math.round((clock.now() - start) / 1000)}`));
    clock.after(10_000, () => fired.push(`ten seconds ${Math.round((clock.now() - start) / 1000)}`));
    clock.after(61_000, () => fired.push("too late"));
    clock.advance(60_050);
    expect(fired).toEqual(["ten seconds 10", "minute 60"]);
    expect(clock.now() - start).toBeGreaterThanOrEqual(60_050);
  });

  it("runs timers that timers set, as far as they are due", () => {
    const clock = makeClock();
    let ticks = 0;
    const tick = (): void => {
      ticks++;
      clock.after(1_000, tick);
    };
    clock.after(1_000, tick);
    clock.advance(10_100);
    expect(ticks).toBe(10);
  });

  it("does not run a cancelled timer", () => {
    const clock = makeClock();
    const fired: number[] = [];
    clock.after(100, () => fired.push(1)).cancel();
    clock.after(100, () => fired.push(2));
    clock.advance(1_000);
    expect(fired).toEqual([2]);
  });

  it("runs by itself with real time", async () => {
    const clock = makeClock();
    const start = clock.now();
    const elapsed = await new Promise<number>((resolve) => {
      const hold = setInterval(() => {}, 1_000);
      clock.after(20, () => {
        clearInterval(hold);
        resolve(clock.now() - start);
      });
    });
    expect(elapsed).toBeGreaterThanOrEqual(20);
  });
});
