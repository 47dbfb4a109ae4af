import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { defaultApp, type Simulator } from "@dt/simulator";
import { describe, expect, it, vi } from "vitest";
import { environmentOf, exampleNames, runExample, startExample, startSimulator } from "./run-example.ts";

const names = await exampleNames();
const folder = join(import.meta.dirname, "..");

describe.each(names)("%s", (name) => {
  it("says what it does and takes, without credentials", async () => {
    const { exitCode, output, errors } = await startExample(name, ["--help"], {}).ended;
    expect([exitCode, errors]).toEqual([0, ""]);
    expect(output).toContain(`node examples/${name}.ts`);
  });

  it("says which credentials are missing", async () => {
    const { exitCode, output, errors } = await startExample(name, [], { DINGTALK_APP_KEY: "ding" }).ended;
    expect([exitCode, output]).toEqual([2, ""]);
    expect(errors).toMatch(/^set DINGTALK_APP_KEY and DINGTALK_APP_SECRET .*; --help shows the arguments\.\n$/);
  });

  it("is in the README", async () => {
    expect(await readFile(join(folder, "README.md"), "utf8")).toContain(`[${name}](${name}.ts)`);
  });

  it("has at most 80 lines", async () => {
    const lines = (await readFile(join(folder, `${name}.ts`), "utf8")).split("\n").length - 1;
    expect(lines).toBeLessThanOrEqual(80);
  });
});

describe("wrong input", () => {
  it("is named when it is an option that a program does not know", async () => {
    const environment = { DINGTALK_APP_KEY: "ding", DINGTALK_APP_SECRET: "secret" };
    const { exitCode, errors } = await startExample("onboard", ["--nonsense"], environment).ended;
    expect(exitCode).toBe(2);
    expect(errors).toContain("Unknown option '--nonsense'");
  });
});

describe("a call that fails", () => {
  it("ends the program with DingTalk's code and no stack", async () => {
    const simulator = await startSimulator();
    const environment = { ...environmentOf(simulator), DINGTALK_APP_SECRET: "wrong" };
    const { exitCode, output, errors } = await startExample("organisation-chart", [], environment).ended;
    expect([exitCode, output]).toEqual([1, ""]);
    expect(errors).toMatch(/^unauthorized: .*invalidClientIdOrSecret.*\n$/);
    expect(errors).not.toContain("wrong");
  });

  it("names the permission that the app lacks", async () => {
    const simulator = await startSimulator();
    simulator.permissions.withdraw(defaultApp.appKey, "qyapi_get_department_list");
    const { exitCode, errors } = await runExample(simulator, "organisation-chart");
    expect(exitCode).toBe(1);
    expect(errors).toMatch(/^permission_denied: /);
    expect(errors).toContain("Add the permission qyapi_get_department_list");
  });

  it("is made again when DingTalk is too busy for a moment", async () => {
    const simulator = await startSimulator();
    throttle(simulator, "getDepartment");
    const { exitCode, output } = await runExample(simulator, "organisation-chart", "--department", "110");
    expect(exitCode).toBe(0);
    expect(output).toContain("平台组");
    expect(simulator.record.requests({ operation: "getDepartment" })).toHaveLength(2);
  });
});

describe("Ctrl-C", () => {
  it("ends a call that is under way", async () => {
    const simulator = await startSimulator();
    simulator.faults.add({ match: { operation: "getDepartment" }, effect: { type: "hang", when: "before" } });
    const { child, ended } = startExample("organisation-chart", [], environmentOf(simulator));
    const tokens = () => simulator.record.requests({ operation: "getAppAccessToken" });
    await vi.waitFor(() => expect(tokens()).toHaveLength(1), { timeout: 15_000 });
    child.kill("SIGINT");
    expect(await ended).toEqual({ exitCode: 130, output: "", errors: "" });
  });
});

describe("credentials of the simulator", () => {
  it("are in the file that the README names", async () => {
    const text = await readFile(join(folder, "simulator.env"), "utf8");
    expect(text).toContain(`DINGTALK_APP_KEY=${defaultApp.appKey}\n`);
    expect(text).toContain(`DINGTALK_APP_SECRET=${defaultApp.appSecret}\n`);
  });
});

function throttle(simulator: Simulator, operation: string): void {
  simulator.faults.add({ match: { operation }, times: 1, effect: { type: "refuse", as: "oapi.busy" } });
}
