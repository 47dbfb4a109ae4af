import { readFileSync } from "node:fs";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { describe, expect, it } from "vitest";
import { dt } from "../../../test/dt.ts";
import { spawnDt } from "../../../test/dt-process.ts";
import { type LocalDingTalk, startLocalDingTalk } from "../../../test/local-dingtalk.ts";
import { simulateProcesses } from "../../../test/simulated-processes.ts";
import { temporaryFolder } from "../../../test/temporary-folder.ts";

async function startLogin(): Promise<LocalDingTalk & { home: string; person: Record<string, string> }> {
  const server = await startLocalDingTalk({
    "/v1.0/oauth2/userAccessToken": ({ body }) => ({
      body: { accessToken: `person-${String(body.grantType)}`, refreshToken: "refresh-token-0002", expireIn: 7_200 },
    }),
    "/v1.0/contact/users/me": () => ({ body: { nick: "三", unionId: "u1", openId: "o1" } }),
  });
  return { ...server, home: temporaryFolder(), person: { ...server.environment } };
}

/** Runs the login and hands its address to the browser. */
async function login(environment: Record<string, string>, home: string, browse: (url: URL) => Promise<unknown>) {
  const errors = new PassThrough();
  const said = Promise.withResolvers<URL>();
  errors.on("data", (chunk: Buffer) => {
    const url = /https?:\/\/\S+\/oauth2\/auth\S+/.exec(chunk.toString())?.[0];
    if (url !== undefined) said.resolve(new URL(url));
  });
  const outcome = dt(["auth", "login", "--port", "0"], { environment, home, errors });
  await browse(await said.promise);
  return outcome;
}

function redirectOf(url: URL, parameters: Record<string, string>): string {
  const target = new URL(url.searchParams.get("redirect_uri") ?? "");
  for (const [name, value] of Object.entries(parameters)) target.searchParams.set(name, value);
  return target.href;
}

describe("dt auth", () => {
  it("logs a person in through the browser, and calls in their name from then on", async () => {
    const { home, person, received } = await startLogin();
    const outcome = await login(person, home, async (url) => {
      expect(url.searchParams.get("client_id")).toBe("dingapp");
      const state = url.searchParams.get("state") ?? "";
      // A page that does not know the state changes nothing, whatever it asks for.
      await fetch(`${new URL(redirectOf(url, {})).origin}//`);
      await fetch(redirectOf(url, { authCode: "stolen", state: "guess" }));
      await fetch(redirectOf(url, { authCode: "code1", state }));
    });
    expect(outcome.json.data).toEqual({ loggedIn: true, nick: "三", unionId: "u1" });
    expect(outcome.out + outcome.err).not.toContain("refresh-token");
    expect(received[0]?.body).toMatchObject({ grantType: "authorization_code", code: "code1" });

    const card = await dt(["user", "contact"], { environment: person, home });
    expect(card.json.data).toMatchObject({ nick: "三" });
    expect(received.at(-1)?.headers["x-acs-dingtalk-access-token"]).toBe("person-refresh_token");
    expect((await dt(["auth", "status"], { environment: person, home })).json.data).toMatchObject({
      loggedIn: true,
      appSecret: "set",
    });
    await dt(["auth", "logout"], { environment: person, home });
    expect(readFileSync(join(home, ".dingtalk-skills/config"), "utf8")).not.toMatch(/DINGTALK_USER_/);
  });

  it("says that it was declined", async () => {
    const { home, person } = await startLogin();
    const { code, json } = await login(person, home, (url) => {
      return fetch(redirectOf(url, { error: "access_denied", state: url.searchParams.get("state") ?? "" }));
    });
    expect([code, json.error.code]).toEqual([4, "AUTH_FAILED"]);
  });

  it("takes the address that is pasted, where there is no browser", async () => {
    const { home, person, received } = await startLogin();
    const { code } = await dt(["auth", "login", "--paste"], {
      environment: person,
      home,
      terminal: { answers: ["code2"] },
    });
    expect(code).toBe(0);
    expect(received[0]?.body).toMatchObject({ code: "code2" });
  });

  it("says what to do where nobody has logged in", async () => {
    const { home, person } = await startLogin();
    const { json } = await dt(["user", "contact"], { environment: person, home });
    expect(json.error).toMatchObject({ code: "AUTH_FAILED", hint: "Log in once with: dt auth login" });
    expect((await dt(["auth", "status"], { home })).json.error.code).toBe("MISSING_CREDENTIALS");
  });

  it("against the simulator: logs in as a process, acts for that person, and forgets the login", async () => {
    const { run, environment, home, simulator } = await simulateProcesses();
    const started = spawnDt(["auth", "login", "--port", "0"], {
      environment: { ...environment, DINGTALK_LOGIN_URL: simulator.url },
      home,
    });
    started.stdin.end();
    const said = Promise.withResolvers<string>();
    let [out, err] = ["", ""];
    started.stdout.on("data", (chunk: Buffer) => (out += chunk.toString()));
    started.stderr.on("data", (chunk: Buffer) => {
      err += chunk.toString();
      const url = /http\S+\/oauth2\/auth\S+(?=\n)/.exec(err)?.[0];
      if (url !== undefined) said.resolve(url);
    });
    const ended = new Promise((resolve) => {
      started.on("close", resolve);
    });
    const page = await fetch(`${await said.promise}&userId=wangfang03`);
    expect(await page.text()).toMatch(/^Logged in\./);
    expect(await ended).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ data: { loggedIn: true, nick: "王芳" } });
    expect((await run(["user", "contact"])).json.data).toMatchObject({ nick: "王芳" });
    const made = await run(["todo", "create-own", "自己的"], { environment: { DINGTALK_MY_USER_ID: "wangfang03" } });
    expect(made.json.data).toMatchObject({ taskId: expect.any(String) });
    expect((await run(["auth", "status"])).json.data).toMatchObject({ loggedIn: true });
    expect((await run(["auth", "logout"])).code).toBe(0);
    expect((await run(["user", "contact"])).json.error).toMatchObject({ hint: "Log in once with: dt auth login" });
    expect(readFileSync(join(home, ".dingtalk-skills/config"), "utf8")).toContain("DINGTALK_ACCESS_TOKEN=");
  });
});
