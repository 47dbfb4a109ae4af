import { describe, expect, it } from "vitest";
import { languageOf, type Texts, texts } from "./texts.ts";

const used = { apiCalls: 11, turns: 12, replies: 13, inputTokens: 1400, outputTokens: 150, estimatedTokens: 0 };

/** Every sentence as a person would read it. */
function sentencesOf(words: Texts): Record<string, string> {
  const spoken = {
    conversationEnded: words.conversationEnded(24),
    queued: words.queued(3),
    remembered: words.remembered(["tea", "milk"]),
    restored: words.restored(7),
    tokensUsedUp: words.tokensUsedUp("2026-07-03"),
    usage: words.usage({ day: "2026-07-02", ...used }, { month: "2026-07", ...used }),
    alarmTokensNearlyUsedUp: words.alarmTokensNearlyUsedUp("acme", 83),
    alarmTokensUsedUp: words.alarmTokensUsedUp("acme", "2026-07-03"),
    alarmApiCallsNearlyUsedUp: words.alarmApiCallsNearlyUsedUp("acme", 83),
    unknownCommand: words.unknownCommand("/foo"),
  };
  return { ...words, ...spoken, rememberedNothing: words.remembered([]), queuedFirst: words.queued(0) };
}

describe("the sentences", () => {
  it("are there in both languages", () => {
    const [zh, en] = [sentencesOf(texts.zh), sentencesOf(texts.en)];
    expect(Object.keys(zh)).toEqual(Object.keys(en));
    for (const sentence of Object.values(zh)) expect(sentence).toMatch(/\p{Script=Han}/u);
    for (const sentence of Object.values(en)) expect(sentence).toMatch(/^\P{Script=Han}+$/u);
  });

  it.each(["zh", "en"] as const)("in %s name what they are about", (language) => {
    const sentences = sentencesOf(texts[language]);
    expect(sentences["conversationEnded"]).toContain("24");
    for (const name of ["conversationEnded", "newConversation", "help"]) expect(sentences[name]).toContain("/restore");
    expect(sentences["restored"]).toContain("7");
    expect(sentences["tokensUsedUp"]).toContain("2026-07-03 00:00");
    for (const fact of ["2026-07-02", "2026-07", "11", "12", "13", "1400", "150"]) {
      expect(sentences["usage"]).toContain(fact);
    }
    for (const name of ["alarmTokensNearlyUsedUp", "alarmApiCallsNearlyUsedUp"]) {
      expect(sentences[name]).toContain("83%");
    }
    for (const fact of ["acme", "2026-07-03"]) expect(sentences["alarmTokensUsedUp"]).toContain(fact);
    expect(sentences["remembered"]).toMatch(/\n- tea\n- milk$/);
    expect(sentences["rememberedNothing"]).not.toContain("- ");
    expect(sentences["unknownCommand"]).toContain("/foo");
  });
});

describe("the language", () => {
  it.each([
    ["你好", "zh"],
    ["请翻译 hello", "zh"],
    ["hello", "en"],
    ["Guten Tag", "en"],
    ["1 + 1 = ?", "zh"],
    ["", "zh"],
  ] as const)("of %j is %s", (text, language) => {
    expect(languageOf(text)).toBe(language);
  });
});
