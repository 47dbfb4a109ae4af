import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { shownIn, wordsOf } from "../../test/shown-commands.ts";
import { loadCommands } from "../command/load-commands.ts";
import { parseCommandLine } from "../command/parse.ts";
import { groups } from "../commands/index.ts";

const root = join(import.meta.dirname, "../../../..");
const source = join(import.meta.dirname, "..");
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

it("the README names every variable that dt reads", () => {
  const sources = readdirSync(source, { recursive: true, encoding: "utf8" });
  const read = sources
    .filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts"))
    .flatMap((name) => {
      const text = readFileSync(join(source, name), "utf8");
      return [...text.matchAll(/(?:get|latest)\("([A-Z][A-Z_]+)"\)|environment\.([A-Z][A-Z_]+)/g)];
    })
    .map(([, setting, variable]) => setting ?? variable ?? "");
  const readme = readFileSync(join(root, "apps/cli/README.md"), "utf8");
  expect(read.length).toBeGreaterThan(20);
  const inside = /^(HOME|DT_TENANTS_FILE|DINGTALK_USER_\w+)$/;
  expect(read.filter((name) => !inside.test(name) && !readme.includes(`\`${name}\``))).toEqual([]);
});

/** What scripts and agents may rely on in every version: names of commands, arguments and flags. */
const promised = [
  "user search 张 --all --limit 5 --cursor 1",
  "user get u",
  "user by-mobile 13800000001",
  "user by-unionid n",
  "user unionid u",
  "user count --only-active",
  "user inactive --date 20260301",
  "user left --start 2026-01-01 --end 2026-02-01",
  "user parents u",
  "user admins",
  "dept search 研发",
  "dept get 1",
  "dept children 1",
  "dept users 1",
  "dept parents 1",
  "dept tree 1",
  "robot send-user u v --text t",
  "robot send-user u --markdown m",
  "robot send-user u --template sampleLink --param {}",
  "robot send-group c --text t",
  "robot list c",
  "robot recall-user k",
  "robot recall-group c k",
  "robot read-status k",
  "robot webhook https://example.com --text t",
  "approval create --process-code p --data @file.json",
  "approval get i",
  "approval list --process-code p",
  "approval terminate i",
  "approval execute i --agree",
  "approval transfer i --to u",
  "approval comment i text",
  "approval todo-count u",
  "approval templates",
  "approval schema p",
  "todo create subject --due tomorrow --executor u v --participant w --priority high",
  "todo get t",
  "todo list --done",
  "todo list --open",
  "todo update t",
  "todo done t",
  "todo delete t --yes",
  "card create",
  "card update c",
  "card stream c",
  "media upload file",
  "token",
  "call POST /topapi/thing --query a=1 --data {}",
  "schema getUser",
  "skill",
  "mcp",
  "completion bash",
  "sessions list",
  "sessions show s",
  "sessions reset s",
  "sessions forget s",
  "dead list",
  "dead show d",
  "dead replay d",
  "dead drop d",
  "account",
  "trace m",
  "usage",
  "tenants check",
  "doctor",
  "auth login --paste",
  "auth status",
  "auth logout",
];

describe("what is promised stays", () => {
  it.each(promised)("dt %s", async (line) => {
    const words = [...wordsOf(line), "--json", "--debug", "--dry-run", "--profile", "acme"];
    const parsed = await parseCommandLine(words, groups, { version: "0", columns: 80 });
    expect(parsed.kind).toBe("run");
  });
});
