import { readFileSync } from "node:fs";
import { join } from "node:path";
import { operationNames, operations } from "@dt/api";
import { describe, expect, test } from "vitest";
import { toApiPage } from "./api-page.ts";
import { anchor } from "./markdown.ts";
import { operationSection } from "./operation-section.ts";
import { toRows, toTypeText, typeWords } from "./schema-words.ts";

const page = toApiPage();

describe("docs/api.md", () => {
  test("is what the declarations say; when this fails, run `pnpm docs:api`", () => {
    const written = readFileSync(join(import.meta.dirname, "../../../docs/api.md"), "utf8");
    expect(written.split("\n")).toEqual(page.split("\n"));
  });

  test("has a section for every operation, and nothing links to a section that is missing", () => {
    const headings = Array.from(page.matchAll(/^#{2,3} (.+)$/gm), ([, heading = ""]) => heading);
    expect(headings).toEqual(expect.arrayContaining([...operationNames]));
    const sections = new Set(headings.map(anchor));
    expect(sections.size).toBe(headings.length);
    const links = Array.from(page.matchAll(/\]\((#[^)]+)\)/g), ([, link = ""]) => link);
    expect(links.filter((link) => !sections.has(link))).toEqual([]);
    expect(links.length).toBeGreaterThan(operationNames.length);
  });

  test("opens and closes what is folded, and keeps every table row on one line", () => {
    expect(page.match(/<details>/g)).toHaveLength(page.match(/<\/details>/g)?.length ?? 0);
    const rows = page.split("\n").filter((line) => line.startsWith("|"));
    expect(rows.filter((row) => !row.endsWith("|"))).toEqual([]);
  });
});

describe("the section of an operation", () => {
  test("tells how to call it, what it takes, and which errors mean what", () => {
    const section = operationSection(operations.robotSendOTO);
    expect(section).toContain("POST https://api.dingtalk.com/v1.0/robot/oToMessages/batchSend");
    expect(section).toContain('`client.robot.sendToUsers(…)`, `client.call("robotSendOTO", …)`');
    expect(section).toContain("`userIds` of any length with `client.batch`");
    expect(section).toContain("| `userIds` | body | yes | list of `userId`, 1 to 20 entries |");
    expect(section).toMatch(/\| `rate_limited` \| .*`send\.too\.fast`/);
    expect(section).toContain("<details><summary><b>Errors");
  });

  test("says that a repeat is harmless only where it is", () => {
    expect(operationSection(operations.robotSendGroup)).toContain("never repeated while it may have had its effect");
    expect(operationSection(operations.todoCreate)).toContain("harmless to repeat with the same `sourceId`");
    expect(operationSection(operations.todoUpdate)).toContain("writes; harmless to repeat |");
  });
});

describe("schemas in words", () => {
  test.each([
    [{ type: "string", maxLength: 9 }, "text, at most 9 characters"],
    [{ type: "string", maxBytes: 9, secret: true }, "text, at most 9 bytes, secret"],
    [{ type: "string", maxListed: 100 }, "text, at most 100 entries"],
    [{ type: "string", enum: ["a", "b"] }, "`a` or `b`"],
    [{ type: "string", format: "json" }, "JSON text"],
    [{ type: "integer", minimum: 1, maximum: 3 }, "whole number, 1 to 3"],
    [{ type: "array", items: { type: "object", properties: {} }, maxItems: 1 }, "list of objects, at most 1 entry"],
    [{ type: "object", additionalProperties: { type: "string" } }, "object from any key to text"],
    [{}, "any JSON"],
  ] as const)("%j is %s", (schema, words) => {
    expect(typeWords(schema)).toBe(words);
  });

  test("what lies inside an object has rows of its own", () => {
    const item = { type: "object", properties: { id: { type: "integer" } }, required: ["id"] } as const;
    const rows = toRows("files", { type: "array", items: item }, false);
    expect(rows.map(({ name, required }) => [name, required])).toEqual([
      ["files", false],
      ["files[].id", true],
    ]);
  });

  test("a result is a type whose fields may all be missing", () => {
    const inner = { type: "object", properties: { id: { type: "integer" } } } as const;
    const schema = { type: "object", properties: { list: { type: "array", items: inner } } } as const;
    expect(toTypeText(schema)).toBe("{\n  list?: {\n    id?: number;\n  }[];\n}");
  });
});
