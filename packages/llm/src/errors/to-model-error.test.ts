import { describe, expect, test } from "vitest";
import { refuse, startProvider } from "../../test/provider.ts";
import { modelErrorOf } from "../../test/rejection.ts";
import { createModel } from "../chat-completions/create-model.ts";
import type { ModelErrorCode } from "./model-error.ts";

const key = "sk-proj-v4lue-v4lue";

/** The error for a refusal, as it comes out of a real request. */
async function errorFor(status: number, body: unknown = "", headers: Record<string, string> = {}) {
  const { baseUrl } = await startProvider(refuse(status, body, headers));
  const model = createModel({ baseUrl, apiKey: key, name: "m" });
  return modelErrorOf(Array.fromAsync(model.stream({ messages: [{ role: "user", content: "s3ntence" }] })));
}

function openAi(fields: { message?: string; type?: string; code?: string | number; param?: string }) {
  return { error: { message: "x", ...fields } };
}

describe("the status decides", () => {
  test.each<[number, ModelErrorCode, boolean]>([
    [400, "invalid_request", false],
    [401, "unauthorized", false],
    [402, "unauthorized", false],
    [403, "unauthorized", false],
    [404, "not_found", false],
    [405, "invalid_request", false],
    [408, "timeout", true],
    [409, "unavailable", true],
    [413, "context_too_long", false],
    [422, "invalid_request", false],
    [429, "rate_limited", true],
    [500, "unavailable", true],
    [502, "unavailable", true],
    [503, "unavailable", true],
    [529, "unavailable", true],
  ])("%i is %s, retryable: %s", async (status, code, retryable) => {
    for (const body of ["", "<html>500 invalid</html>", openAi({ type: "something_new" })]) {
      expect(await errorFor(status, body)).toMatchObject({ code, retryable, status });
    }
  });
});

describe("the provider's code says more than the status", () => {
  test.each<[string, number, unknown, ModelErrorCode]>([
    ["OpenAI", 400, openAi({ code: "context_length_exceeded", type: "invalid_request_error" }), "context_too_long"],
    ["llama.cpp", 400, openAi({ code: 400, type: "exceed_context_size_error" }), "context_too_long"],
    ["Azure", 400, openAi({ code: "content_filter" }), "content_refused"],
    ["Qwen", 400, openAi({ code: "data_inspection_failed" }), "content_refused"],
    ["Moonshot", 400, openAi({ type: "content_filter" }), "content_refused"],
    ["Zhipu, content", 400, openAi({ code: "1301" }), "content_refused"],
    ["Zhipu, length", 400, openAi({ code: "1261" }), "context_too_long"],
    ["Qwen without credit", 400, openAi({ code: "Arrearage" }), "unauthorized"],
    ["OpenAI without credit", 429, openAi({ code: "insufficient_quota", type: "insufficient_quota" }), "unauthorized"],
    ["OpenAI, no such model", 404, openAi({ code: "model_not_found" }), "not_found"],
    ["Qwen, no such model", 400, openAi({ code: "model_not_found" }), "not_found"],
    [
      "DeepSeek",
      400,
      openAi({ message: "This model's maximum context length is 65536 tokens. However" }),
      "context_too_long",
    ],
    [
      "Qwen, length",
      400,
      openAi({ code: "invalid_parameter_error", message: "Range of input length should be [1, 30720]" }),
      "context_too_long",
    ],
    ["words of another status", 500, openAi({ message: "maximum context length" }), "unavailable"],
  ])("%s", async (_provider, status, body, code) => {
    expect(await errorFor(status, body)).toMatchObject({ code, status });
  });
});

describe("how long to wait", () => {
  test.each([
    [{ "retry-after": "7" }, 7_000],
    [{ "retry-after": "0.25" }, 250],
    [{ "retry-after-ms": "1500", "retry-after": "9" }, 1_500],
    [{ "retry-after": "soon" }, undefined],
    [{}, undefined],
  ])("%j", async (headers, retryAfterMs) => {
    expect((await errorFor(429, "", headers as Record<string, string>)).retryAfterMs).toBe(retryAfterMs);
    expect((await errorFor(503, "", headers as Record<string, string>)).retryAfterMs).toBe(retryAfterMs);
  });

  test("nobody waits for what will not change", async () => {
    expect((await errorFor(401, "", { "retry-after": "7" })).retryAfterMs).toBeUndefined();
  });
});

test("the message names model, host, status and the provider's code, and says what to do", async () => {
  const error = await errorFor(404, openAi({ code: "model_not_found" }), { "x-request-id": "request-1" });
  expect(error.message).toMatch(
    /^the model m at 127\.0\.0\.1:\d+ does not exist there: check the name of the model and the base URL \(404, model_not_found\)$/,
  );
  expect(error).toMatchObject({ providerCode: "model_not_found", requestId: "request-1" });
});

test("S9 an error shows neither the key nor anything of the conversation, though the provider quoted both", async () => {
  const error = await errorFor(400, openAi({ message: `Key ${key} may not say "s3ntence"`, param: "s3ntence" }));
  const shown =
    JSON.stringify(error) + String(error.stack) + JSON.stringify(Object.entries(error)) + String(error.cause);
  expect(shown).not.toContain("v4lue");
  expect(shown).not.toContain("s3ntence");
});
