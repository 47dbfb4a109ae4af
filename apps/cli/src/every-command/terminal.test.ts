import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { defaultApp } from "@dt/simulator";
import { describe, expect, it } from "vitest";
import { startLocalDingTalk } from "../../test/local-dingtalk.ts";
import { hasTerminals, runOnTerminal } from "../../test/on-terminal.ts";
import { simulateProcesses } from "../../test/simulated-processes.ts";
import { widthOf } from "../output/terminal-text.ts";

const { appKey, appSecret } = defaultApp;

/** A simulated DingTalk, and nothing configured but its hosts. */
async function simulateFirstUse() {
  const { simulator, home, run } = await simulateProcesses();
  const hosts = {
    DINGTALK_API_URL: simulator.apiUrl,
    DINGTALK_OAPI_URL: simulator.oapiUrl,
    DINGTALK_LOGIN_URL: simulator.url,
  };
  return { simulator, home, run, environment: hosts, folder: join(home, ".dingtalk-skills") };
}

/** Agrees in a browser, and copies the address that it ends on. */
async function browse(shown: string): Promise<string> {
  const url = /http\S+\/oauth2\/auth\S+/.exec(shown)?.[0] ?? "";
  const { headers } = await fetch(`${url}&userId=lisi02`, { redirect: "manual" });
  return `${headers.get("location")}\r`;
}

const answers = [
  { after: /App key .*: /, text: `${appKey}\r` },
  { after: /App secret .*: /, text: `${appSecret}\r` },
  { after: /Your userId .*: /, text: "lisi02\r" },
];

describe.runIf(hasTerminals)("on a real terminal", () => {
  it("the first command asks once for everything, stores it privately and leaves other lines alone", async () => {
    const { home, environment, folder } = await simulateFirstUse();
    mkdirSync(folder);
    writeFileSync(join(folder, "config"), "# mine\nOTHER_TOOL = yes\nnot a line\n", { mode: 0o644 });
    const first = await runOnTerminal(["user", "get", "zhangsan01"], { home, environment, typed: answers });
    expect([first.code, first.screen]).toEqual([0, expect.stringMatching(/dt asks this once[^]*^name +张三$/m)]);
    expect(first.screen).not.toContain(appSecret);
    const text = readFileSync(join(folder, "config"), "utf8");
    expect(text.startsWith("# mine\nOTHER_TOOL = yes\nnot a line\n")).toBe(true);
    for (const line of [`DINGTALK_APP_KEY=${appKey}`, `DINGTALK_APP_SECRET=${appSecret}`, "DINGTALK_MY_USER_ID=lisi02"])
      expect(text).toContain(`\n${line}\n`);
    expect([statSync(join(folder, "config")).mode & 0o777, readdirSync(folder)]).toEqual([0o600, ["config"]]);
    const second = await runOnTerminal(["todo", "list"], { home, environment });
    expect([second.code, second.screen]).toEqual([0, "(none)\n"]);
  });

  it("Ctrl-C at a question ends dt with nothing stored and nothing sent", async () => {
    const { simulator, home, environment, folder } = await simulateFirstUse();
    const typed = [
      { after: /App key .*: /, text: "ding" },
      { after: /ding/, text: "\u0003" },
    ];
    const { code } = await runOnTerminal(["user", "get", "x"], { home, environment, typed });
    expect([code, simulator.record.requests()]).toEqual([130, []]);
    expect(() => readFileSync(join(folder, "config"))).toThrow(/ENOENT/);
  });

  it("Ctrl-C in a bulk send finishes the batch under way and says how to go on", async () => {
    const server = await startLocalDingTalk({
      "/v1.0/robot/oToMessages/batchSend": (_request, index) => ({ body: { processQueryKey: `key-${index}` } }),
    });
    const { home } = await simulateFirstUse();
    // So many that the key is pressed before the last batch.
    writeFileSync(join(home, "people.txt"), Array.from({ length: 8_000 }, (_, index) => `u${index}`).join("\n"));
    const words = ["robot", "send-user", "--users-from", "people.txt", "--text", "hi"];
    const typed = [{ after: /\d+ of 8000 people…/, text: "\u0003" }];
    const { code, screen } = await runOnTerminal(words, { home, environment: server.environment, typed });
    expect([code, server.received.length < 400]).toEqual([130, true]);
    const [file = ""] = readdirSync(home).filter((name) => name.startsWith("dt-resume-"));
    expect(screen).toContain(`Go on with: dt robot send-user --resume ${file}\n`);
  });

  it("--json never asks: it fails with the exact lines to set", async () => {
    const { home, environment } = await simulateFirstUse();
    const { code, screen } = await runOnTerminal(["user", "get", "x", "--json"], { home, environment });
    expect([code, screen]).toEqual([3, expect.stringContaining("DINGTALK_APP_KEY=...\\n  DINGTALK_APP_SECRET=...")]);
  });

  it("a table fits the columns of the terminal", async () => {
    const { home, environment } = await simulateFirstUse();
    const credentials = { DINGTALK_APP_KEY: appKey, DINGTALK_APP_SECRET: appSecret };
    const options = { home, environment: { ...environment, ...credentials }, columns: 60 };
    const { screen } = await runOnTerminal(["user", "search", "张"], options);
    const lines = screen.trimEnd().split("\n");
    expect(lines.at(-1)).toMatch(/^zhangwei07 /);
    const widths = lines.map(widthOf);
    expect(Math.max(...widths)).toBeLessThanOrEqual(60);
  });

  it("a deletion is asked about, and done only after a clear yes", async () => {
    const { home, environment, run } = await simulateFirstUse();
    const person = { DINGTALK_APP_KEY: appKey, DINGTALK_APP_SECRET: appSecret, DINGTALK_MY_USER_ID: "lisi02" };
    const created = await run(["todo", "create", "x", "--url", "https://example.com"], { environment: person });
    const { id } = created.json.data as { id: string };
    const remove = (answer: string) => {
      const typed = [{ after: /Delete the to-do .* Go on\? \[y\/N\] /, text: answer }];
      return runOnTerminal(["todo", "delete", id], { home, environment: { ...environment, ...person }, typed });
    };
    expect((await remove("\r")).screen).toContain("Not confirmed; nothing was done.");
    expect((await remove("y\r")).code).toBe(0);
    expect((await run(["todo", "get", id], { environment: person })).json.error.code).toBe("NOT_FOUND");
  });

  it("dt auth login --paste takes the address that the browser ended on", async () => {
    const { home, environment, run } = await simulateFirstUse();
    const credentials = { DINGTALK_APP_KEY: appKey, DINGTALK_APP_SECRET: appSecret };
    const typed = [{ after: /http\S+\/oauth2\/auth[^]*shows now: /, text: browse }];
    const options = { home, environment: { ...environment, ...credentials }, typed, columns: 400 };
    const { code, screen } = await runOnTerminal(["auth", "login", "--paste"], options);
    expect([code, screen]).toEqual([0, expect.stringMatching(/^nick +李四$/m)]);
    const contact = await run(["user", "contact"], { environment: credentials });
    expect(contact.json.data).toMatchObject({ nick: "李四" });
  });
});
