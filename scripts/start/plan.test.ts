import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { exitCodes } from "../shared/problem.ts";
import { makePlan } from "./plan.ts";

const app = { DINGTALK_APP_KEY: "dingabcdefghijk", DINGTALK_APP_SECRET: "a-secret-of-some-length" };

test("without any setting everything is simulated", () => {
  expect(makePlan({})).toEqual({
    redisUrl: undefined,
    dingtalk: { kind: "simulated" },
    model: { kind: "demo" },
    pagePort: 4400,
    logLevel: "info",
  });
});

test("with app key and secret the real app is served, with the demo model while no other is set", () => {
  const { dingtalk, model } = makePlan(app);
  expect(dingtalk).toMatchObject({ kind: "app", appKey: "dingabcdefghijk", apiUrl: "https://api.dingtalk.com" });
  expect(model).toEqual({ kind: "demo" });
});

test.for([
  [{ DINGTALK_APP_KEY: "dingabc" }, "DINGTALK_APP_SECRET is missing"],
  [{ DINGTALK_APP_SECRET: "a-secret" }, "DINGTALK_APP_KEY is missing"],
  [{ OPENAI_MODEL: "qwen-max" }, "OPENAI_API_KEY is missing"],
  [{ OPENAI_BASE_URL: "http://127.0.0.1:11434/v1" }, "OPENAI_MODEL is missing"],
  [{ OPENAI_BASE_URL: "somewhere" }, "OPENAI_BASE_URL must be an address"],
  [{ REDIS_URL: "localhost:6379" }, "REDIS_URL must be redis://"],
  [{ ...app, DT_REPLY_MODE: "card" }, "DINGTALK_CARD_TEMPLATE_ID"],
  [{ DT_PAGE_PORT: "http" }, "DT_PAGE_PORT"],
  [{ DT_TENANTS_FILE: "/nowhere/tenants.yaml" }, "/nowhere/tenants.yaml"],
] as const)("%o is one clear line", ([environment, message]) => {
  const plan = () => makePlan(environment);
  expect(plan).toThrow(expect.objectContaining({ exitCode: exitCodes.settings }));
  expect(plan).toThrow(message);
  expect(plan).toThrow(expect.not.objectContaining({ message: expect.stringContaining("\n") }));
});

test("problems do not repeat secrets", () => {
  const environment = { ...app, DT_PAGE_PORT: "x", REDIS_URL: "http://:a-password@host" };
  expect(() => makePlan(environment)).toThrow(
    expect.not.objectContaining({ message: expect.stringMatching(/a-password|a-secret/) }),
  );
});

test("a model of one's own needs no key, and OpenAI's needs no name", () => {
  const own = makePlan({ OPENAI_BASE_URL: "http://127.0.0.1:11434/v1/", OPENAI_MODEL: "qwen3" });
  expect(own.model).toMatchObject({ kind: "given", baseUrl: "http://127.0.0.1:11434/v1", name: "qwen3" });
  const openAi = makePlan({ OPENAI_API_KEY: "sk-0123456789" });
  expect(openAi.model).toMatchObject({ kind: "given", baseUrl: "https://api.openai.com/v1", apiKey: "sk-0123456789" });
});

test("a tenants file is served instead of the simulator, with its own models", async () => {
  const folder = await mkdtemp(join(tmpdir(), "dt-plan-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = join(folder, "tenants.yaml");
  await writeFile(
    file,
    "tenants:\n  - id: acme\n    dingtalk: { appKey: dingabc, appSecret: a-secret }\n    model: { apiKey: sk-0123456789 }\n",
  );
  expect(makePlan({ DT_TENANTS_FILE: file })).toMatchObject({
    dingtalk: { kind: "tenants", file },
    model: { kind: "tenants" },
  });
});

test("a Redis is private unless one is named", () => {
  expect(makePlan({ REDIS_URL: "" }).redisUrl).toBeUndefined();
  expect(makePlan({ REDIS_URL: "redis://127.0.0.1:7000" }).redisUrl).toBe("redis://127.0.0.1:7000");
});
