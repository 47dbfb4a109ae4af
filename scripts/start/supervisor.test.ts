import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import type { ChildExit } from "./child.ts";
import { type SupervisorOptions, superviseService } from "./supervisor.ts";

const service = join(import.meta.dirname, "__fixtures__", "service.ts");

function supervise(args: string[], options: SupervisorOptions = {}) {
  const lines: string[] = [];
  const restarts: ChildExit[] = [];
  const supervised = superviseService(
    { name: "fake", entry: service, args, environment: process.env },
    { line: (line) => lines.push(line), restart: (exit) => restarts.push(exit) },
    { firstDelayMs: 1, ...options },
  );
  onTestFinished(() => supervised.stop(1_000));
  return { supervised, lines, restarts };
}

function pidsOf(lines: readonly string[]): number[] {
  return lines.filter((line) => line.includes('"ready"')).map((line) => (JSON.parse(line) as { pid: number }).pid);
}

test("a service is ready when it logs so", async () => {
  const { supervised, lines } = supervise(["ready"]);
  await supervised.ready;
  expect(pidsOf(lines)).toHaveLength(1);
});

test("a service that was killed is started again", async () => {
  const { supervised, lines, restarts } = supervise(["ready"]);
  await supervised.ready;
  process.kill(pidsOf(lines)[0] as number, "SIGKILL");
  await vi.waitFor(() => expect(pidsOf(lines)).toHaveLength(2), 10_000);
  expect(restarts).toEqual([{ code: null, signal: "SIGKILL" }]);
});

test("a service that dies quickly three times in a row is given up with its last lines", async () => {
  const { supervised, restarts } = supervise(["dies", "3"], { quickDeaths: 3 });
  expect(await supervised.givenUp).toMatchObject({
    service: "fake",
    exit: { code: 3, signal: null },
    wrongSettings: false,
    lastLines: ["something broke"],
  });
  expect(restarts).toHaveLength(2);
});

test("a service that lives long between its deaths is never given up", async () => {
  const { restarts } = supervise(["dies-after-ready"], { quickDeaths: 2, longLifeMs: 0 });
  await vi.waitFor(() => expect(restarts.length).toBeGreaterThan(3), 10_000);
});

test("a service that refuses its settings is not started again", async () => {
  const { supervised, restarts } = supervise(["dies", "78"]);
  expect(await supervised.givenUp).toMatchObject({ wrongSettings: true, lastLines: ["something broke"] });
  expect(restarts).toEqual([]);
});

test("a service that is stopped while it waits for its next start stays stopped", async () => {
  const { supervised, lines, restarts } = supervise(["dies", "3"], { firstDelayMs: 60_000 });
  await vi.waitFor(() => expect(restarts).toHaveLength(1), 10_000);
  await supervised.stop(1_000);
  expect(lines).toEqual(["something broke"]);
});
