import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { defaultApp } from "@dt/simulator";
import { describe, expect, it, onTestFinished } from "vitest";
import { simulate } from "../../../test/simulator.ts";
import { checkNode } from "../../doctor/machine.ts";
import { permissionChecks } from "../../doctor/permissions.ts";

interface Finding {
  readonly check: string;
  readonly status: string;
  readonly message: string;
  readonly fix?: string;
}

function find(data: unknown, check: string): Finding | undefined {
  return (data as Finding[]).find((finding) => finding.check === check);
}

describe("dt doctor", () => {
  it("finds credentials, clock, Stream and permissions in order", async () => {
    const { run, simulator } = await simulate();
    const { json } = await run(["doctor"]);
    for (const check of ["Network", "Clock", "Credentials", "Stream", "qyapi_robot_sendmsg"])
      expect(find(json.data, check)).toMatchObject({ status: "ok" });
    expect(simulator.connections()).toEqual([]);
    expect(simulator.record.deliveries()).toEqual([]);
  });

  it("names a permission that is missing, with where to add it, and is still in order", async () => {
    const { run, simulator } = await simulate();
    simulator.permissions.withdraw(defaultApp.appKey, "qyapi_robot_sendmsg");
    const { json } = await run(["doctor"]);
    expect(find(json.data, "qyapi_robot_sendmsg")).toMatchObject({
      status: "warning",
      message: "not granted",
      fix: expect.stringMatching(/developer console .* qyapi_robot_sendmsg/),
    });
  });

  it("tells of each permission that it knows, when all are withdrawn, where to add it", async () => {
    const { run, simulator } = await simulate();
    for (const { name } of permissionChecks) simulator.permissions.withdraw(defaultApp.appKey, name);
    const { code, json } = await run(["doctor"]);
    expect(code).toBe(0);
    const found = permissionChecks.map(({ name }) => ({ name, ...find(json.data, name) }));
    expect(found.filter(({ status }) => status !== "warning")).toEqual([]);
    for (const { name, fix } of found)
      expect(fix).toContain(`developer console > your app > Permissions > ${name} > apply, then publish a version.`);
  });

  it.each([
    ["Monthly quota", { operation: "workflowListVisibleTemplates" }, "api.quota", /administrator can buy more/],
    [
      "Stream",
      { path: "/v1.0/gateway/connections/open" },
      "gateway.auth-failed",
      /Robot > message receiving mode: Stream/,
    ],
  ] as const)("%s: a refusal is a failure with what to click", async (check, match, as, fix) => {
    const { run, simulator } = await simulate();
    simulator.faults.add({ match, effect: { type: "refuse", as } });
    const { code, json } = await run(["doctor"]);
    expect(code).not.toBe(0);
    expect(find(json.data, check)).toMatchObject({ status: "failed", fix: expect.stringMatching(fix) });
  });

  it("says what to look at when DingTalk cannot be reached or the clocks differ", async () => {
    const { run } = await simulate();
    const gone = { DINGTALK_API_URL: "http://127.0.0.1:1", DINGTALK_OAPI_URL: "http://127.0.0.1:1" };
    const away = await run(["doctor"], { environment: gone });
    expect(find(away.json.data, "Network")).toMatchObject({
      status: "failed",
      message: expect.stringMatching(/127\.0\.0\.1:1 cannot be reached/),
      fix: expect.stringMatching(/firewall and proxy/),
    });
    const server = createServer((_request, response) => {
      response.setHeader("date", new Date(Date.now() - 600_000).toUTCString()).end("{}");
    });
    onTestFinished(() => void server.close());
    await new Promise<void>((resolve) => {
      server.listen(0, "127.0.0.1", resolve);
    });
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const late = await run(["doctor"], { environment: { DINGTALK_API_URL: url, DINGTALK_OAPI_URL: url } });
    expect(find(late.json.data, "Clock")).toMatchObject({
      status: "warning",
      message: "differs from DingTalk's by 10 min",
      fix: expect.stringMatching(/timedatectl/),
    });
  });

  it("has every check that it promises", async () => {
    const { run } = await simulate();
    const names = ((await run(["doctor"])).json.data as Finding[]).map(({ check }) => check);
    const ofTheMachine = ["Node.js", "Config file", "Network", "Clock", "Redis"];
    const ofTheApp = ["Credentials", "App kind", "You", "Monthly quota", "Stream", "Card template"];
    expect(names).toEqual([...ofTheMachine, ...ofTheApp, ...permissionChecks.map(({ name }) => name)]);
  });

  it("says what is wrong with the credentials, and looks at nothing that needs them", async () => {
    const { run } = await simulate();
    const { code, json } = await run(["doctor"], { environment: { DINGTALK_APP_SECRET: "wrong-secret-0001" } });
    expect(code).toBe(4);
    expect(json.error).toMatchObject({ code: "AUTH_FAILED", message: "Not in order: Credentials." });
    expect(find(json.data, "Stream")).toMatchObject({ status: "skipped" });
    expect(JSON.stringify(json)).not.toContain("wrong-secret");
  });

  it("checks the card template that is set", async () => {
    const { run } = await simulate();
    const [known = ""] = defaultApp.cardTemplates ?? [];
    const good = await run(["doctor"], { environment: { DINGTALK_CARD_TEMPLATE_ID: known } });
    expect(find(good.json.data, "Card template")).toMatchObject({ status: "ok" });
    const bad = await run(["doctor"], { environment: { DINGTALK_CARD_TEMPLATE_ID: "unknown.schema" } });
    expect(find(bad.json.data, "Card template")).toMatchObject({ status: "failed" });
  });

  it("says that Redis cannot be reached only where one is named, and never its password", async () => {
    const { run } = await simulate();
    const { json, out } = await run(["doctor"], { environment: { REDIS_URL: "redis://:hidden-password@127.0.0.1:1" } });
    expect(find(json.data, "Redis")).toMatchObject({ status: "failed", message: /redis:\/\/127\.0\.0\.1:1/ });
    expect(out).not.toContain("hidden-password");
    expect(find((await run(["doctor"])).json.data, "Redis")).toMatchObject({ status: "skipped" });
  });

  it("shows marks and arrows to people", async () => {
    const { run } = await simulate();
    const { out } = await run(["doctor"], { terminal: {} });
    expect(out).toMatch(/^✓ Node\.js/m);
    expect(out).toMatch(/^! You +nobody is set\n +→ Set DINGTALK_MY_USER_ID/m);
  });
});

describe("the supported versions of Node.js", () => {
  it.each([
    ["24.15.0", "ok"],
    ["24.14.9", "failed"],
    ["25.9.0", "failed"],
    ["26.0.0", "ok"],
    ["20.20.2", "failed"],
  ])("%s: %s", (version, status) => {
    expect(checkNode(version).status).toBe(status);
  });
});
