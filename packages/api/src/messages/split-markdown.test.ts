import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { cutMarkdown } from "./cut-markdown.ts";
import type { JsonLayers } from "./encoded-size.ts";
import { splitMarkdown } from "./split-markdown.ts";

const folder = new URL("__fixtures__/markdown/", import.meta.url);
const read = (file: string) => readFileSync(new URL(file, folder), "utf8");

function first(text: string): string | undefined {
  return splitMarkdown(text, { maxBytes: 100 })[0];
}

const family = "👨‍👩‍👧‍👦";

function sizeOf(part: string, layers: JsonLayers): number {
  const once = JSON.stringify(part);
  return Buffer.byteLength(layers === 1 ? once : JSON.stringify(once));
}

describe("M5 markdown that is cut", () => {
  it.each(["code-in-list", "table", "lists-and-quotes", "long-line"])("keeps the look of %s", (name) => {
    const parts = splitMarkdown(read(`${name}.md`), { maxBytes: 120 });
    expect(parts.map((part) => `${part}<!-- cut -->\n`).join("")).toBe(read(`${name}.parts.md`));
  });

  it("closes code and opens it again with the same language and indentation", () => {
    const parts = splitMarkdown(`  ~~~ts twoslash\n${"  let a = 1;\n".repeat(10)}  ~~~\n`, { maxBytes: 120 });
    expect(parts.length).toBeGreaterThan(1);
    for (const part of parts) expect(part).toMatch(/^ {2}~~~ts twoslash\n(?: {2}let a = 1;\n)+ {2}~~~\n$/);
  });

  it("ends a code line that is cut, so that the closing fence stands on its own line", () => {
    const [before, after] = splitMarkdown(`\`\`\`\n${"a".repeat(200)}\n\`\`\`\n`, { maxBytes: 100 });
    expect(before).toMatch(/^```\na+\n```\n$/);
    expect(after).toMatch(/^```\na+\n```\n$/);
  });

  it("does not take a fence inside longer or other fences for their end", () => {
    expect(first(`\`\`\`\`md\n\`\`\`\n~~~\n> \`\`\`\`\n${"text\n".repeat(40)}\`\`\`\`\n`)).toMatch(
      /^````md\n```\n~~~\n> ````\n(?:text\n)+````\n$/,
    );
  });

  it("does not take a fence that is indented deeper for the end of code", () => {
    expect(first(`\`\`\`md\n    \`\`\`\n${"text\n".repeat(40)}\`\`\`\n`)).toMatch(/^```md\n {4}```\n(?:text\n)+```\n$/);
  });

  it("makes no part with an empty block of code", () => {
    for (let length = 1; length < 100; length += 1) {
      const text = `\`\`\`js\n${"a\n".repeat(10)}${"b".repeat(length)}\n\`\`\`\n${"text\n".repeat(20)}`;
      const empty = splitMarkdown(text, { maxBytes: 100 }).filter((part) => /```js\n```/.test(part));
      expect(empty).toEqual([]);
    }
  });

  it("leaves a line that was never code without fences", () => {
    const parts = splitMarkdown(`\`\`\` is inline \`\`\`\n    \`\`\`\n${"text\n".repeat(40)}`, { maxBytes: 100 });
    expect(parts.slice(1).join("")).not.toContain("```");
  });

  it("ends the code of a block quote with the quote", () => {
    const parts = splitMarkdown(`> \`\`\`js\n> a\n${"text\n\n".repeat(40)}`, { maxBytes: 100 });
    expect(parts.slice(1).join("")).not.toContain("```");
  });

  it("repeats no fence and no table head that would fill the parts", () => {
    const info = `\`\`\`${"x".repeat(200)}\n${"a\n".repeat(100)}\`\`\`\n`;
    expect(splitMarkdown(info, { maxBytes: 100 }).at(-1)).toMatch(/^```\n(?:a\n)+```\n$/);
    const head = `|${"h".repeat(200)}|\n|-|\n${"| 1 |\n".repeat(100)}`;
    expect(splitMarkdown(head, { maxBytes: 100 }).at(-1)).toMatch(/^(?:\| 1 \|\n)+$/);
  });

  it("repeats the markers of a quoted line that is cut", () => {
    const parts = splitMarkdown(`> > ${"好的。".repeat(60)}`, { maxBytes: 100 });
    expect(parts.length).toBeGreaterThan(1);
    for (const part of parts) expect(part).toMatch(/^> > 好的。/);
  });

  it("does not end a part with a heading", () => {
    const text = `${"a".repeat(50)}\n\n## Heading\n\n${"b".repeat(50)}`;
    expect(splitMarkdown(text, { maxBytes: 100 })).toEqual([
      `${"a".repeat(50)}\n\n`,
      `## Heading\n\n${"b".repeat(50)}`,
    ]);
  });
});

describe("O8 size and place of the cuts", () => {
  it("gives one part for what fits, empty or not", () => {
    expect(splitMarkdown("", { maxBytes: 64 })).toEqual([""]);
    expect(splitMarkdown(" \n", { maxBytes: 64 })).toEqual([" \n"]);
    expect(splitMarkdown("好", { maxBytes: 64 })).toEqual(["好"]);
  });

  it.each([1, 2] as const)("fills a part to the last byte of the limit, encoded %i times", (jsonLayers) => {
    const text = `${'"\\\n\t\u0001\u007f好é🙂'.repeat(400)}\ud83d`;
    const maxBytes = sizeOf(text, jsonLayers);
    expect(splitMarkdown(text, { maxBytes, jsonLayers })).toEqual([text]);
    expect(splitMarkdown(text, { maxBytes: maxBytes - 1, jsonLayers })).toHaveLength(2);
  });

  it("splits a body of 20 001 bytes in two", () => {
    const text = "a".repeat(20_001);
    const parts = splitMarkdown(text, { maxBytes: 20_000, jsonLayers: 1 });
    expect(parts.map((part) => sizeOf(part, 1))).toEqual([20_000, 20_001 - 19_998 + 2]);
  });

  it("prefers the end of a paragraph, then of a line, then of a sentence, then of a word", () => {
    const rest = "z".repeat(90);
    expect(first(`one\ntwo. ${"x".repeat(40)}\n\nfour\nfive. six ${rest}`)).toBe(`one\ntwo. ${"x".repeat(40)}\n\n`);
    expect(first(`one. ${"x".repeat(40)}\ntwo. three\n${rest}`)).toBe(`one. ${"x".repeat(40)}\ntwo. three\n`);
    expect(first(`${"好".repeat(20)}。”然后，${rest}`)).toBe(`${"好".repeat(20)}。”`);
    expect(first(`one ${"x".repeat(40)} two${rest}`)).toBe(`one ${"x".repeat(40)} `);
    expect(first("z".repeat(200))).toBe("z".repeat(94));
  });

  it.each([
    ["an emoji family", family],
    ["a flag", "🇨🇳"],
    ["a skin tone", "👍🏽"],
    ["an accent", "e\u0301"],
    ["a keycap", "1\ufe0f\u20e3"],
  ])("never cuts inside %s", (_name, grapheme) => {
    for (let shift = 0; shift < 8; shift += 1) {
      const parts = splitMarkdown(`${"好".repeat(shift)}${grapheme.repeat(50)}`, { maxBytes: 70 });
      expect(parts.length).toBeGreaterThan(1);
      const wrong = parts.filter((part) => part.replace(/^好+/, "").replaceAll(grapheme, "") !== "");
      expect(wrong).toEqual([]);
    }
  });

  it("cuts inside a grapheme that is larger than a part, but not inside a character", () => {
    const parts = splitMarkdown(`a${"\u0301".repeat(500)}`, { maxBytes: 64 });
    expect(parts.join("")).toBe(`a${"\u0301".repeat(500)}`);
    expect(parts.every((part) => sizeOf(part, 2) <= 64)).toBe(true);
  });

  it("keeps links, pictures and addresses of a long line whole", () => {
    const link = "![图 片](https://example.com/a.png)";
    const parts = splitMarkdown(`${"字".repeat(20)}${link}`.repeat(20), { maxBytes: 200 });
    expect(parts.join("").split(link)).toHaveLength(21);
    expect(parts.flatMap((part) => part.split(link)).filter((rest) => /[![\]()]/.test(rest))).toEqual([]);
  });

  it("splits one line of 30 KB of Chinese", () => {
    const text = "一行很长的中文没有标点".repeat(1000);
    const parts = splitMarkdown(text, { maxBytes: 15_000 });
    expect(parts.join("")).toBe(text);
    expect(parts).toHaveLength(3);
  });

  it("sends no part of nothing but blank space", () => {
    const parts = splitMarkdown(`a${"\n".repeat(1000)}b\n${"\n".repeat(1000)}`, { maxBytes: 100 });
    expect(parts.map((part) => part.trim())).toEqual(["a", "b"]);
    expect(splitMarkdown("\n".repeat(1000), { maxBytes: 100 })).toHaveLength(1);
  });

  it.each([63, 0, -1, Number.NaN])("refuses a limit of %d bytes", (maxBytes) => {
    expect(() => splitMarkdown("a", { maxBytes })).toThrow(
      expect.objectContaining({ code: "invalid_request", field: "maxBytes" }),
    );
  });

  it.each([
    ["prose", "你好，世界。This is a line.\n\n".repeat(30_000)],
    ["one line", "x".repeat(1_000_000)],
    ["emoji", family.repeat(90_000)],
    ["lists", "- a\n  - b\n".repeat(100_000)],
    ["open brackets", "[".repeat(1_000_000)],
    ["code", `\`\`\`js\n${"a = 1;\n".repeat(140_000)}\`\`\``],
  ])("splits 1 MB of %s in a moment", (_name, text) => {
    const before = process.threadCpuUsage();
    splitMarkdown(text, { maxBytes: 3_000 });
    const { user } = process.threadCpuUsage(before);
    // Of processor time, in µs: usually a tenth of it; time that grows with the square of the length would be far more.
    expect(user).toBeLessThan(3_000_000);
  });
});

describe("O8 any text", () => {
  it.each([1, 2] as const)("stays whole, within the limit and between graphemes, encoded %i times", (jsonLayers) => {
    for (let seed = 1; seed <= 200; seed += 1) {
      const random = createRandom(seed);
      const text = randomText(random);
      const maxBytes = 64 + Math.floor(random() * 400);
      const pieces = cutMarkdown(text, maxBytes - (jsonLayers === 1 ? 2 : 6), jsonLayers);
      const contents = pieces.map(({ content }) => content);
      const parts = splitMarkdown(text, { maxBytes, jsonLayers });
      expect(contents.join(""), `seed ${seed}`).toBe(text);
      expect(tornGraphemes(text, contents), `seed ${seed}`).toEqual([]);
      expect(
        parts.filter((part) => sizeOf(part, jsonLayers) > maxBytes),
        `seed ${seed}`,
      ).toEqual([]);
      expect(parts.length > 1 && parts.some((part) => part.trim() === ""), `seed ${seed}`).toBe(false);
    }
  });

  it("keeps code in fences, rows under their heads and words outside, each once and in order", () => {
    for (let seed = 1; seed <= 200; seed += 1) {
      const random = createRandom(seed);
      const document = randomDocument(random);
      const parts = splitMarkdown(document, { maxBytes: 150 + Math.floor(random() * 600) });
      const found = parts.flatMap(readTokens);
      expect(found, `seed ${seed}`).toEqual(readTokens(document));
      expect(found.length, `seed ${seed}`).toBeGreaterThan(20);
    }
  });
});

/** Numbers from 0 to 1, the same for the same seed. */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

function pick<T>(random: () => number, choices: readonly T[]): T {
  const choice = choices[Math.floor(random() * choices.length)];
  if (choice === undefined) throw new RangeError("nothing to choose from");
  return choice;
}

/** Anything, and mostly what means something in markdown or is hard to cut. */
function randomText(random: () => number): string {
  const atoms = [
    "`",
    "```",
    "```js\n",
    "~~~",
    "\n",
    "\n\n",
    "\r\n",
    "> ",
    "|",
    "|-|-|\n",
    "a|b\n",
    "- ",
    "1. ",
    "    ",
    " ",
    "\t",
  ];
  const words = [
    "# ",
    "**",
    "[a](b)",
    "https://example.com/x",
    "word",
    "好",
    "。",
    "”",
    "！",
    '"',
    "\\",
    "\u0001",
    "\u200d",
  ];
  const emoji = [family, "🇨🇳", "👍🏽", "e\u0301", "ก็", "\ufe0f", "한", "क्ष"];
  let text = "";
  const length = 20 + Math.floor(random() * 300);
  for (let count = 0; count < length; count += 1) {
    text += pick(random, pick(random, [atoms, words, emoji])).repeat(random() < 0.03 ? 60 : 1);
  }
  return text;
}

/** The graphemes of the text that a cut went through, if they would have fitted into a part. */
function tornGraphemes(text: string, contents: readonly string[]): string[] {
  const cuts = new Set<number>();
  let offset = 0;
  for (const content of contents) cuts.add((offset += content.length));
  const isCutInside = (from: number, length: number) =>
    Array.from({ length: length - 1 }, (_, index) => from + index + 1).some((index) => cuts.has(index));
  return Array.from(new Intl.Segmenter("en").segment(text))
    .filter(({ segment, index }) => sizeOf(segment, 2) < 30 && isCutInside(index, segment.length))
    .map(({ segment }) => segment);
}

/** Paragraphs, lists, code and tables, whose words are numbered and begin with a letter for what they are. */
function randomDocument(random: () => number): string {
  let number = 0;
  const next = (letter: string) => `${letter}${(number += 1)}`;
  const many = (most: number, make: () => string) =>
    Array.from({ length: 1 + Math.floor(random() * most) }, make).join("");
  const prose = () => `${many(60, () => `${next("p")}好的。`)}\n\n`;
  const list = () => `${many(20, () => `${pick(random, ["", "  "])}- ${next("p")} ${"x".repeat(random() * 60)}\n`)}\n`;
  const code = () => {
    const marker = pick(random, ["```", "````", "~~~"]);
    const body = many(40, () => `${pick(random, ["", "  ", "    "])}${next("c")} ${"y".repeat(random() * 80)}\n`);
    const block = `${marker}${pick(random, ["", "js", "ts title"])}\n${body}${marker}\n`;
    return `${block.replaceAll(/^(?=.)/gm, pick(random, ["", "   ", "> "]))}\n`;
  };
  const table = () => `| ${next("h")} | x |\n| --- | :-: |\n${many(30, () => `| ${next("t")} | 好 |\n`)}\n`;
  return many(8, () => prose() + pick(random, [list, code, table])() + code() + table());
}

/** The numbered words with what is around them, by a reader that knows nothing of how parts are made. */
function readTokens(markdown: string): string[] {
  const tokens: string[] = [];
  let inCode = false;
  let head = "";
  for (const line of markdown.split("\n")) {
    if (/^[> ]*(?:```|~~~)/.test(line)) inCode = !inCode;
    head = /\bh\d+/.exec(line)?.[0] ?? (line.startsWith("|") ? head : "");
    for (const [token] of line.matchAll(/\b[pct]\d+/g)) tokens.push(`${token} ${inCode ? "in code" : `under ${head}`}`);
  }
  return tokens;
}
