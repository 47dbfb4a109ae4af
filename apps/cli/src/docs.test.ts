import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { shownIn, wordsOf } from "../test/shown-commands.ts";
import { loadCommands } from "./command/load-commands.ts";
import { parseCommandLine } from "./command/parse.ts";
import { groups } from "./commands/index.ts";

const root = join(import.meta.dirname, "../../..");
const documents = ["apps/cli/README.md", "skills/dingtalk-api/SKILL.md", "skills/dingtalk-todo/SKILL.md"];
const examples = (await loadCommands(groups)).flatMap(({ command }) => command.examples ?? []);

function isUnderstood(line: string): Promise<string> {
  const words = wordsOf(line);
  // A command that is only mentioned stands without its arguments.
  const asked = words.length <= 2 ? [...words, "--help"] : words;
  return parseCommandLine(asked, groups, { version: "0", columns: 80 }).then((parsed) => {
    return parsed.kind === "mistake" ? parsed.error.message : "understood";
  });
}

describe("every command line that is shown", () => {
  it.each(
    documents.flatMap((document) =>
      shownIn(readFileSync(join(root, document), "utf8")).map(({ line }) => [document, line] as const),
    ),
  )("%s: dt %s", async (_document, line) => {
    expect(await isUnderstood(line)).toBe("understood");
  });

  it.each(examples)("in a help text: dt %s", async (line) => {
    expect(await isUnderstood(line.replace(/^.*\| dt /, ""))).toBe("understood");
  });
});
