import { describe, expect, it } from "vitest";
import { answerText, Ledger, numbersIn, questionText } from "./ledger.ts";

describe("the ledger", () => {
  it("is satisfied with one answer to each message, in the order of each session", () => {
    const ledger = new Ledger();
    const [first, other, second] = [ledger.ask(0), ledger.ask(1), ledger.ask(0)];
    for (const number of [first, second, other]) ledger.answer(number);
    expect(ledger.check()).toEqual({ asked: 3, answered: 3, missing: 0, doubled: 0, unordered: 0 });
  });

  it("notices a message that was not answered", () => {
    const ledger = new Ledger();
    ledger.answer(ledger.ask(0));
    ledger.ask(0);
    expect(ledger.waiting).toBe(1);
    expect(ledger.check()).toMatchObject({ answered: 1, missing: 1 });
  });

  it("notices a second answer, and does not count it", () => {
    const ledger = new Ledger();
    const number = ledger.ask(0);
    expect([ledger.answer(number), ledger.answer(number)]).toEqual([true, false]);
    expect(ledger.check()).toMatchObject({ answered: 1, doubled: 1 });
  });

  it("notices an answer that was overtaken by a later one of its session", () => {
    const ledger = new Ledger();
    const numbers = [ledger.ask(0), ledger.ask(0), ledger.ask(0)];
    for (const number of numbers.toReversed()) ledger.answer(number);
    expect(ledger.check()).toMatchObject({ answered: 3, unordered: 2 });
  });
});

it("finds the numbers that a text names", () => {
  const question = `${questionText(12)}\n\n${questionText(13)}`;
  expect(numbersIn(question)).toEqual([12, 13]);
  expect(numbersIn(answerText([12, 13]))).toEqual([12, 13]);
  expect(numbersIn("form12 m m7x")).toEqual([]);
});
