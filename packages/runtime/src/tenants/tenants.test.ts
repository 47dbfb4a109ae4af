import { expect, test } from "vitest";
import { thrownBy } from "../../test/thrown.ts";
import { SettingsError } from "../settings/settings-error.ts";
import { loadTenants, type TenantSettings } from "./tenants.ts";

const aesKey = "a".repeat(43);
const credentials = { DINGTALK_APP_KEY: "ding1", DINGTALK_APP_SECRET: "app-secret" };

function loadOne(settings: TenantSettings) {
  const tenants = loadTenants({ ...credentials, OPENAI_API_KEY: "model-key", ...settings }, {});
  expect(tenants).toHaveLength(1);
  return tenants[0];
}

function problemsOf(settings: TenantSettings) {
  return thrownBy(() => loadTenants(settings, {}), SettingsError).problems;
}

test("the environment describes the single tenant `default`", () => {
  expect(loadOne({})).toEqual({
    id: "default",
    dingtalk: { appKey: "ding1", appSecret: "app-secret", robotCode: "ding1", transport: "stream" },
    replyMode: "auto",
    model: {
      apiKey: "model-key",
      name: "gpt-5-mini",
      timeoutMs: 60_000,
      images: false,
      maxContextTokens: 32_000,
      systemPrompt: expect.stringContaining("DingTalk"),
      fallback: [],
    },
    limits: { sendPerSecond: 20, unknownOutcome: "resend" },
    access: { users: ["*"], groups: ["*"], admins: [] },
    tools: [],
  });
});

test("every variable of the single tenant has its effect", () => {
  const tenant = loadOne({
    DINGTALK_ROBOT_CODE: "robot1",
    DINGTALK_CARD_TEMPLATE_ID: "template1",
    DINGTALK_TRANSPORT: "both",
    DINGTALK_CALLBACK_TOKEN: "t0ken",
    DINGTALK_CALLBACK_AES_KEY: aesKey,
    DT_REPLY_MODE: "card",
    DT_SYSTEM_PROMPT: "Be brief.",
    OPENAI_BASE_URL: "http://127.0.0.1:9000/v1",
    OPENAI_MODEL: "qwen-max",
    OPENAI_IMAGES: true,
  });
  expect(tenant).toMatchObject({
    dingtalk: {
      robotCode: "robot1",
      cardTemplateId: "template1",
      transport: "both",
      callback: { token: "t0ken", aesKey },
    },
    replyMode: "card",
    model: { baseUrl: "http://127.0.0.1:9000/v1", name: "qwen-max", images: true, systemPrompt: "Be brief." },
  });
});

test("what receives by HTTP is complete, and has an effect", () => {
  const model = { OPENAI_API_KEY: "model-key" };
  const token = { DINGTALK_CALLBACK_TOKEN: "t0ken" };
  expect(problemsOf({ ...credentials, ...model, ...token, DINGTALK_TRANSPORT: "callback" })).toEqual([
    { name: "DINGTALK_CALLBACK_AES_KEY", problem: "is missing: events by HTTP need a token and a key" },
  ]);
  expect(problemsOf({ ...credentials, ...model, ...token, DINGTALK_CALLBACK_AES_KEY: aesKey })).toEqual([
    {
      name: "DINGTALK_CALLBACK_TOKEN",
      problem: "has no effect: set DINGTALK_TRANSPORT to callback or both, or remove it",
    },
  ]);
});

test("everything that is missing is named at once", () => {
  expect(problemsOf({}).map(({ name }) => name)).toEqual(["DINGTALK_APP_KEY", "DINGTALK_APP_SECRET", "OPENAI_API_KEY"]);
});

test("a provider of one's own needs no key but the name of a model", () => {
  const provider = { OPENAI_BASE_URL: "http://127.0.0.1:9000/v1" };
  expect(problemsOf({ ...credentials, ...provider })).toEqual([
    { name: "OPENAI_MODEL", problem: "is missing: set it to the name of a model that this provider has" },
  ]);
  expect(loadTenants({ ...credentials, ...provider, OPENAI_MODEL: "local" }, {})[0]?.model.apiKey).toBe("none");
});

test("OpenAI's own address needs a key, also when it is written out", () => {
  const settings = { ...credentials, OPENAI_BASE_URL: "https://api.openai.com/v1" };
  expect(problemsOf(settings).map(({ name }) => name)).toEqual(["OPENAI_API_KEY"]);
});

test("replies as cards need a template", () => {
  expect(problemsOf({ ...credentials, OPENAI_API_KEY: "k", DT_REPLY_MODE: "card" })).toEqual([
    { name: "DINGTALK_CARD_TEMPLATE_ID", problem: "is missing: replies as cards need the id of a template" },
  ]);
});
