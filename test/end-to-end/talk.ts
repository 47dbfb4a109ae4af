/** People who talk while things happen, and what they were answered. */
import { setTimeout as delay } from "node:timers/promises";
import { expect } from "vitest";
import { type Deployment, numbersIn } from "./deployment.ts";

export interface Talk {
  /** Message ids by `{person} #{number}`, in the order in which they were said. */
  readonly said: ReadonlyMap<string, string>;
  stop(): Promise<void>;
}

/** People talk in turn until they are told to stop: numbered messages, ten a second unless told otherwise. */
export function talkSteadily({ simulator }: Deployment, people: readonly string[], everyMs = 100): Talk {
  const said = new Map<string, string>();
  const stop = takeTurns(people, everyMs, (userId, round) => {
    const number = `#${round + 1}`;
    said.set(`${userId} ${number}`, simulator.say({ userId, text: `message ${number}` }).msgId);
  });
  return { said, stop };
}

/** Everybody acts in turn, and again, until the function that is returned is called. Rounds count from 0. */
export function takeTurns<Person>(
  people: readonly Person[],
  everyMs: number,
  act: (person: Person, round: number) => void,
): () => Promise<void> {
  const ending = new AbortController();
  async function go(): Promise<void> {
    for (let round = 0; ; round++) {
      for (const person of people) {
        if (ending.signal.aborted) return;
        act(person, round);
        await delay(everyMs, undefined, { signal: ending.signal }).catch(() => undefined);
      }
    }
  }
  const going = go();
  return async () => {
    ending.abort();
    await going;
  };
}

/** Numbers that a person was answered, in the order of the answers. */
export function answersTo({ replies }: Deployment, person: string): string[] {
  return replies(person).flatMap(numbersIn);
}

/** Numbers that a person said. */
export function numbersOf({ said }: Talk, person: string): string[] {
  return Array.from(said.keys()).flatMap((key) => (key.startsWith(`${person} `) ? [key.slice(person.length + 1)] : []));
}

/** Every message was answered once. */
export function expectAnsweredOnce(deployment: Deployment, talk: Talk, people: readonly string[]): void {
  for (const person of people) {
    expect(answersTo(deployment, person).toSorted()).toEqual(numbersOf(talk, person).toSorted());
  }
}
