import { expect, test } from "vitest";
import { createLogger, type LogLevel, silentLogger } from "./logger.ts";

function logTo(level: LogLevel = "debug") {
  const lines: string[] = [];
  const logger = createLogger({ name: "worker", level, destination: { write: (line) => lines.push(line) } });
  return { logger, lines, last: () => JSON.parse(lines.at(-1) ?? "null") as Record<string, unknown> };
}

/** What is left of fields after they were logged. */
function logged(fields: object): Record<string, unknown> {
  const { logger, last } = logTo();
  logger.info(fields, "x");
  const frame = new Set(["level", "time", "service", "pid", "msg"]);
  return Object.fromEntries(Object.entries(last()).filter(([name]) => !frame.has(name)));
}

test("a line is one JSON object with level, time, service and message", () => {
  const { logger, lines, last } = logTo();
  logger.warn({ tenant: "acme" }, "line one\nline two");
  expect(lines).toHaveLength(1);
  expect(lines[0]?.indexOf("\n")).toBe((lines[0]?.length ?? 0) - 1);
  expect(last()).toEqual({
    level: "warn",
    time: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
    service: "worker",
    pid: process.pid,
    tenant: "acme",
    msg: "line one\nline two",
  });
});

test("lines below the level are left out", () => {
  const { logger, lines } = logTo("warn");
  logger.debug({}, "a");
  logger.info({}, "b");
  logger.warn({}, "c");
  logger.error({}, "d");
  expect(lines).toHaveLength(2);
});

test("a child's lines carry its fields, cleaned like all others", () => {
  const { logger, last } = logTo();
  logger.child({ tenant: "acme", appSecret: "v4lue" }).info({}, "hello");
  expect(last()).toMatchObject({ tenant: "acme", appSecret: "[hidden]", msg: "hello" });
});

test("S9 secrets and bodies are hidden at any depth", () => {
  const line = JSON.stringify(
    logged({
      tenant: { dingtalk: { appSecret: "v4lue" }, model: { apiKey: "v4lue" } },
      headers: [{ authorization: "v4lue", "x-acs-dingtalk-access-token": "v4lue" }],
      sessionWebhook: "https://v4lue",
      text: { content: "v4lue" },
      message: { content: "v4lue" },
      payload: { anything: ["v4lue"] },
      url: "redis://:v4lue@host/0",
    }),
  );
  expect(line).not.toContain("v4lue");
  expect(line).toContain("redis://:****@host/0");
});

test("counts and flags under such names are kept", () => {
  const fields = { promptTokens: 12, hasSecret: false, tokensPerDay: 5, appKey: "ding1", key: "a" };
  expect(logged(fields)).toEqual(fields);
});

test("S9 an error is printed with type, code, message, stack and cause, and nothing else of it", () => {
  const cause = Object.assign(new Error("connect failed for redis://:v4lue@host"), { code: "ECONNREFUSED" });
  const error = Object.assign(new TypeError("could not send", { cause }), {
    code: "unavailable",
    status: 503,
    request: { body: "v4lue" },
    response: { data: "v4lue" },
  });
  const { error: shown } = logged({ error });
  expect(shown).toEqual({
    type: "TypeError",
    message: "could not send",
    code: "unavailable",
    status: 503,
    stack: expect.stringContaining("logger.test.ts"),
    cause: expect.objectContaining({
      type: "Error",
      code: "ECONNREFUSED",
      message: "connect failed for redis://:****@host",
    }),
  });
  expect(JSON.stringify(shown)).not.toContain("v4lue");
});

test("the errors inside an AggregateError are printed", () => {
  const { error } = logged({ error: new AggregateError([new Error("one"), new Error("two")], "both failed") });
  expect(error).toMatchObject({ message: "both failed", errors: [{ message: "one" }, { message: "two" }] });
});

test("an error under the name of a body or secret is still an error", () => {
  expect(logged({ token: new Error("refused") })).toMatchObject({ token: { message: "refused" } });
});

test("values that JSON does not know, cycles and long texts do no harm", () => {
  const cycle: Record<string, unknown> = {};
  cycle["self"] = cycle;
  const fields = logged({
    big: 2n ** 64n,
    when: new Date(0),
    bytes: Buffer.from("v4lue"),
    cycle,
    long: "x".repeat(9_999),
  });
  expect(fields).toMatchObject({ big: "18446744073709551616", when: "1970-01-01T00:00:00.000Z", bytes: "[5 bytes]" });
  expect(String(fields["long"])).toHaveLength(4_000);
});

test("a silent logger can be used in every place of a logger", () => {
  expect(silentLogger.child({ a: 1 })).toBe(silentLogger);
  expect(() => silentLogger.error({}, "nothing")).not.toThrow();
});
