import { join } from "node:path";
import { expect, test } from "vitest";
import { makeFolder } from "../../test/temporary-folder.ts";
import { checkTenants } from "./check-tenants.ts";

const complete = { DINGTALK_APP_KEY: "ding1", DINGTALK_APP_SECRET: "s3cret", OPENAI_API_KEY: "k3y" };

function checkFile(yaml: string, environment: Record<string, string> = {}) {
  const file = join(makeFolder({ "tenants.yaml": yaml }), "tenants.yaml");
  return { file, ...checkTenants({ ...environment, DT_TENANTS_FILE: file }) };
}

test("the environment's single tenant is there when nothing is wrong, with the hosts", () => {
  const { tenants, problems, hosts, file } = checkTenants({ ...complete, DINGTALK_API_URL: "http://127.0.0.1:1" });
  expect(tenants).toMatchObject([{ id: "default", place: "environment", problems: [], tenant: { id: "default" } }]);
  expect([problems, file]).toEqual([[], undefined]);
  expect(hosts).toEqual({ api: "http://127.0.0.1:1", oapi: "https://oapi.dingtalk.com" });
});

test("what is missing or malformed in the environment is told with its tenant, wrong hosts beside it", () => {
  const missing = checkTenants({ DINGTALK_APP_KEY: "ding1", DINGTALK_OAPI_URL: "oapi" });
  expect(missing.tenants[0]?.problems.map(({ name }) => name)).toEqual(["DINGTALK_APP_SECRET", "OPENAI_API_KEY"]);
  expect(missing.tenants[0]?.tenant).toBeUndefined();
  expect(missing.problems.map(({ name }) => name)).toEqual(["DINGTALK_OAPI_URL"]);
  expect(missing.hosts).toBeUndefined();
  const malformed = checkTenants({ ...complete, DT_REPLY_MODE: "cards" });
  expect(malformed.tenants).toMatchObject([{ id: "default", problems: [{ name: "DT_REPLY_MODE" }] }]);
});

test("tenants of a file that is in order are all there", () => {
  const { tenants, problems, file } = checkFile(
    JSON.stringify({ tenants: [{ id: "acme", dingtalk: { appKey: "d", appSecret: "s" }, model: { apiKey: "k" } }] }),
  );
  expect(tenants).toMatchObject([{ id: "acme", place: "tenants[0]", problems: [], tenant: { id: "acme" } }]);
  expect([problems, file]).toEqual([[], file]);
});

test("each problem of a file stands with its tenant, by id where it has one, and shows no value", () => {
  const { tenants, problems } = checkFile(`
tenants:
  - id: acme
    dingtalk: { appKey: ding1, appSecret: "\${ACME_SECRET}" }
    model: { apiKey: k3y }
  - id: globex
    dingtalk: { appKey: ding2, appSecret: s3cret }
    model: { apiKey: k3y }
  - dingtalk: { appKey: ding3, appSecret: s3cret }
    model: { apiKey: k3y, tempature: 1 }
`);
  expect(tenants.map(({ id, place }) => [id, place])).toEqual([
    ["acme", "tenants[0]"],
    ["globex", "tenants[1]"],
    [undefined, "tenants[2]"],
  ]);
  expect(tenants.map((tenant) => tenant.problems.map(({ name }) => name))).toEqual([
    ["tenants[0].dingtalk.appSecret"],
    [],
    ["tenants[2].id", "tenants[2].model.tempature"],
  ]);
  expect(problems).toEqual([]);
  expect(JSON.stringify(tenants)).not.toMatch(/s3cret|k3y/);
});

test("a file that is missing, or no YAML, is a problem of no tenant", () => {
  const gone = checkTenants({ DT_TENANTS_FILE: join(makeFolder(), "gone.yaml") });
  expect(gone.tenants).toEqual([]);
  expect(gone.problems).toMatchObject([{ name: /^DT_TENANTS_FILE/, problem: "cannot be read: there is no such file" }]);
  const broken = checkFile("tenants: [ {");
  expect(broken.problems[0]?.problem).toMatch(/not valid YAML/);
  expect(checkFile("tenants: []").problems[0]?.problem).toMatch(/at least one tenant/);
});
