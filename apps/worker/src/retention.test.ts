import { silentLogger } from "@dt/runtime";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { startRetention } from "./retention.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const DAY_MS = 86_400_000;

function setUp(results: readonly (number | Error)[] = []) {
  const asked: number[] = [];
  const said: string[] = [];
  const directory = {
    async prune({ olderThanMs }: { olderThanMs: number }): Promise<number> {
      const result = results[asked.length] ?? 0;
      asked.push(olderThanMs);
      if (result instanceof Error) throw result;
      return result;
    },
  };
  const say = (_fields: object, message: string) => void said.push(message);
  const logger = { ...silentLogger, info: say, warn: say };
  return { asked, said, retention: startRetention({ directory, days: 30, logger }) };
}

describe("the retention of conversations", () => {
  it("is looked after at the start and several times a day, until it is closed", async () => {
    const { asked, retention } = setUp();
    expect(asked).toEqual([30 * DAY_MS]);
    await vi.advanceTimersByTimeAsync(DAY_MS);
    expect(asked).toHaveLength(5);
    await retention.close();
    await vi.advanceTimersByTimeAsync(DAY_MS);
    expect(asked).toHaveLength(5);
  });

  it("is said when something was removed, and goes on after a failure", async () => {
    const { said, retention } = setUp([0, new Error("EACCES"), 3]);
    await vi.advanceTimersByTimeAsync(DAY_MS);
    expect(said).toEqual([
      "could not remove old conversations from the memory directory",
      "removed old conversations from the memory directory",
    ]);
    await retention.close();
  });
});
