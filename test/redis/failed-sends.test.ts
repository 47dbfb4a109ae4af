/** Every way in which DingTalk does not take a reply, and what becomes of it: client, sender and outbox together. */
import type { DocumentedErrorName, FaultMatch } from "@dt/simulator";
import { afterEach, describe, expect, it } from "vitest";
import { card, markdown, startTalk, useSending } from "./sending.ts";

const sending = useSending();
afterEach(() => sending().simulator.faults.clear());

type Calls = NonNullable<FaultMatch["operation"]>;

/** Refuses calls of an operation: so many of them, after so many that pass. */
function refuse(operation: Calls, as: DocumentedErrorName, times = Number.POSITIVE_INFINITY, skip = 0): void {
  sending().simulator.faults.add({ match: { operation }, effect: { type: "refuse", as }, times, skip });
}

const paragraphs = Array.from({ length: 40 }, (_, index) => `Paragraph ${index}: ${"word ".repeat(20)}`);
const long = paragraphs.join("\n\n");

/** The paragraphs in the order in which they arrived. */
const numbers = (texts: readonly string[]): number[] =>
  texts.flatMap((text) => Array.from(text.matchAll(/Paragraph (\d+):/g), ([, number]) => Number(number)));
const all = paragraphs.map((_, index) => index);

describe("a reply that DingTalk finds too long", () => {
  it("O1 460101: goes out in smaller parts, whole and in order, and before the next reply", async () => {
    const talk = startTalk(sending());
    refuse("robotReplySession", "session.too-long", 3);
    await talk.answer([markdown(long), markdown("the end")]);
    await talk.answer([markdown("next")]);
    expect(await talk.over()).toMatchObject({ answered: 2, dead: 0, unknownOutcomes: 0, balanced: true });
    const texts = talk.texts();
    expect(numbers(texts)).toEqual(all);
    expect(texts.slice(-2)).toEqual(["the end", "next"]);
    // Cut in two three times: the head of the lane each time.
    expect(texts).toHaveLength(6);
  });

  it("O1 invalidParameter.msgParam.tooLong: the same by the API", async () => {
    const talk = startTalk(sending());
    const body = { code: "invalidParameter.msgParam.tooLong", message: "too long" };
    sending().simulator.faults.add({
      match: { operation: "robotSendOTO" },
      times: 1,
      effect: { type: "respond", status: 400, body },
    });
    await talk.answer([markdown(long)], { webhook: false });
    expect(await talk.over()).toMatchObject({ answered: 1, dead: 0, balanced: true });
    expect(numbers(talk.texts())).toEqual(all);
    expect(talk.routes()).toEqual(["one-to-one", "one-to-one"]);
  });

  it("O1 a card is cut into cards of its own, none of them twice", async () => {
    const talk = startTalk(sending());
    sending().simulator.faults.add({
      match: { operation: "cardStreamingUpdate" },
      times: 2,
      effect: { type: "refuse", code: "param.stream.content" },
    });
    await talk.answer([card(long)]);
    expect(await talk.over()).toMatchObject({ answered: 1, dead: 0, balanced: true });
    expect(numbers(talk.texts())).toEqual(all);
    expect(talk.routes()).toEqual(["card", "card", "card"]);
  });

  it("O1 ends as a dead letter when even small parts are too long", async () => {
    const talk = startTalk(sending());
    refuse("robotReplySession", "session.too-long");
    await talk.answer([markdown(long)]);
    await talk.answer([markdown("Hi")], { webhook: false });
    expect(await talk.over()).toMatchObject({ answered: 1, dead: 1, balanced: true });
    const [letter] = await talk.letters();
    expect(letter).toMatchObject({ reason: "too_large", detail: "460101", messages: 1 });
    const kept = letter?.payload.map((part) => (JSON.parse(part) as { content: { body: { text: string } } }).content);
    expect(numbers(kept?.map(({ body }) => body.text) ?? [])).toEqual(all);
    expect(talk.texts()).toEqual(["Hi"]);
  });

  it("O1 a text that may have arrived whole is marked once, above its first piece", async () => {
    const talk = startTalk(sending());
    refuse("robotReplySession", "empty", 1);
    refuse("robotReplySession", "session.too-long", 1, 1);
    await talk.answer([markdown(long)]);
    expect(await talk.over()).toMatchObject({ answered: 1, unknownOutcomes: 1, balanced: true });
    expect(talk.texts().map((text) => text.includes("Possibly a repeat"))).toEqual([true, false]);
  });

  it("O17 is cut before it is sent when it is longer than DingTalk certainly shows", async () => {
    const talk = startTalk(sending());
    const huge = markdown(Array.from({ length: 5 }, () => long).join("\n\n"));
    await talk.answer([huge]);
    expect(await talk.over()).toMatchObject({ answered: 1, dead: 0, balanced: true });
    expect(numbers(talk.texts())).toHaveLength(5 * all.length);
    expect(Math.max(...talk.texts().map((text) => text.length))).toBeLessThan(12_000);
  });
});

describe("a reply that DingTalk does not take", () => {
  it("O5 a card that may be opened and not written: is closed all the same, and its text goes out", async () => {
    const talk = startTalk(sending());
    refuse("cardStreamingUpdate", "api.permission");
    await talk.answer([card("Hi")]);
    expect(await talk.over()).toMatchObject({ answered: 1, dead: 0, balanced: true });
    expect(talk.routes()).toEqual(["card", "session"]);
    const [closed = "", text] = talk.texts();
    expect(text).toBe("Hi");
    expect(closed).toMatch(/^The answer cannot be shown/);
    expect(sending().simulator.record.deliveries({ text: closed })).toMatchObject([{ cardStatus: "failed" }]);
  });

  it.each<[DocumentedErrorName, string]>([
    ["session.expired", "300001"],
    ["session.throttled", "410100"],
  ])("O1 %s (%s): goes another way", async (name) => {
    const talk = startTalk(sending());
    refuse("robotReplySession", name);
    await talk.answer([markdown("Hi")]);
    expect(await talk.over()).toMatchObject({ answered: 1, dead: 0, balanced: true });
    expect(talk.routes()).toEqual(["one-to-one"]);
  });

  it.each<[DocumentedErrorName, { reason: string; detail: string }]>([
    ["session.unknown", { reason: "refused", detail: "987654" }],
    ["success-false", { reason: "refused", detail: expect.stringContaining("success is false") }],
  ])("O1 %s: is a dead letter at once, and the next reply goes out", async (name, letter) => {
    const talk = startTalk(sending());
    refuse("robotReplySession", name, 1);
    await talk.answer([markdown("refused"), markdown("with it")]);
    await talk.answer([markdown("next")]);
    expect(await talk.over()).toMatchObject({ answered: 1, dead: 1, balanced: true });
    expect(await talk.letters()).toMatchObject([{ kind: "delivery", attempts: 1, ...letter }]);
    expect(talk.texts()).toEqual(["next"]);
  });

  it.each<DocumentedErrorName>(["empty", "not-json", "html", "oapi.busy"])(
    "O1 %s: may have arrived, so it is sent once more, marked",
    async (name) => {
      const talk = startTalk(sending());
      refuse("robotReplySession", name, 1);
      await talk.answer([markdown("Hi")]);
      expect(await talk.over()).toMatchObject({ answered: 1, unknownOutcomes: 1, balanced: true });
      expect(talk.texts()).toEqual([expect.stringMatching(/^\(Possibly a repeat.*\n\nHi$/s)]);
    },
  );

  it("O1 empty: is a dead letter where the tenant wants no repeats", async () => {
    const talk = startTalk(sending(), { sendPerSecond: 1000, unknownOutcome: "hold" });
    refuse("robotReplySession", "empty");
    await talk.answer([markdown("Hi")]);
    expect(await talk.over()).toMatchObject({ dead: 1, unknownOutcomes: 1, balanced: true });
    expect(await talk.letters()).toMatchObject([{ reason: "outcome_unknown" }]);
  });

  it("O17 HTTP 200 that names the person as unknown: is a dead letter, not a success", async () => {
    const talk = startTalk(sending());
    const userId = talk.sessionId.replace("dingtalk_private_", "");
    const body = { processQueryKey: "key", invalidStaffIdList: [userId] };
    sending().simulator.faults.add({ match: { operation: "robotSendOTO" }, effect: { type: "respond", body } });
    await talk.answer([markdown("Hi")], { webhook: false });
    expect(await talk.over()).toMatchObject({ answered: 0, dead: 1, balanced: true });
    expect(await talk.letters()).toMatchObject([{ reason: "not_found" }]);
  });
});

describe("a dead letter", () => {
  it("O5 tells when a send first came to nothing, and when it was given up", async () => {
    const talk = startTalk(sending());
    refuse("robotReplySession", "oapi.busy", 1);
    refuse("robotReplySession", "session.unknown", 1, 1);
    await talk.answer([markdown("Hi")]);
    await talk.over();
    const [letter] = await talk.letters();
    expect(letter?.attempts).toBe(2);
    expect(letter?.lastAt).toBeGreaterThan(letter?.firstAt ?? Number.POSITIVE_INFINITY);
  });

  it("O5 has one time when the first attempt was the last", async () => {
    const talk = startTalk(sending());
    refuse("robotReplySession", "session.unknown");
    await talk.answer([markdown("Hi")]);
    await talk.over();
    const [letter] = await talk.letters();
    expect(letter?.firstAt).toBe(letter?.lastAt);
    expect(Math.abs((letter?.lastAt ?? 0) - Date.now())).toBeLessThan(60_000);
  });

  it("O5 of a reply that came after another one that failed has times of its own", async () => {
    const talk = startTalk(sending());
    refuse("robotReplySession", "oapi.busy", 1);
    await talk.answer([markdown("first")]);
    expect(await talk.over()).toMatchObject({ answered: 1 });
    refuse("robotReplySession", "session.unknown", 1);
    await talk.answer([markdown("second")]);
    await talk.over();
    const [letter] = await talk.letters();
    expect(letter?.firstAt).toBe(letter?.lastAt);
  });
});
