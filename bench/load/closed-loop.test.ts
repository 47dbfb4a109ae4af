import { expect, it } from "vitest";
import { createClosedLoop } from "./closed-loop.ts";
import { Ledger } from "./ledger.ts";
import { sessionsInTurn } from "./sessions.ts";

function startLoop() {
  const ledger = new Ledger();
  const open: number[] = [];
  const loop = createClosedLoop(ledger, (_session, number) => open.push(number), sessionsInTurn);
  const answerNext = (): void => {
    ledger.answer(open.shift() ?? 0);
    loop.refill();
  };
  return { ledger, open, answerNext, ...loop };
}

it("keeps so many messages in flight, and asks anew for every answer", async () => {
  const { methods, open, answerNext } = startLoop();
  methods.begin({ sessions: 10, inFlight: 3 });
  await expect.poll(() => open).toEqual([1, 2, 3]);
  answerNext();
  answerNext();
  await expect.poll(() => open).toEqual([3, 4, 5]);
});

it("asks nothing more at the end, and waits for the answers that are out", async () => {
  const { methods, open, answerNext } = startLoop();
  methods.begin({ sessions: 10, inFlight: 2 });
  await expect.poll(() => open.length).toBe(2);
  const ended = methods.end();
  answerNext();
  answerNext();
  expect(await ended).toMatchObject({ asked: 2, answered: 2, missing: 0 });
});
