import { describe, expect, test } from "vitest";
import { z } from "zod";
import { thrownBy } from "../../test/thrown.ts";
import { describeSettings, readSettings } from "./settings.ts";
import { SettingsError } from "./settings-error.ts";
import {
  dingtalkSettings,
  httpSettings,
  logSettings,
  redisSettings,
  streamLogSettings,
  tenantSettings,
} from "./shared-settings.ts";

const everything = z.object({
  ...redisSettings,
  ...dingtalkSettings,
  ...httpSettings(3_100),
  ...logSettings,
  ...streamLogSettings,
  ...tenantSettings,
});

function problemsOf(environment: Record<string, string>, schema: z.ZodObject = everything) {
  return thrownBy(() => readSettings(schema, environment), SettingsError).problems;
}

test("defaults are those of the documentation", () => {
  expect(readSettings(everything, {})).toEqual({
    REDIS_URL: "redis://127.0.0.1:6379",
    DINGTALK_API_URL: "https://api.dingtalk.com",
    DINGTALK_OAPI_URL: "https://oapi.dingtalk.com",
    DT_HTTP_PORT: 3_100,
    DT_HTTP_HOST: "127.0.0.1",
    LOG_LEVEL: "info",
    DINGTALK_TRANSPORT: "stream",
    DT_REPLY_MODE: "auto",
    OPENAI_IMAGES: false,
  });
});

test("an empty variable counts as unset", () => {
  expect(readSettings(everything, { DT_HTTP_PORT: "", LOG_LEVEL: "" })).toMatchObject({
    DT_HTTP_PORT: 3_100,
    LOG_LEVEL: "info",
  });
});

test("all problems are reported at once, by the name of the variable", () => {
  expect(problemsOf({ DT_HTTP_PORT: "many", LOG_LEVEL: "loud", DINGTALK_API_URL: "api.dingtalk.com" })).toEqual([
    { name: "DINGTALK_API_URL", problem: "must be an address that begins with http:// or https://" },
    { name: "DT_HTTP_PORT", problem: 'is "many": must be a whole number from 0 to 65535' },
    { name: "LOG_LEVEL", problem: 'is "loud": must be one of debug, info, warn, error, silent' },
  ]);
});

test("a missing variable is described by what to set it to", () => {
  const schema = z.object({ PLACE: z.string().meta({ description: "the name of a town" }), OTHER: z.string() });
  expect(problemsOf({}, schema)).toEqual([
    { name: "PLACE", problem: "is missing: set it to the name of a town" },
    { name: "OTHER", problem: "is missing: set it" },
  ]);
});

describe("values are not shown", () => {
  const refused = z.string().refine(() => false, "is refused");
  test.each(["DINGTALK_APP_SECRET", "OPENAI_API_KEY", "DINGTALK_APP_KEY", "REDIS_URL", "ACCESS_TOKEN", "MY_PASSWORD"])(
    "of %s",
    (name) => {
      const error = thrownBy(() => readSettings(z.object({ [name]: refused }), { [name]: "v4lue" }), SettingsError);
      expect(error.problems).toEqual([{ name, problem: "is refused" }]);
      expect(String(error.stack)).not.toContain("v4lue");
    },
  );
});

test.each([
  ["redis://127.0.0.1:6379", true],
  ["rediss://user:password@host:6380/2", true],
  ["redis+sentinel://a:26379,b:26379/main/0", true],
  ["redis+cluster://a:7000,b:7001", true],
  ["redis+sentinel://a:26379,b:26379", false],
  ["rediss+cluster://a:7000", false],
  ["127.0.0.1:6379", false],
  ["http://127.0.0.1:6379", false],
])("whether %s is an address of Redis: %s", (url, valid) => {
  const schema = z.object(redisSettings);
  expect(schema.safeParse({ REDIS_URL: url }).success).toBe(valid);
});

test("the slash at the end of an address is taken away", () => {
  expect(readSettings(everything, { DINGTALK_API_URL: "http://127.0.0.1:9000/" }).DINGTALK_API_URL).toBe(
    "http://127.0.0.1:9000",
  );
});

test.each(["0", "65535"])("%s is a port", (port) => {
  expect(readSettings(z.object(httpSettings(1)), { DT_HTTP_PORT: port }).DT_HTTP_PORT).toBe(Number(port));
});

test.each(["65536", "-1", "1.5", "0x10", " 80", "1e3"])("%s is no port", (port) => {
  expect(problemsOf({ DT_HTTP_PORT: port })).toHaveLength(1);
});

test("words and switches may be written in any case", () => {
  expect(readSettings(everything, { DT_REPLY_MODE: "Card", OPENAI_IMAGES: "YES" })).toMatchObject({
    DT_REPLY_MODE: "card",
    OPENAI_IMAGES: true,
  });
});

test("variables that the schema does not name are left out", () => {
  expect(readSettings(z.object(logSettings), { PATH: "/bin" })).toEqual({ LOG_LEVEL: "info" });
});

test("a schema describes itself for the documentation", () => {
  expect(describeSettings(z.object({ ...logSettings, ...streamLogSettings }))).toEqual([
    {
      name: "LOG_LEVEL",
      description: "the least level that is logged: debug, info, warn, error or silent",
      defaultValue: "info",
    },
    {
      name: "DINGTALK_STREAM_LOG_LEVEL",
      description: "the least level that the Stream connection logs; LOG_LEVEL when not set",
    },
  ]);
});

test("every shared setting has a description", () => {
  const nameless = describeSettings(everything).filter(({ description }) => description.length < 10);
  expect(nameless).toEqual([]);
});
