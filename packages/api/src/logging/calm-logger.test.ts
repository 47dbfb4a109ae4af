import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { createCalmLogger } from "./calm-logger.ts";
import { silentLogger } from "./logger.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function setUp() {
  const lines: object[] = [];
  const at = (level: string) => (fields: object, message: string) => void lines.push({ level, message, ...fields });
  const calm = createCalmLogger({ ...silentLogger, warn: at("warn"), error: at("error") }, 1000);
  return { calm, lines };
}

it("tells the first of equal lines at once, and then how many came, once per period", () => {
  const { calm, lines } = setUp();
  for (let index = 0; index < 500; index++) calm.error({ index }, "not handled");
  expect(lines).toEqual([{ level: "error", message: "not handled", index: 0 }]);
  vi.advanceTimersByTime(1000);
  calm.error({ index: 500 }, "not handled");
  vi.advanceTimersByTime(1000);
  expect(lines.slice(1)).toEqual([
    { level: "error", message: "not handled", index: 499, repeats: 499, periodMs: 1000 },
    { level: "error", message: "not handled", index: 500, repeats: 1, periodMs: 1000 },
  ]);
});

it("tells a line at once again after a period without any", () => {
  const { calm, lines } = setUp();
  calm.warn({}, "dropped");
  vi.advanceTimersByTime(1000);
  calm.warn({}, "dropped");
  expect(lines).toEqual(Array.from({ length: 2 }, () => ({ level: "warn", message: "dropped" })));
});

it("holds back no other line", () => {
  const { calm, lines } = setUp();
  calm.error({}, "one");
  calm.warn({}, "other");
  expect(lines).toHaveLength(2);
});

it("counts lines about different subjects apart", () => {
  const { calm, lines } = setUp();
  for (const subject of ["acme", "globex", "acme"]) calm.warn({ subject }, "refused", subject);
  expect(lines).toMatchObject([{ subject: "acme" }, { subject: "globex" }]);
  calm.close();
  expect(lines.slice(2)).toMatchObject([{ subject: "acme", repeats: 1 }]);
});

it("tells at its end what it held back", () => {
  const { calm, lines } = setUp();
  for (let index = 0; index < 3; index++) calm.error({ index }, "not handled");
  calm.close();
  expect(lines.at(-1)).toMatchObject({ repeats: 2, index: 2 });
  expect(vi.getTimerCount()).toBe(0);
});
