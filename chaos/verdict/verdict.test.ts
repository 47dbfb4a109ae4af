import type { Account } from "@dt/session";
import { describe, expect, it } from "vitest";
import { texts } from "../../apps/worker/src/texts.ts";
import type { Evidence, Heard, SaidEvidence } from "./evidence.ts";
import { judge, type Verdict } from "./verdict.ts";

const account: Account = {
  received: 0,
  answered: 0,
  refused: 0,
  dead: 0,
  waiting: 0,
  delivering: 0,
  duplicates: 0,
  unknownOutcomes: 0,
  balanced: true,
};

type Step = readonly [kind: SaidEvidence["kind"], times: { stored?: number; committed?: number }];

interface Story {
  readonly said: readonly Step[];
  readonly heard?: readonly (string | Heard)[];
  readonly evidence?: Partial<Evidence>;
}

/** What is found about one session, number 7; its messages have the ids m1, m2 … */
function judgeStory({ said, heard = [], evidence = {} }: Story): Verdict {
  return judge({
    sessions: [
      {
        index: 7,
        tenantId: "acme",
        userId: "person7",
        said: said.map(([kind, trace], index) => ({ msgId: `m${index + 1}`, kind, trace })),
        heard: heard.map((each) => (typeof each === "string" ? { text: each, card: false } : each)),
      },
    ],
    accounts: { acme: account },
    acknowledged: new Set(),
    deadLetters: [],
    sightings: { leaks: 0, parallel: 0, questions: [] },
    crashes: 0,
    ...evidence,
  });
}

const first: Step = ["text", { stored: 1, committed: 2 }];
const second: Step = ["text", { stored: 3, committed: 4 }];
const unsure = { accounts: { acme: { ...account, unknownOutcomes: 1 } } };

describe("the verdict", () => {
  it("is good when every message was answered once and in order, one by one or together", () => {
    expect(judgeStory({ said: [first, second], heard: ["[s7#1]", "[s7#2]"] })).toMatchObject({ good: true, said: 2 });
    expect(judgeStory({ said: [first, second], heard: ["[s7#1] [s7#2]"] }).good).toBe(true);
  });

  it("names what was stored and never answered", () => {
    const verdict = judgeStory({ said: [first, second], heard: ["[s7#1]"] });
    expect(verdict).toMatchObject({ good: false, lost: 1, suspects: ["acme person7 #2 m2 lost"] });
  });

  it("does not miss what became a dead letter, and counts the reasons", () => {
    const deadLetters = [{ messageIds: ["m2"], kind: "message", reason: "model_timeout" }] as const;
    const verdict = judgeStory({ said: [first, second], heard: ["[s7#1]"], evidence: { deadLetters } });
    expect(verdict).toMatchObject({ good: true, dead: { model_timeout: 1 } });
  });

  it("tells what was acknowledged without being stored from what was never pushed through", () => {
    const acknowledged = new Set(["m1"]);
    const verdict = judgeStory({
      said: [
        ["text", {}],
        ["text", {}],
      ],
      evidence: { acknowledged },
    });
    expect(verdict).toMatchObject({ good: false, acknowledgedUnstored: 1, neverStored: 1, lost: 0 });
  });

  it("allows a repeated message for every unknown outcome, however many messages it answers", () => {
    const story = { said: [first, second], heard: ["[s7#1] [s7#2]", "perhaps a repeat: [s7#1] [s7#2]"] };
    expect(judgeStory(story)).toMatchObject({ good: false, duplicatedMessages: 1 });
    expect(judgeStory({ ...story, evidence: unsure })).toMatchObject({ good: true, duplicatedMessages: 1 });
  });

  it("allows no repeated card", () => {
    const card = { text: "[s7#1]", card: true };
    const verdict = judgeStory({ said: [first], heard: [card, card], evidence: unsure });
    expect(verdict).toMatchObject({ good: false, duplicatedCards: 1, duplicatedMessages: 0 });
  });

  it("finds an answer that overtook one to a message that was said and stored earlier", () => {
    expect(judgeStory({ said: [first, second], heard: ["[s7#2]", "[s7#1]"] })).toMatchObject({
      good: false,
      outOfOrder: 1,
    });
    const late: Step = ["text", { stored: 5, committed: 6 }];
    expect(judgeStory({ said: [late, second], heard: ["[s7#2]", "[s7#1]"] }).good).toBe(true);
  });

  it("finds the texts of others", () => {
    expect(judgeStory({ said: [first], heard: ["[s7#1] [s8#1]"] })).toMatchObject({ good: false, leaks: 1 });
    const sightings = { leaks: 2, parallel: 3, questions: [] };
    const verdict = judgeStory({ said: [first], heard: ["[s7#1]"], evidence: { sightings } });
    expect(verdict).toMatchObject({ good: false, leaks: 2, parallelRuns: 3 });
  });

  it("is not good when an account does not balance or a service ended by itself", () => {
    const said = [first];
    const heard = ["[s7#1]"];
    const unbalanced = { accounts: { acme: { ...account, balanced: false } } };
    expect(judgeStory({ said, heard, evidence: unbalanced }).good).toBe(false);
    const unfinished = { accounts: { acme: { ...account, waiting: 1 } } };
    expect(judgeStory({ said, heard, evidence: unfinished }).good).toBe(false);
    expect(judgeStory({ said, heard, evidence: { crashes: 1 } })).toMatchObject({ good: false, crashes: 1 });
  });
});

describe("the verdict about /stop", () => {
  const stopped: Step = ["text", { stored: 5, committed: 7 }];
  const stop: Step = ["stop", { stored: 6, committed: 7 }];

  it("takes what ended in the same commit as refused, with one notice for all of them", () => {
    const said = [first, stopped, stop, ["stop", { stored: 6, committed: 7 }] as const];
    expect(judgeStory({ said, heard: ["[s7#1]", texts.en.stopped] })).toMatchObject({ good: true });
  });

  it("misses the notice", () => {
    expect(judgeStory({ said: [stopped, stop] })).toMatchObject({ good: false, lost: 1 });
  });

  it("finds a second notice", () => {
    const heard = [texts.zh.stopped, texts.zh.stopped];
    expect(judgeStory({ said: [stopped, stop], heard })).toMatchObject({ good: false, duplicatedMessages: 1 });
  });

  it("finds an answer to what was stopped", () => {
    const heard = [texts.en.stopped, "[s7#1]"];
    expect(judgeStory({ said: [stopped, stop], heard })).toMatchObject({ good: false, answeredThoughStopped: 1 });
  });
});

/** The model was asked about the third message, with this one as the oldest of the history. */
const asking = (at: number, oldest: number) => ({
  sightings: { leaks: 0, parallel: 0, questions: [{ session: 7, at, asked: 3, oldest }] },
});

describe("the verdict about /new", () => {
  const beginning: Step = ["new", { stored: 5, committed: 10 }];
  const third: Step = ["text", { stored: 11, committed: 20 }];
  const said = [first, beginning, third];
  const heard = ["[s7#1]", texts.en.newConversation, "[s7#3]"];

  it("wants one notice for each that no /stop ended", () => {
    expect(judgeStory({ said, heard }).good).toBe(true);
    expect(judgeStory({ said, heard: ["[s7#1]", "[s7#3]"] })).toMatchObject({ good: false, lost: 1 });
    const ended = [beginning, ["stop", { stored: 6, committed: 10 }] as const];
    expect(judgeStory({ said: ended, heard: [texts.en.stopped] }).good).toBe(true);
  });

  it("finds what was over before it in a later request to the model", () => {
    expect(judgeStory({ said, heard, evidence: asking(15, 1) })).toMatchObject({ good: false, staleContexts: 1 });
    expect(judgeStory({ said, heard, evidence: asking(15, 3) }).good).toBe(true);
  });

  it("says nothing about a request from before it", () => {
    expect(judgeStory({ said, heard, evidence: asking(9, 1) }).good).toBe(true);
  });
});
