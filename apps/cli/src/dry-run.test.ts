import { writeFileSync } from "node:fs";
import net from "node:net";
import { join } from "node:path";
import { operationNames } from "@dt/api";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { dt, temporaryFolder } from "../test/dt.ts";
import type { NamedCommand } from "./command/load-commands.ts";
import { loadCommands } from "./command/load-commands.ts";
import { groups } from "./commands/index.ts";

const commands = await loadCommands(groups);

/** Flags that a command needs beyond its arguments. */
const flags: Readonly<Record<string, readonly string[]>> = {
  "robot send-user": ["--text", "hi"],
  "robot send-group": ["--text", "hi"],
  "robot webhook": ["--text", "hi"],
  "robot ding": ["--text", "hi"],
  "robot send-chat": ["--template", "sampleText", "--param", '{"content":"hi"}', "--cool-app-code", "c"],
  "card create": ["--template", "t", "--to-user", "u", "--set", "a=b"],
  "card deliver": ["--to-group", "cid"],
  "card update": ["--set", "a=b"],
  "card stream": ["--text", "hi"],
  "card register-callback": ["--url", "https://example.com"],
  "approval create": ["--process-code", "P", "--field", "a=b", "--dept", "1"],
  "approval execute": ["--agree"],
  "approval transfer": ["--to", "u"],
  "approval attachment-preview": ["--instance", "i"],
  "approval attachment-allow": ["--files", '[{"fileId":"1","spaceId":2}]'],
  "todo create-own": ["--executor", "u"],
  "todo executor-done": ["--executor", "u"],
};

const mutating = commands.filter(({ command }) => command.effect !== "read");
/** Those that work on this machine or on Redis, and send no request to DingTalk. */
const local = mutating.filter(({ path }) => /^(dead|sessions|auth) /.test(path));
const remote = mutating.filter((named) => !local.includes(named));

const secret = "secret-of-dingapp-0001";
const environment = {
  DINGTALK_APP_KEY: "dingapp",
  DINGTALK_APP_SECRET: secret,
  DINGTALK_ACCESS_TOKEN: "token-of-dingapp-0001",
};

function lineOf({ path, command }: NamedCommand, file: string): string[] {
  const values = (command.arguments ?? []).map(({ name }) => {
    if (name === "file") return file;
    return name === "url" ? "https://oapi.dingtalk.com/robot/send?access_token=token-of-robot-0001" : "1";
  });
  return [...path.split(" "), ...values, ...(flags[path] ?? []), "--dry-run"];
}

describe("--dry-run", () => {
  const opened = vi.fn<() => void>();
  beforeEach(() => {
    opened.mockClear();
    vi.spyOn(net.Socket.prototype, "connect").mockImplementation(() => {
      opened();
      throw new Error("a socket was opened");
    });
  });
  afterEach(() => vi.restoreAllMocks());

  it.each(remote.map((named) => [named.path, named] as const))(
    "K1: dt %s opens no socket and prints the exact request, secrets masked",
    async (_path, named) => {
      const folder = temporaryFolder();
      writeFileSync(join(folder, "a.pdf"), "x");
      const { code, json, out, err } = await dt(lineOf(named, "a.pdf"), { environment, home: folder });
      expect(err).toBe("");
      expect(json).toMatchObject({ success: true, data: { dryRun: true } });
      expect(code).toBe(0);
      const { requests } = json.data as { requests: { method: string; url: string }[] };
      expect(requests.length).toBeGreaterThan(0);
      for (const { method, url } of requests) {
        expect(method).toMatch(/^(GET|POST|PUT|DELETE)$/);
        expect(url).toMatch(/^https:\/\/(api|oapi)\.dingtalk\.com\//);
      }
      for (const hidden of [secret, "token-of-dingapp-0001", "token-of-robot-0001"]) expect(out).not.toContain(hidden);
      expect(opened).not.toHaveBeenCalled();
    },
  );

  it.each(local.map((named) => [named.path, named] as const))(
    "K1: dt %s opens no socket and says what it would do",
    async (_path, named) => {
      const { code, json, err } = await dt(lineOf(named, "a.pdf"), { environment });
      expect([code, err]).toEqual([0, ""]);
      expect(json.data).toMatchObject({ dryRun: true });
      expect(opened).not.toHaveBeenCalled();
    },
  );

  it("K1: needs no credentials and is read as an HTTP message on a terminal", async () => {
    const { out, code } = await dt(["user", "get", "manager01", "--dry-run"], { terminal: {} });
    expect(code).toBe(0);
    expect(out).toBe(
      [
        "POST https://oapi.dingtalk.com/topapi/v2/user/get?access_token=****",
        "accept: application/json",
        "content-type: application/json",
        "",
        '{\n  "userid": "manager01"\n}\n',
      ].join("\n"),
    );
  });

  it("shows what is looked up first, and what depends on it", async () => {
    const { json } = await dt(["todo", "done", "t1", "--dry-run"], {
      environment: { ...environment, DINGTALK_MY_USER_ID: "me" },
    });
    const { requests } = json.data as { requests: { operation: string; url: string }[] };
    expect(requests.map(({ operation }) => operation)).toEqual(["getUser", "todoUpdate"]);
    expect(requests[1]?.url).toBe(
      "https://api.dingtalk.com/v1.0/todo/users/UNIONID_OF_me/tasks/t1?operatorId=UNIONID_OF_me",
    );
  });
});

it("every operation has a command of its own, but those that only programs need", () => {
  const covered = new Set(commands.flatMap(({ command }) => command.operation ?? []));
  const left = operationNames.filter((name) => !covered.has(name));
  expect(left.toSorted()).toEqual([
    "cardCreate", // dt card create without a place
    "getAppAccessToken", // dt token
    "getCorpAccessToken",
    "getSuiteAccessToken",
    "getTenantToken",
    "getUserAccessToken", // dt auth login
    "legacyGetCorpToken",
    "legacyGetToken",
    "robotQueryGroupRead", // dt robot read-status --group
    "robotReplySession", // dt robot webhook with a session
    "streamOpenConnection", // dt doctor
  ]);
});
