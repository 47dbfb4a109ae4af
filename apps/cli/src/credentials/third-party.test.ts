import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type App, defaultApp, defaultWorld } from "@dt/simulator";
import { describe, expect, it } from "vitest";
import { type SimulatedDt, simulate } from "../../test/simulator.ts";

const suite: App = {
  ...defaultApp,
  appKey: "suitesimulator01",
  appSecret: "secret-of-the-suite-0001",
  robotCode: "robotofthesuite01",
  kind: "thirdPartyOrg",
  suiteTicket: "ticket-of-the-suite-0001",
};

const lines = {
  DINGTALK_SUITE_KEY: suite.appKey,
  DINGTALK_SUITE_SECRET: suite.appSecret,
  DINGTALK_SUITE_TICKET: suite.suiteTicket ?? "",
  DINGTALK_CORP_ID: suite.corpId,
};
/** The app of the organisation that {@link simulate} sets is not there. */
const withoutApp = { DINGTALK_APP_KEY: "", DINGTALK_APP_SECRET: "" };

function simulateSuite(): Promise<SimulatedDt> {
  const { apps, people, groups } = defaultWorld();
  return simulate({ world: { apps: [...apps, suite], people, groups } });
}

function configOf({ folder }: SimulatedDt): string {
  return join(folder, ".dingtalk-skills", "config");
}

function writeConfig(simulated: SimulatedDt, values: Readonly<Record<string, string>>): void {
  mkdirSync(join(simulated.folder, ".dingtalk-skills"), { recursive: true });
  const text = Object.entries(values).map(([key, value]) => `${key}=${value}\n`);
  writeFileSync(configOf(simulated), text.join(""), { mode: 0o600 });
}

describe("a third-party enterprise app", () => {
  it("calls with the token of the organisation that installed it, kept in the file under its own name", async () => {
    const simulated = await simulateSuite();
    writeConfig(simulated, lines);
    const { code, json, out } = await simulated.run(["user", "get", "zhangsan01"], { environment: withoutApp });
    expect([code, json.data]).toMatchObject([0, { userid: "zhangsan01" }]);
    await simulated.run(["user", "get", "lisi02"], { environment: withoutApp });
    const tokens = simulated.simulator.record.requests().filter(({ operation }) => operation?.includes("Token"));
    expect(tokens.map(({ operation }) => operation)).toEqual(["getCorpAccessToken"]);
    const text = readFileSync(configOf(simulated), "utf8");
    expect(text).toContain(`:thirdParty:${suite.appKey}:${suite.corpId}\n`);
    expect(out).not.toContain(suite.appSecret);
  });

  it("takes the newest ticket from the file, where whoever receives it writes it", async () => {
    const simulated = await simulateSuite();
    writeConfig(simulated, { ...lines, DINGTALK_SUITE_TICKET: "an-old-ticket" });
    const run = () => simulated.run(["user", "get", "zhangsan01"], { environment: withoutApp });
    expect((await run()).json.error).toMatchObject({ code: "AUTH_FAILED", apiCode: "invalidSuiteTicket" });
    writeConfig(simulated, lines);
    expect((await run()).code).toBe(0);
  });

  it("without a terminal names the lines that are missing, and the robot code only where a robot acts", async () => {
    const simulated = await simulateSuite();
    const { DINGTALK_SUITE_KEY } = lines;
    const missing = await simulated.run(["user", "get", "x"], { environment: { ...withoutApp, DINGTALK_SUITE_KEY } });
    expect(missing.json.error).toMatchObject({
      code: "MISSING_CREDENTIALS",
      hint: /DINGTALK_SUITE_SECRET=\.\.\.\n {2}DINGTALK_CORP_ID=\.\.\.\n {2}DINGTALK_SUITE_TICKET=\.\.\./,
    });
    const environment = { ...withoutApp, ...lines };
    const robot = await simulated.run(["robot", "send-user", "lisi02", "--text", "x"], { environment });
    expect(robot.json.error.message).toBe("Not configured: DINGTALK_ROBOT_CODE is missing.");
  });

  it("on a terminal asks for what is missing of it, tries it and stores it", async () => {
    const simulated = await simulateSuite();
    const { DINGTALK_SUITE_KEY } = lines;
    const answers = [lines.DINGTALK_SUITE_SECRET, lines.DINGTALK_CORP_ID, lines.DINGTALK_SUITE_TICKET, "lisi02"];
    const environment = { ...withoutApp, DINGTALK_SUITE_KEY };
    const { code, out, err } = await simulated.run(["user", "get", "x", "--debug"], {
      environment,
      terminal: { answers },
    });
    expect(code).toBe(6);
    for (const hidden of [suite.appSecret, lines.DINGTALK_SUITE_TICKET]) expect(out + err).not.toContain(hidden);
    expect(readFileSync(configOf(simulated), "utf8")).toContain(`DINGTALK_CORP_ID=${suite.corpId}\n`);
  });

  it("may not do what only internal apps may, and is told so before anything is sent", async () => {
    const simulated = await simulateSuite();
    const environment = { ...withoutApp, ...lines };
    const { json } = await simulated.run(["approval", "todo-count", "lisi02"], { environment });
    const before = simulated.simulator.record.requests().length;
    expect(json.error).toMatchObject({
      code: "PERMISSION_DENIED",
      message: /allows it only to apps of the organisation/,
    });
    expect(before).toBe(0);
  });

  it("is not mixed with an app of the organisation: the environment wins, and both at once are refused", async () => {
    const simulated = await simulateSuite();
    writeConfig(simulated, {
      ...lines,
      DINGTALK_ACCESS_TOKEN: "token-of-the-suite",
      DINGTALK_TOKEN_EXPIRY: "9999999999",
    });
    expect((await simulated.run(["user", "get", "zhangsan01"])).code).toBe(0);
    expect((await simulated.run(["auth", "status"])).json.data).toMatchObject({ kind: "internal app" });
    const both = await simulated.run(["user", "get", "zhangsan01"], { environment: lines });
    expect(both.json.error).toMatchObject({
      code: "INVALID_ARGUMENTS",
      message: "Both DINGTALK_APP_KEY and DINGTALK_SUITE_KEY are set.",
    });
  });

  it("is what dt auth status and dt doctor show, and what dt token asks with", async () => {
    const simulated = await simulateSuite();
    const environment = { ...withoutApp, ...lines, DINGTALK_ROBOT_CODE: suite.robotCode };
    expect((await simulated.run(["auth", "status"], { environment })).json.data).toMatchObject({
      kind: "third-party enterprise app",
      appKey: suite.appKey,
      corpId: suite.corpId,
      appSecret: "set",
    });
    const { json } = await simulated.run(["doctor"], { environment });
    const findings = json.data as { check: string; status: string; fix?: string }[];
    expect(findings.find(({ check }) => check === "Credentials")?.status).toBe("ok");
    expect(findings.find(({ check }) => check === "App kind")).toMatchObject({
      status: "warning",
      fix: expect.stringContaining("--profile"),
    });
    const dry = await simulated.run(["token", "--dry-run"], { environment });
    expect(dry.json.data).toMatchObject({ requests: [{ operation: "getCorpAccessToken" }] });
    for (const hidden of [suite.appSecret, lines.DINGTALK_SUITE_TICKET]) expect(dry.out).not.toContain(hidden);
  });
});
