import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { makeFolder } from "../../test/temporary-folder.ts";
import { thrownBy } from "../../test/thrown.ts";
import type { Environment } from "../settings/environment.ts";
import { SettingsError } from "../settings/settings-error.ts";
import { loadTenants } from "./tenants.ts";

const minimal = `
tenants:
  - id: acme
    dingtalk: { appKey: ding1, appSecret: s3cret }
    model: { apiKey: k3y }
`;

function load(yaml: string, environment: Environment = {}, files: Record<string, string> = {}) {
  const folder = makeFolder({ ...files, "tenants.yaml": yaml });
  return loadTenants({ DT_TENANTS_FILE: join(folder, "tenants.yaml") }, environment);
}

function problemsOf(yaml: string, environment: Environment = {}, files: Record<string, string> = {}) {
  return thrownBy(() => load(yaml, environment, files), SettingsError).problems;
}

/** A file with one tenant whose sections are replaced. */
function withSections(sections: Record<string, unknown>): string {
  const tenant = {
    id: "acme",
    dingtalk: { appKey: "ding1", appSecret: "s3cret" },
    model: { apiKey: "k3y" },
    ...sections,
  };
  return JSON.stringify({ tenants: [tenant] });
}

function makeTenant(id: string) {
  return { id, dingtalk: { appKey: id, appSecret: "s3cret" }, model: { apiKey: "k3y" } };
}

test("a tenant may receive by HTTP, with secrets from elsewhere", () => {
  const callback = { token: "${TOKEN}", aesKey: { file: "aes.key" } };
  const dingtalk = { appKey: "ding1", appSecret: "s3cret", transport: "callback", callback };
  const aesKey = "k".repeat(43);
  const [tenant] = load(withSections({ dingtalk }), { TOKEN: "t0ken" }, { "aes.key": `${aesKey}\n` });
  expect(tenant?.dingtalk).toMatchObject({ transport: "callback", callback: { token: "t0ken", aesKey } });
});

test("a callback that is wrong, or has no effect, is a problem that shows no value", () => {
  const callback = { token: "t0ken", aesKey: "too-short" };
  const app = { appKey: "ding1", appSecret: "s3cret" };
  const wrong = problemsOf(withSections({ dingtalk: { ...app, transport: "http", callback } }));
  expect(wrong.map(({ name }) => name)).toEqual([
    "tenants[0].dingtalk.transport",
    "tenants[0].dingtalk.callback.aesKey",
  ]);
  expect(JSON.stringify(wrong)).not.toContain("too-short");
  const idle = withSections({ dingtalk: { ...app, callback: { token: "t0ken", aesKey: "k".repeat(43) } } });
  expect(problemsOf(idle)).toEqual([
    {
      name: "tenants[0].dingtalk.callback",
      problem: "has no effect: set transport to callback or both, or remove it",
    },
  ]);
});

test("a tool that does not exist is a problem that names those that do", () => {
  const [problem] = problemsOf(withSections({ tools: ["users.search", "users.fire"] }));
  expect(problem).toMatchObject({
    name: "tenants[0].tools[1]",
    problem: /^must be one of users\.search, .*todos\.create/,
  });
});

test("a tenant needs only an id, an app and a key of a model", () => {
  expect(load(minimal)).toEqual([
    {
      id: "acme",
      dingtalk: { appKey: "ding1", appSecret: "s3cret", robotCode: "ding1", transport: "stream" },
      replyMode: "auto",
      model: {
        apiKey: "k3y",
        name: "gpt-5-mini",
        timeoutMs: 60_000,
        images: false,
        maxContextTokens: 32_000,
        systemPrompt: expect.any(String),
        fallback: [],
      },
      limits: { sendPerSecond: 20, unknownOutcome: "resend" },
      access: { users: ["*"], groups: ["*"], admins: [] },
      tools: [],
    },
  ]);
});

test("everything that can be set is read", () => {
  const tenant = {
    id: "acme",
    dingtalk: {
      appKey: "ding1",
      appSecret: "s3cret",
      robotCode: "robot1",
      cardTemplateId: "template1",
      transport: "both",
      callback: { token: "t0ken", aesKey: "k".repeat(43) },
    },
    replyMode: "card",
    model: {
      baseUrl: "https://models.example/v1",
      apiKey: "k3y",
      name: "qwen-max",
      systemPrompt: "Be brief.",
      timeoutMs: 30_000,
      images: true,
      maxContextTokens: 100_000,
      fallback: [
        {
          baseUrl: "https://other.example/v1",
          apiKey: "k4y",
          name: "small",
          timeoutMs: 10_000,
          images: false,
          maxContextTokens: 8_000,
        },
      ],
    },
    limits: {
      sendPerSecond: 0.5,
      apiCallsPerMonth: 5_000,
      tokensPerDay: 2_000_000,
      concurrentTurns: 3,
      unknownOutcome: "hold",
    },
    access: { users: ["u1"], groups: [], admins: ["manager01"] },
    tools: ["users.search"],
  };
  expect(load(JSON.stringify({ tenants: [tenant] }))).toEqual([tenant]);
});

describe("references", () => {
  test("${NAME} is filled in from the environment, anywhere in a text", () => {
    const yaml = minimal.replace("s3cret", '"${SECRET}"').replace("ding1", '"ding${NUMBER}"');
    expect(load(yaml, { SECRET: "from-environment", NUMBER: "7" })[0]?.dingtalk).toMatchObject({
      appKey: "ding7",
      appSecret: "from-environment",
    });
  });

  test("{ file: … } is filled in from a file beside the tenants file, without the line break at its end", () => {
    const yaml = minimal.replace("k3y", "{ file: secrets/model }");
    expect(load(yaml, {}, { "secrets/model": "from-file\n" })[0]?.model.apiKey).toBe("from-file");
  });

  test("$${ stands for itself", () => {
    const yaml = withSections({ model: { apiKey: "k3y", systemPrompt: "Write $${NAME} as it is." } });
    expect(load(yaml)[0]?.model.systemPrompt).toBe("Write ${NAME} as it is.");
  });

  test("a variable that is not set, an absent file and an empty one are named with their places", () => {
    const yaml = withSections({
      dingtalk: { appKey: "${KEY}", appSecret: { file: "absent" } },
      model: { apiKey: { file: "empty" } },
    });
    expect(problemsOf(yaml, {}, { empty: "\n" })).toEqual([
      { name: "tenants[0].dingtalk.appKey", problem: "needs the variable KEY, which is not set" },
      {
        name: "tenants[0].dingtalk.appSecret",
        problem: expect.stringMatching(/^needs the file .*absent, which cannot be read: there is no such file$/),
      },
      { name: "tenants[0].model.apiKey", problem: expect.stringMatching(/^needs the file .*empty, which is empty$/) },
    ]);
  });
});

describe("problems", () => {
  test("of all tenants are reported at once, with the place in the file", () => {
    const yaml = `
tenants:
  - id: not valid
    dingtalk: { appKey: ding1, appSecret: 12345 }
    model: { apiKey: k3y, timeoutMs: soon, colour: red }
  - id: second
    dingtalk: { appSecret: s3cret }
    limits: { sendPerSecond: 0 }
`;
    expect(problemsOf(yaml)).toEqual([
      { name: "tenants[0].id", problem: "must be 1 to 64 letters, digits, _ or -" },
      { name: "tenants[0].dingtalk.appSecret", problem: "must be text: put it in quotes" },
      { name: "tenants[0].model.timeoutMs", problem: "must be a whole number" },
      { name: "tenants[0].model.colour", problem: "is not a setting: remove or correct it" },
      { name: "tenants[1].dingtalk.appKey", problem: "is missing" },
      { name: "tenants[1].limits.sendPerSecond", problem: "must be more than 0" },
    ]);
  });

  test("a tenant without an app is told what that section holds", () => {
    expect(problemsOf("tenants: [{ id: acme }]")).toEqual([
      { name: "tenants[0].dingtalk", problem: "must be a section with appKey and appSecret" },
    ]);
  });

  test("ids of people that YAML would read as numbers must be quoted", () => {
    const yaml = `${minimal}    access: { admins: [0123] }`;
    expect(problemsOf(yaml)).toEqual([
      { name: "tenants[0].access.admins[0]", problem: "must be text: put it in quotes" },
    ]);
  });

  test("the same id or the same app in two tenants is refused", () => {
    expect(problemsOf(JSON.stringify({ tenants: [makeTenant("acme"), makeTenant("acme")] }))).toEqual([
      { name: "tenants[1].id", problem: "is also the id of tenants[0]" },
      { name: "tenants[1].dingtalk.appKey", problem: "is also the app of tenants[0]" },
    ]);
  });

  test("ids that differ in case only are two tenants", () => {
    expect(load(JSON.stringify({ tenants: [makeTenant("acme"), makeTenant("Acme")] }))).toHaveLength(2);
  });

  test.each(["", "tenants: []", "tenants: {}", "[]", "just text"])("a file without tenants is refused: %j", (yaml) => {
    expect(problemsOf(yaml)).toEqual([
      {
        name: expect.stringMatching(/tenants\.yaml$/),
        problem: "must hold a list `tenants:` with at least one tenant",
      },
    ]);
  });

  test("a file that is not there is named with its variable", () => {
    const path = join(makeFolder(), "tenants.yaml");
    expect(thrownBy(() => loadTenants({ DT_TENANTS_FILE: path }, {}), SettingsError).problems).toEqual([
      { name: `DT_TENANTS_FILE (${path})`, problem: "cannot be read: there is no such file" },
    ]);
  });

  test("S9 broken YAML is reported by line and column, without quoting the file", () => {
    const [problem] = problemsOf('tenants:\n  - id: acme\n    appSecret: "v4lue\n  - v4lue: [v4lue');
    expect(problem?.problem).toMatch(/^line \d+, column \d+: this is not valid YAML \([A-Z_]+\)$/);
    expect(JSON.stringify(problem)).not.toContain("v4lue");
  });

  test("S9 no value of the file is shown", () => {
    const yaml = withSections({
      dingtalk: { appKey: ["v4lue"], appSecret: { inner: "v4lue" } },
      model: { apiKey: "v4lue", baseUrl: "v4lue", images: "v4lue", timeoutMs: "v4lue" },
      replyMode: "v4lue",
    });
    const error = thrownBy(() => load(yaml), SettingsError);
    expect(error.problems).toHaveLength(6);
    expect(JSON.stringify(error.problems) + String(error.stack)).not.toContain("v4lue");
  });
});

describe("models", () => {
  test("a fallback at the same provider uses its address and key", () => {
    const model = {
      baseUrl: "https://a.example/v1",
      apiKey: "k3y",
      name: "big",
      timeoutMs: 5,
      fallback: [{ name: "small" }],
    };
    expect(load(withSections({ model }))[0]?.model.fallback).toEqual([
      {
        baseUrl: "https://a.example/v1",
        apiKey: "k3y",
        name: "small",
        timeoutMs: 5,
        images: false,
        maxContextTokens: 32_000,
      },
    ]);
  });

  test("the key of a provider is never given to another one", () => {
    const model = { apiKey: "k3y", fallback: [{ name: "local", baseUrl: "http://127.0.0.1:9000/v1" }] };
    expect(load(withSections({ model }))[0]?.model.fallback[0]?.apiKey).toBe("none");
  });

  test("a fallback at OpenAI behind another provider needs a key of its own", () => {
    const fallback = [{ name: "gpt-5-mini", baseUrl: "https://api.openai.com/v1" }];
    const model = { apiKey: "k3y", baseUrl: "https://a.example/v1", name: "big", fallback };
    expect(problemsOf(withSections({ model }))).toEqual([
      { name: "tenants[0].model.fallback[0].apiKey", problem: "is missing: set it to the key of the model provider" },
    ]);
  });
});
