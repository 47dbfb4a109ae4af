import { chmodSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { dt } from "../../test/dt.ts";
import { type LocalDingTalk, type Received, type Reply, startLocalDingTalk } from "../../test/local-dingtalk.ts";
import { temporaryFolder } from "../../test/temporary-folder.ts";

const person = { userid: "manager01", name: "张三", unionid: "manager01Union" };
const people = { "/topapi/v2/user/get": () => ({ body: { errcode: 0, result: person } }) };

function configOf(home: string, name = "config"): string {
  return join(home, ".dingtalk-skills", name);
}

function writeConfig(home: string, text: string, name?: string): void {
  mkdirSync(join(home, ".dingtalk-skills"), { recursive: true });
  writeFileSync(configOf(home, name), text, { mode: 0o600 });
}

function hostsOf({ url }: LocalDingTalk): Record<string, string> {
  return { DINGTALK_API_URL: url, DINGTALK_OAPI_URL: url };
}

describe("without credentials", () => {
  it("a command without a terminal says which lines to set, and where", async () => {
    const home = temporaryFolder();
    const { code, json } = await dt(["user", "get", "manager01"], { home });
    expect(code).toBe(3);
    expect(json.error.code).toBe("MISSING_CREDENTIALS");
    expect(json.error.hint).toContain(configOf(home));
    expect(json.error.hint).toContain("DINGTALK_APP_KEY=...\n  DINGTALK_APP_SECRET=...");
    expect(json.error.hint).not.toContain("DINGTALK_MY_USER_ID");
  });

  it("a command that acts for a person asks for the userId alone when the app is known", async () => {
    const server = await startLocalDingTalk({});
    const { json } = await dt(["todo", "list"], { environment: server.environment });
    expect(json.error.message).toBe("Not configured: DINGTALK_MY_USER_ID is missing.");
  });

  it("--json never asks, not even on a terminal", async () => {
    const { code, err } = await dt(["user", "get", "manager01", "--json"], { terminal: { answers: ["a", "b"] } });
    expect([code, err]).toEqual([3, ""]);
  });

  it("a terminal is asked once for everything, the secret is not shown, and the file is private", async () => {
    const server = await startLocalDingTalk(people);
    const home = temporaryFolder();
    const answers = ["dingapp", "very-secret-of-dingapp", "manager01"];
    const environment = hostsOf(server);
    const first = await dt(["user", "get", "manager01"], { home, environment, terminal: { answers } });
    expect(first.code).toBe(0);
    expect(first.err).toContain("App key");
    expect(first.err + first.out).not.toContain("very-secret");
    expect(readFileSync(configOf(home), "utf8")).toContain("DINGTALK_APP_SECRET=very-secret-of-dingapp\n");
    expect(statSync(configOf(home)).mode & 0o777).toBe(0o600);
    const second = await dt(["user", "get", "manager01"], { home, environment, terminal: {} });
    expect(second.code).toBe(0);
    expect(second.err).toBe("");
  });

  it("of answers pasted together none is lost, and no secret shown", async () => {
    const server = await startLocalDingTalk(people);
    const answers = ["dingapp\rvery-secret-of-dingapp\rmanager01"];
    const outcome = await dt(["user", "get", "manager01"], { environment: hostsOf(server), terminal: { answers } });
    expect(outcome.code).toBe(0);
    expect(outcome.err).not.toContain("very-secret");
    expect(server.tokenCalls[0]?.body).toEqual({ appKey: "dingapp", appSecret: "very-secret-of-dingapp" });
  });

  it("wrong answers are asked for again and not stored", async () => {
    const server = await startLocalDingTalk(people, ({ body }) => {
      return body.appSecret === "right-secret"
        ? undefined
        : { status: 400, body: { code: "invalidClientIdOrSecret", message: "无效的clientId或者clientSecret" } };
    });
    const home = temporaryFolder();
    const answers = ["dingapp", "wrong-secret", "", "dingapp", "right-secret", ""];
    const { code } = await dt(["user", "get", "manager01"], {
      home,
      environment: hostsOf(server),
      terminal: { answers },
    });
    expect(code).toBe(0);
    expect(readFileSync(configOf(home), "utf8")).not.toContain("wrong-secret");
  });
});

describe("the config file", () => {
  it("keeps lines that dt does not know, their order and their form", async () => {
    const server = await startLocalDingTalk(people);
    const home = temporaryFolder();
    const known = `DINGTALK_APP_KEY=dingapp\nexport DINGTALK_APP_SECRET="secret-of-dingapp"\n`;
    writeConfig(home, `# mine\nOTHER_TOOL = yes\n\n${known}not a line\n`);
    const { code } = await dt(["user", "get", "manager01"], { home, environment: hostsOf(server) });
    expect(code).toBe(0);
    const text = readFileSync(configOf(home), "utf8");
    expect(text.startsWith(`# mine\nOTHER_TOOL = yes\n\n${known}not a line\nDINGTALK_ACCESS_TOKEN=token-1\n`)).toBe(
      true,
    );
    expect(server.tokenCalls[0]?.body).toEqual({ appKey: "dingapp", appSecret: "secret-of-dingapp" });
  });

  it("keeps the token for 7 000 s, in seconds, and a rejected one is renewed once", async () => {
    let accepted = "token-1";
    const server = await startLocalDingTalk({
      "/topapi/v2/user/get": ({ query }) => {
        return query.access_token === accepted
          ? { body: { errcode: 0, result: person } }
          : { body: { errcode: 88, errmsg: "ding talk error", sub_code: "40014", sub_msg: "不合法的access_token" } };
      },
    });
    const home = temporaryFolder();
    const run = () => dt(["user", "get", "manager01"], { home, environment: server.environment });
    await run();
    await run();
    expect(server.tokenCalls).toHaveLength(1);
    const expiry = Number(/DINGTALK_TOKEN_EXPIRY=(\d+)/.exec(readFileSync(configOf(home), "utf8"))?.[1]);
    expect(Math.abs(expiry - Date.now() / 1_000 - 7_000)).toBeLessThan(30);
    accepted = "token-2";
    expect((await run()).code).toBe(0);
    expect(server.tokenCalls).toHaveLength(2);
    expect(readFileSync(configOf(home), "utf8")).toContain("DINGTALK_ACCESS_TOKEN=token-2\n");
  });

  it("finds the operator id from the user id and stores it", async () => {
    const server = await startLocalDingTalk({
      ...people,
      "POST /v1.0/todo/users/manager01Union/org/tasks/query": () => ({ body: { todoCards: [] } }),
    });
    const home = temporaryFolder();
    writeConfig(home, "DINGTALK_MY_USER_ID=manager01\n");
    const run = () => dt(["todo", "list"], { home, environment: server.environment });
    expect((await run()).code).toBe(0);
    expect(readFileSync(configOf(home), "utf8")).toContain("DINGTALK_MY_OPERATOR_ID=manager01Union\n");
    await run();
    expect(server.received.filter(({ path }) => path === "/topapi/v2/user/get")).toHaveLength(1);
  });

  it("that cannot be read is told of before the lines to set, which end the hint", async () => {
    const home = temporaryFolder();
    mkdirSync(configOf(home), { recursive: true });
    const { json } = await dt(["user", "get", "manager01"], { home });
    expect(json.error.hint).toMatch(
      /cannot be read \(EISDIR\)\.\nSet these lines [^]*\n {2}DINGTALK_APP_SECRET=\.\.\.$/,
    );
  });

  it("K4: credentials of the environment are enough where the home is read-only or is no folder", async () => {
    const server = await startLocalDingTalk(people);
    const home = join(temporaryFolder(), "no-folder");
    writeFileSync(home, "");
    const { code, json } = await dt(["user", "get", "manager01"], {
      home,
      folder: temporaryFolder(),
      environment: server.environment,
    });
    expect([code, json.data]).toEqual([0, person]);
  });

  it("K4: a copied file that anybody may read works, and becomes private when it is written", async () => {
    const server = await startLocalDingTalk(people);
    const home = temporaryFolder();
    writeConfig(home, "DINGTALK_APP_KEY=dingapp\r\nDINGTALK_APP_SECRET=secret-of-dingapp\r\n");
    chmodSync(configOf(home), 0o644);
    expect((await dt(["user", "get", "manager01"], { home, environment: hostsOf(server) })).code).toBe(0);
    expect(statSync(configOf(home)).mode & 0o777).toBe(0o600);
  });

  it("K4: a file that cannot be read is named", async () => {
    const home = temporaryFolder();
    mkdirSync(configOf(home), { recursive: true });
    const { code, json } = await dt(["user", "get", "manager01"], { home });
    expect(code).toBe(3);
    expect(json.error.hint).toContain("cannot be read (EISDIR)");
  });
});

function tokenOfApp({ body }: Received): Reply {
  return { body: { accessToken: `token-of-${String(body.appKey)}`, expireIn: 7_200 } };
}

describe("profiles", () => {
  const operators = {
    "/topapi/v2/user/get": ({ query }: { query: Readonly<Record<string, string>> }) => ({
      body: { errcode: 0, result: { userid: "manager01", name: `of ${query.access_token}` } },
    }),
  };
  it("K5: the same userId in two organisations is asked for with the right app each time", async () => {
    const server = await startLocalDingTalk(operators, tokenOfApp);
    const home = temporaryFolder();
    writeConfig(home, "DINGTALK_APP_KEY=dinga\nDINGTALK_APP_SECRET=secret-a-0001\n");
    writeConfig(home, "DINGTALK_APP_KEY=dingb\nDINGTALK_APP_SECRET=secret-b-0001\n", "config.b");
    const environment = hostsOf(server);
    const ask = async (...flags: string[]) =>
      (await dt(["user", "get", "manager01", ...flags], { home, environment })).json.data;
    expect(await ask()).toMatchObject({ name: "of token-of-dinga" });
    expect(await ask("--profile", "b")).toMatchObject({ name: "of token-of-dingb" });
    expect(await ask()).toMatchObject({ name: "of token-of-dinga" });
  });

  it("K5: a profile is not mixed with the app of the environment, nor the environment with the file's token", async () => {
    const server = await startLocalDingTalk(operators, tokenOfApp);
    const home = temporaryFolder();
    const stored = "DINGTALK_ACCESS_TOKEN=token-of-dinga\nDINGTALK_TOKEN_EXPIRY=9999999999\n";
    writeConfig(home, `DINGTALK_APP_KEY=dinga\nDINGTALK_APP_SECRET=secret-a-0001\n${stored}`);
    writeConfig(home, "DINGTALK_APP_KEY=dingb\n", "config.b");
    const environment = { ...hostsOf(server), DINGTALK_APP_KEY: "dingc", DINGTALK_APP_SECRET: "secret-c-0001" };
    const other = await dt(["user", "get", "manager01"], { home, environment });
    expect(other.json.data).toMatchObject({ name: "of token-of-dingc" });
    const refused = await dt(["user", "get", "manager01", "--profile", "b"], { home, environment });
    expect(refused.json.error).toMatchObject({ code: "MISSING_CREDENTIALS", message: /APP_SECRET is missing/ });
  });

  it("K5: the operator id of the file is not used for another person or app", async () => {
    const lists = { "POST /v1.0/todo/users/bUnion/org/tasks/query": () => ({ body: { todoCards: [] } }) };
    const server = await startLocalDingTalk({
      ...lists,
      "/topapi/v2/user/get": () => ({ body: { errcode: 0, result: { userid: "b", unionid: "bUnion" } } }),
    });
    const home = temporaryFolder();
    writeConfig(home, "DINGTALK_MY_USER_ID=a\nDINGTALK_MY_OPERATOR_ID=aUnion\n");
    const environment = { ...server.environment, DINGTALK_MY_USER_ID: "b" };
    expect((await dt(["todo", "list"], { home, environment })).code).toBe(0);
    expect(readFileSync(configOf(home), "utf8")).toContain("DINGTALK_MY_OPERATOR_ID=aUnion\n");
  });

  it("a mistyped profile is named with the right one", async () => {
    const home = temporaryFolder();
    writeConfig(home, "DINGTALK_APP_KEY=dinga\n", "config.acme");
    const { json } = await dt(["user", "get", "x", "--profile", "acmee"], { home });
    expect(json.error.hint).toContain("--profile acme?");
  });
});
