import { writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";
import { operationNames } from "@dt/api";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { dt } from "../../test/dt.ts";
import { temporaryFolder } from "../../test/temporary-folder.ts";
import type { NamedCommand } from "../command/load-commands.ts";
import { loadCommands } from "../command/load-commands.ts";
import { groups } from "../commands/index.ts";

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
  "user inactive": ["--date", "20260301"],
  "approval list": ["--process-code", "P"],
  "approval forecast": ["--process-code", "P", "--field", "a=b", "--dept", "1"],
  "approval attachment-url": ["--instance", "i"],
  call: ["--data", '{"userid":"1"}'],
};

/** Arguments that cannot be 1. */
const given: Readonly<Record<string, readonly string[]>> = {
  call: ["POST", "/topapi/v2/user/get"],
  schema: ["getUser"],
  skill: ["dingtalk-api"],
  "user by-mobile": ["13800000001"],
};

/** Nothing of these is sent to DingTalk: they work on this machine, on Redis, or say what they would do themselves. */
const withoutRequests = /^(account|auth|completion|dead|doctor|schema|sessions|skill|tenants|trace|usage)( |$)/;
const remote = commands.filter(({ path }) => !withoutRequests.test(path) && path !== "mcp");
const local = commands.filter(({ path }) => withoutRequests.test(path));

const secret = "secret-of-dingapp-0001";
const credentials = {
  DINGTALK_APP_KEY: "dingapp",
  DINGTALK_APP_SECRET: secret,
  DINGTALK_ACCESS_TOKEN: "token-of-dingapp-0001",
};

/** An address where everybody is counted who connects. */
async function startCounting() {
  let connections = 0;
  const server = createServer((socket) => {
    connections += 1;
    socket.on("error", () => {}).end("HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n");
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { address, connections: () => connections, close: () => server.close() };
}

let counting: Awaited<ReturnType<typeof startCounting>>;
beforeAll(async () => {
  counting = await startCounting();
});
afterAll(() => counting.close());

/** Everything that dt could connect to is the counted address. */
function environmentOf(): Record<string, string> {
  const url = `http://${counting.address}`;
  const hosts = { DINGTALK_API_URL: url, DINGTALK_OAPI_URL: url, DINGTALK_LOGIN_URL: url };
  return { ...credentials, ...hosts, REDIS_URL: `redis://${counting.address}` };
}

function lineOf({ path, command }: NamedCommand, file: string): string[] {
  const values = (command.arguments ?? []).map(({ name, choices }) => {
    if (name === "file") return file;
    if (name === "url") return `http://${counting.address}/robot/send?access_token=token-of-robot-0001`;
    return choices?.[0] ?? "1";
  });
  return [...path.split(" "), ...(given[path] ?? values), ...(flags[path] ?? []), "--dry-run"];
}

describe("--dry-run", () => {
  it.each(remote.map((named) => [named.path, named] as const))(
    "K1: dt %s connects to nothing and prints the exact request, secrets masked",
    async (_path, named) => {
      const folder = temporaryFolder();
      writeFileSync(join(folder, "a.pdf"), "x");
      const { code, json, out, err } = await dt(lineOf(named, "a.pdf"), { environment: environmentOf(), home: folder });
      expect(err).toBe("");
      expect(json).toMatchObject({ success: true, data: { dryRun: true } });
      expect(code).toBe(0);
      const { requests } = json.data as { requests: { method: string; url: string }[] };
      expect(requests.length).toBeGreaterThan(0);
      for (const { method, url } of requests) {
        expect(method).toMatch(/^(GET|POST|PUT|DELETE)$/);
        expect(new URL(url).host).toBe(counting.address);
      }
      for (const hidden of [secret, "token-of-dingapp-0001", "token-of-robot-0001"]) expect(out).not.toContain(hidden);
      expect(counting.connections()).toBe(0);
    },
  );

  it.each(local.map((named) => [named.path, named] as const))("K1: dt %s connects to nothing", async (_path, named) => {
    const environment = { ...environmentOf(), OPENAI_API_KEY: "key-of-the-model" };
    const { code, json, err } = await dt([...lineOf(named, "a.pdf"), "--json"], { environment });
    expect([code, err]).toEqual([0, ""]);
    expect(json.data).toMatchObject(named.command.effect === "read" ? {} : { dryRun: true });
    expect(counting.connections()).toBe(0);
  });

  it("K1: what is counted would be seen: the same commands connect without --dry-run", async () => {
    const seen = await startCounting();
    const url = `http://${seen.address}`;
    const environment = { ...credentials, DINGTALK_API_URL: url, DINGTALK_OAPI_URL: url };
    await dt(["call", "POST", "/topapi/thing"], { environment });
    expect(seen.connections()).toBeGreaterThan(0);
    const before = seen.connections();
    await dt(["account"], { environment: { REDIS_URL: `redis://${seen.address}` } });
    expect(seen.connections()).toBeGreaterThan(before);
    seen.close();
  });

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
      environment: { ...credentials, DINGTALK_MY_USER_ID: "me" },
    });
    const { requests } = json.data as { requests: { operation: string; url: string }[] };
    expect(requests.map(({ operation }) => operation)).toEqual(["getUser", "todoUpdate"]);
    expect(requests[1]?.url).toBe(
      "https://api.dingtalk.com/v1.0/todo/users/UNIONID_OF_me/tasks/t1?operatorId=UNIONID_OF_me",
    );
  });
});

const dangerous = commands.filter(({ command }) => command.effect === "destructive" || command.costly === true);

describe("what deletes or costs money", () => {
  it.each(dangerous.map((named) => [named.path, named] as const))(
    "dt %s is not done without --yes where nobody can be asked",
    async (_path, named) => {
      const words = lineOf(named, "a.pdf").filter((word) => word !== "--dry-run");
      const { code, json } = await dt(words, { environment: environmentOf() });
      expect([code, json.error]).toMatchObject([
        2,
        { code: "INVALID_ARGUMENTS", message: /(cannot be undone|may cost money) and was not run/, hint: /--yes/ },
      ]);
      expect(counting.connections()).toBe(0);
    },
  );

  it("is known to be some commands", () => {
    const paths = dangerous.map(({ path }) => path);
    expect(paths).toEqual(
      expect.arrayContaining(["todo delete", "robot recall-user", "robot ding", "sessions forget"]),
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
