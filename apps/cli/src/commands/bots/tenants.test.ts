import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { defaultApp } from "@dt/simulator";
import { describe, expect, it } from "vitest";
import { dt } from "../../../test/dt.ts";
import { simulate } from "../../../test/simulator.ts";
import { temporaryFolder } from "../../../test/temporary-folder.ts";

const secret = "s3cret-of-globex-0001";

/** A folder with a tenants file: JSON is YAML too. */
function folderWith(tenants: readonly object[]): string {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "tenants.yaml"), JSON.stringify({ tenants }));
  return folder;
}

function makeTenant(id: string, dingtalk: object = {}) {
  return {
    id,
    dingtalk: { appKey: `ding-${id}`, appSecret: secret, ...dingtalk },
    model: { apiKey: "model-key-0001" },
  };
}

function lines(values: object): string {
  return Object.entries(values)
    .map(([name, value]) => `${name}=${value}\n`)
    .join("");
}

interface Checked {
  readonly id?: string;
  readonly problems: readonly { readonly name: string; readonly problem: string }[];
  readonly checks?: readonly { readonly check: string; readonly status: string; readonly fix?: string }[];
}

function tenantsIn(data: unknown): readonly Checked[] {
  return (data as { tenants: readonly Checked[] }).tenants;
}

describe("dt tenants check", () => {
  it("says what is missing where nothing is configured, with the lines to set", async () => {
    const { code, json } = await dt(["tenants", "check"]);
    expect(code).toBe(3);
    expect(json.error).toMatchObject({ code: "MISSING_CREDENTIALS", hint: /DINGTALK_APP_KEY is missing: set it to/ });
    expect(tenantsIn(json.data)[0]?.problems.map(({ name }) => name)).toEqual([
      "DINGTALK_APP_KEY",
      "DINGTALK_APP_SECRET",
      "OPENAI_API_KEY",
    ]);
  });

  it("is content with an environment that a service starts with, and a .env file in the folder", async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, ".env"), `DINGTALK_APP_KEY=ding1\nDINGTALK_APP_SECRET=${secret}\nOPENAI_API_KEY=k3y\n`);
    const { code, json, out } = await dt(["tenants", "check"], { folder });
    expect([code, tenantsIn(json.data)]).toMatchObject([0, [{ id: "default", problems: [], replyMode: "auto" }]]);
    expect(out).not.toContain(secret);
  });

  it("names every problem of a file with its tenant, and shows no value", async () => {
    const folder = folderWith([
      makeTenant("acme", { appSecret: "${ACME_SECRET}" }),
      makeTenant("globex"),
      { ...makeTenant("initech"), limit: { sendPerSecond: 5 } },
    ]);
    const words = ["tenants", "check", "--file", "tenants.yaml"];
    const { code, json, out } = await dt(words, { folder });
    expect([code, json.error.code]).toEqual([2, "INVALID_ARGUMENTS"]);
    expect(tenantsIn(json.data).map(({ id, problems }) => [id, problems.map(({ name }) => name)])).toEqual([
      ["acme", ["tenants[0].dingtalk.appSecret"]],
      ["globex", []],
      ["initech", ["tenants[2].limit"]],
    ]);
    expect(out).not.toContain(secret);
    const shown = await dt(words, { folder, terminal: {} });
    expect(shown.out).toMatch(/^✗ acme .*\n {2}✗ tenants\[0\]\.dingtalk\.appSecret needs the variable ACME_SECRET/m);
    expect(shown.out).toMatch(/^✓ globex/m);
  });

  it("says that a file is not there, and takes DT_TENANTS_FILE", async () => {
    const { json } = await dt(["tenants", "check"], { environment: { DT_TENANTS_FILE: "gone.yaml" } });
    expect(json.error).toMatchObject({ code: "INVALID_ARGUMENTS", hint: /gone\.yaml\) cannot be read/ });
  });

  it("--live looks at each app with what its bot needs, changes nothing and says what to click", async () => {
    const { simulator, run, folder } = await simulate();
    const {
      appKey,
      appSecret,
      cardTemplates: [cardTemplateId],
    } = defaultApp;
    const tenants = [
      { ...makeTenant("good", { appKey, appSecret, cardTemplateId }), tools: ["users.search"] },
      makeTenant("wrong"),
    ];
    writeFileSync(join(folder, "tenants.yaml"), JSON.stringify({ tenants }));
    const words = ["tenants", "check", "--live", "--file", "tenants.yaml"];
    simulator.permissions.withdraw(appKey, "Card.Streaming.Write");
    const { code, json, out } = await run(words);
    expect([code, json.error]).toMatchObject([
      4,
      { code: "AUTH_FAILED", message: "Not in order: Credentials of wrong." },
    ]);
    const [good, wrong] = tenantsIn(json.data);
    expect(good?.checks?.map(({ check, status }) => [check, status])).toEqual([
      ["Credentials", "ok"],
      ["Stream", "ok"],
      ["Card template", "ok"],
      ["qyapi_get_member", "ok"],
      ["qyapi_addresslist_search", "ok"],
      ["qyapi_robot_sendmsg", "ok"],
      ["Card.Instance.Write", "ok"],
      ["Card.Streaming.Write", "warning"],
    ]);
    expect(good?.checks?.at(-1)?.fix).toMatch(/developer console > your app > Permissions > Card\.Streaming\.Write/);
    expect(wrong?.checks).toMatchObject([{ check: "Credentials", status: "failed" }]);
    for (const hidden of [appSecret, secret]) expect(out).not.toContain(hidden);
    expect([simulator.connections(), simulator.record.deliveries()]).toEqual([[], []]);
    const before = simulator.record.requests().length;
    await run([...words, "--dry-run"]);
    expect(simulator.record.requests()).toHaveLength(before);
  });

  it("--live sends credentials to no address that only a .env file names, unless it names them as well", async () => {
    const { simulator, folder } = await simulate();
    const { appKey, appSecret } = defaultApp;
    const app = { DINGTALK_APP_KEY: appKey, DINGTALK_APP_SECRET: appSecret, OPENAI_API_KEY: "k3y" };
    const hosts = { DINGTALK_API_URL: simulator.apiUrl, DINGTALK_OAPI_URL: simulator.oapiUrl };
    const check = (inFile: object, environment: Readonly<Record<string, string>>, ...flags: string[]) => {
      writeFileSync(join(folder, ".env"), lines(inFile));
      return dt(["tenants", "check", ...flags], { folder, environment });
    };
    const refused = { code: "INVALID_ARGUMENTS", message: /\.env file names DINGTALK_API_URL/ };
    expect((await check(hosts, app, "--live")).json.error).toMatchObject(refused);
    expect((await check({ ...hosts, DINGTALK_APP_KEY: appKey }, app, "--live")).json.error).toMatchObject(refused);
    writeFileSync(
      join(folder, "tenants.yaml"),
      JSON.stringify({ tenants: [makeTenant("acme", { appKey, appSecret })] }),
    );
    const named = { ...hosts, ...app, DT_TENANTS_FILE: "tenants.yaml" };
    expect((await check(named, {}, "--live")).json.error).toMatchObject(refused);
    expect((await check({ ...hosts, ...app }, {}, "--live", "--file", "tenants.yaml")).json.error).toMatchObject(
      refused,
    );
    expect(simulator.record.requests()).toEqual([]);
    expect((await check(hosts, app)).code).toBe(0);
    expect((await check({ ...hosts, ...app }, {}, "--live")).code).toBe(0);
    expect((await check(app, hosts, "--live")).code).toBe(0);
  });

  it("--live asks for no Stream where a tenant receives by callback", async () => {
    const { run, folder } = await simulate();
    const { appKey, appSecret } = defaultApp;
    const tenants = [makeTenant("good", { appKey, appSecret, transport: "callback" })];
    writeFileSync(join(folder, "tenants.yaml"), JSON.stringify({ tenants }));
    const { json } = await run(["tenants", "check", "--live", "--file", "tenants.yaml"]);
    expect(tenantsIn(json.data)[0]?.checks?.map(({ check }) => check)).toEqual(["Credentials", "qyapi_robot_sendmsg"]);
  });
});
