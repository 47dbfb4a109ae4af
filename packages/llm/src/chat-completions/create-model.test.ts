import { globalAgent } from "node:http";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import {
  type Answer,
  beginStream,
  findFreeUrl,
  type Provider,
  refuse,
  replay,
  say,
  startProvider,
  writeChunk,
} from "../../test/provider.ts";
import { modelErrorOf } from "../../test/rejection.ts";
import type { ModelPart, ModelRequest } from "../model.ts";
import { createModel, type ModelOptions } from "./create-model.ts";

const question: ModelRequest = { messages: [{ role: "user", content: "hello" }] };

async function startModel(answer: Answer, options: Partial<ModelOptions> = {}) {
  const provider = await startProvider(answer);
  return { provider, model: createModel({ baseUrl: provider.baseUrl, apiKey: "k3y-v4lue", name: "m", ...options }) };
}

/** All parts of the reply to a question. */
async function askOnce(answer: Answer, options: Partial<ModelOptions> = {}, request = question): Promise<ModelPart[]> {
  const { model } = await startModel(answer, options);
  return Array.fromAsync(model.stream(request));
}

function textOf(parts: readonly ModelPart[]): string {
  return parts.map((part) => (part.type === "text-delta" ? part.text : "")).join("");
}

describe("replies of providers", () => {
  test("OpenAI: text, then the reason and the usage", async () => {
    expect(await askOnce(replay("openai-text"))).toEqual([
      { type: "text-delta", text: "你好，" },
      { type: "text-delta", text: "👋 Alice" },
      { type: "text-delta", text: "!" },
      { type: "finish", reason: "stop", usage: { inputTokens: 19, outputTokens: 7 } },
    ]);
  });

  test("OpenAI: two tool calls with their arguments in pieces", async () => {
    expect(await askOnce(replay("openai-parallel-tools"))).toEqual([
      { type: "tool-call", id: "call_a", name: "users_search", arguments: '{"keyword":"李雷"}' },
      { type: "tool-call", id: "call_b", name: "todos_create", arguments: '{"subject":"tea"}' },
      { type: "finish", reason: "tool-calls", usage: { inputTokens: 80, outputTokens: 31 } },
    ]);
  });

  test("OpenAI: a refusal is text", async () => {
    expect(textOf(await askOnce(replay("openai-refusal")))).toBe("I'm sorry, I can't help with that.");
  });

  test("Azure: a first chunk without choices, and an end by the content filter", async () => {
    expect(await askOnce(replay("azure-content-filter"))).toEqual([
      { type: "text-delta", text: "The first step" },
      { type: "finish", reason: "content-filter" },
    ]);
  });

  test("DeepSeek: thoughts are left out, and the usage comes with the reason", async () => {
    expect(await askOnce(replay("deepseek-reasoning"))).toEqual([
      { type: "text-delta", text: "Hello" },
      { type: "text-delta", text: " there" },
      { type: "finish", reason: "stop", usage: { inputTokens: 11, outputTokens: 14 } },
    ]);
  });

  test("Qwen: usage in a last chunk of its own", async () => {
    const parts = await askOnce(replay("qwen-text"));
    expect(textOf(parts)).toBe("今天是周日。");
    expect(parts.at(-1)).toEqual({ type: "finish", reason: "stop", usage: { inputTokens: 22, outputTokens: 6 } });
  });

  test("two calls with the same index and the reason `stop` are two tool calls", async () => {
    expect(await askOnce(replay("same-index-tools"))).toMatchObject([
      { type: "tool-call", id: "f-1", name: "one", arguments: '{"a":1}' },
      { type: "tool-call", id: "f-2", name: "two", arguments: '{"b":2}' },
      { type: "finish", reason: "tool-calls" },
    ]);
  });

  test("a tool call without id and arguments gets both", async () => {
    expect(await askOnce(replay("tools-without-ids"))).toEqual([
      { type: "tool-call", id: expect.stringMatching(/^call_.{36}$/), name: "now", arguments: "{}" },
      { type: "finish", reason: "tool-calls" },
    ]);
  });

  test("arguments that come as an object become JSON", async () => {
    expect(await askOnce(replay("tools-with-object-arguments"))).toMatchObject([
      { type: "tool-call", name: "users_get", arguments: '{"userId":"u1"}' },
      { type: "finish", reason: "tool-calls" },
    ]);
  });

  test.each([
    ["no-usage", "Hello!", { type: "finish", reason: "stop" }],
    ["length", "Once upon a time", { type: "finish", reason: "length", usage: { inputTokens: 9, outputTokens: 16 } }],
    ["empty", "", { type: "finish", reason: "stop", usage: { inputTokens: 9, outputTokens: 0 } }],
    ["unknown-finish", "Hello", { type: "finish", reason: "unknown" }],
    ["keep-alive-comments", "Hello", { type: "finish", reason: "stop" }],
    ["odd-chunks", "Hello", { type: "finish", reason: "stop" }],
  ])("%s", async (name, text, finish) => {
    const parts = await askOnce(replay(name));
    expect(textOf(parts)).toBe(text);
    expect(parts.at(-1)).toEqual(finish);
  });
});

describe("requests", () => {
  test("name the model, carry the key and ask for a stream with usage", async () => {
    const { provider, model } = await startModel(say("hi"));
    await Array.fromAsync(model.stream(question));
    expect(provider.requests).toHaveLength(1);
    const { path, headers, body } = provider.requests[0] ?? {};
    expect(path).toBe("/v1/chat/completions");
    expect(headers).toMatchObject({ authorization: "Bearer k3y-v4lue" });
    expect(headers).not.toHaveProperty("openai-organization");
    expect(body).toEqual({
      model: "m",
      messages: [{ role: "user", content: "hello" }],
      stream: true,
      stream_options: { include_usage: true },
    });
  });

  test("describe tools by names that providers allow", async () => {
    const { provider, model } = await startModel(say("hi"));
    const parameters = { type: "object", properties: {} };
    const tools = [{ name: "users.search", description: "Finds people", parameters }];
    await Array.fromAsync(model.stream({ ...question, tools, toolChoice: "none" }));
    expect(provider.requests[0]?.body).toMatchObject({
      tools: [{ type: "function", function: { name: "users_search", description: "Finds people", parameters } }],
      tool_choice: "none",
    });
  });
});

/** Cuts the connection in the middle of a reply. */
const cut: Answer = (response) => {
  beginStream(response);
  // Not before the text is on its way, or the whole reply would be missing.
  response.write('data: {"choices":[{"delta":{"content":"Hello"}}]}\n\n', () => response.destroy());
};

/** Never comes to an end. */
const endless: Answer = (response) => {
  beginStream(response);
  const timer = setInterval(() => writeChunk(response, { choices: [{ delta: { content: "and " } }] }), 5);
  response.once("close", () => clearInterval(timer));
};

/** Falls silent after the first words. */
const stalling: Answer = (response) => {
  beginStream(response);
  writeChunk(response, { choices: [{ delta: { content: "Hello" } }] });
};

describe("failures", () => {
  test("a connection that is cut in the middle", async () => {
    const error = await modelErrorOf(askOnce(cut));
    expect(error).toMatchObject({ code: "network", retryable: true });
    expect(error.message).toMatch(/^the model m at 127\.0\.0\.1:\d+ broke off its reply \(/);
  });

  test("a stream that ends without a reason and without usage", async () => {
    expect(await modelErrorOf(askOnce(replay("ended-early")))).toMatchObject({ code: "network", retryable: true });
  });

  test("what came before a failure was handed out", async () => {
    const { model } = await startModel(replay("ended-early"));
    const parts: ModelPart[] = [];
    await modelErrorOf(
      (async () => {
        for await (const part of model.stream(question)) parts.push(part);
      })(),
    );
    expect(textOf(parts)).toBe("Hello the");
  });

  test("an error inside the stream, with a status in its code", async () => {
    const error = await modelErrorOf(askOnce(replay("error-in-stream")));
    expect(error).toMatchObject({ code: "unavailable", status: 502, retryable: true });
    expect(error.message).not.toContain("v4lue");
  });

  test("a rate limit inside the stream", async () => {
    expect(await modelErrorOf(askOnce(replay("rate-limit-in-stream")))).toMatchObject({
      code: "rate_limited",
      providerCode: "rate_limit_error",
    });
  });

  test("a stream that is not JSON", async () => {
    expect(await modelErrorOf(askOnce(replay("broken-json")))).toMatchObject({ code: "unavailable" });
  });

  test("a page instead of a stream", async () => {
    expect(await modelErrorOf(askOnce(refuse(200, "<html>Sign in</html>")))).toMatchObject({ code: "network" });
  });

  test("nobody listens", async () => {
    const baseUrl = await findFreeUrl();
    const model = createModel({ baseUrl, apiKey: "none", name: "m" });
    const error = await modelErrorOf(Array.fromAsync(model.stream(question)));
    expect(error).toMatchObject({ code: "network", retryable: true });
    expect(error.message).toBe(`the model m at ${new URL(baseUrl).host} cannot be reached (ECONNREFUSED)`);
  });

  test("a proxy lets nothing through", async () => {
    const refusal = Object.assign(new Error("the proxy proxy.test:3128 wants a password"), {
      code: "ERR_PROXY_TUNNEL",
    });
    const model = createModel({ apiKey: "none", name: "m", fetch: () => Promise.reject(refusal) });
    const error = await modelErrorOf(Array.fromAsync(model.stream(question)));
    expect(error).toMatchObject({ code: "network", retryable: true });
    expect(error.message).toBe(
      "the model m at api.openai.com cannot be reached: the proxy proxy.test:3128 wants a password",
    );
  });

  test("no answer within the time limit", async () => {
    const error = await modelErrorOf(askOnce(() => {}, { timeoutMs: 20 }));
    expect(error).toMatchObject({ code: "timeout", retryable: true });
    expect(error.message).toContain("gave no complete answer within 20 ms");
  });

  test("a reply that goes on beyond the time limit", async () => {
    const error = await modelErrorOf(askOnce(endless, { timeoutMs: 60, idleTimeoutMs: 5_000 }));
    expect(error.message).toContain("gave no complete answer within 60 ms");
  });

  test("a stream that stalls", async () => {
    const { provider, model } = await startModel(stalling, { idleTimeoutMs: 20 });
    const error = await modelErrorOf(Array.fromAsync(model.stream(question)));
    expect(error).toMatchObject({ code: "timeout", retryable: true });
    expect(error.message).toContain("sent nothing for 20 ms in the middle of its reply");
    await provider.closed(0);
  });

  test("the time before the first part is not limited by the limit for stalled streams", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    onTestFinished(() => void vi.useRealTimers());
    const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
    const fetch = async () => new Response(readable, { headers: { "content-type": "text/event-stream" } });
    const model = createModel({ apiKey: "none", name: "m", timeoutMs: 60_000, idleTimeoutMs: 10, fetch });
    const reading = Array.fromAsync(model.stream(question));
    await vi.advanceTimersByTimeAsync(59_000);
    const writer = writable.getWriter();
    const chunk = { choices: [{ delta: { content: "Hello!" }, finish_reason: "stop" }] };
    await writer.write(new TextEncoder().encode(`data: ${JSON.stringify(chunk)}\n\n`));
    await writer.close();
    expect(textOf(await reading)).toBe("Hello!");
  });
});

describe("stopping", () => {
  test("the caller's signal ends a request that waits, and its connection", async () => {
    const { provider, model } = await startModel(() => controller.abort());
    const controller = new AbortController();
    const error = await modelErrorOf(Array.fromAsync(model.stream({ ...question, signal: controller.signal })));
    expect(error).toMatchObject({ code: "aborted", retryable: false });
    await provider.closed(0);
  });

  test("the caller's signal ends a reply in the middle", async () => {
    const { provider, model } = await startModel((response) => {
      beginStream(response);
      writeChunk(response, { choices: [{ delta: { content: "Hello" } }] });
    });
    const controller = new AbortController();
    const read = async () => {
      for await (const part of model.stream({ ...question, signal: controller.signal })) {
        if (part.type === "text-delta") controller.abort();
      }
    };
    expect(await modelErrorOf(read())).toMatchObject({ code: "aborted" });
    await provider.closed(0);
  });

  test("a signal that had aborted before sends nothing", async () => {
    const { provider, model } = await startModel(say("hi"));
    const error = await modelErrorOf(Array.fromAsync(model.stream({ ...question, signal: AbortSignal.abort() })));
    expect(error.code).toBe("aborted");
    expect(provider.requests).toEqual([]);
  });

  test("leaving the loop early closes the connection", async () => {
    const { provider, model } = await startModel((response) => {
      beginStream(response);
      writeChunk(response, { choices: [{ delta: { content: "Hello" } }] });
    });
    for await (const part of model.stream(question)) {
      expect(part).toEqual({ type: "text-delta", text: "Hello" });
      break;
    }
    await provider.closed(0);
  });
});

/** A reply whose body ends only after what it says has been read. */
const endingLater: Answer = (response) => {
  beginStream(response);
  writeChunk(response, { choices: [{ delta: { content: "Hello" }, finish_reason: "stop" }] });
  response.write("data: [DONE]\n\n");
  setTimeout(() => response.end(), 5);
};

/** Resolves when the connection to this provider waits for another request. */
async function idleConnection({ baseUrl }: Provider): Promise<void> {
  const isToProvider = (name: string): boolean => name.includes(`:${new URL(baseUrl).port}:`);
  await expect.poll(() => Object.keys(globalAgent.freeSockets).some(isToProvider)).toBe(true);
}

describe("connections", () => {
  test("are kept from one request to the next, also when the body ends after the reply", async () => {
    const provider = await startProvider(endingLater, endingLater, say("hi"));
    const model = createModel({ baseUrl: provider.baseUrl, apiKey: "none", name: "m" });
    for (const text of ["Hello", "Hello", "hi"]) {
      expect(textOf(await Array.fromAsync(model.stream(question)))).toBe(text);
      await idleConnection(provider);
    }
    expect(new Set(provider.requests.map(({ connection }) => connection)).size).toBe(1);
  });

  test("one that the provider has given up meanwhile is replaced without anybody noticing", async () => {
    const provider = await startProvider(say("one"), (response) => void response.destroy(), say("two"));
    const model = createModel({ baseUrl: provider.baseUrl, apiKey: "none", name: "m" });
    for (const text of ["one", "two"]) {
      expect(textOf(await Array.fromAsync(model.stream(question)))).toBe(text);
      await idleConnection(provider);
    }
  });

  test("a reply is complete before its body ends", async () => {
    const { model } = await startModel((response) => {
      beginStream(response);
      writeChunk(response, { choices: [{ delta: { content: "Hello" }, finish_reason: "stop" }] });
      response.write("data: [DONE]\n\n");
    });
    expect(textOf(await Array.fromAsync(model.stream(question)))).toBe("Hello");
  });

  test("a request that is redirected goes where it is sent to", async () => {
    const provider = await startProvider(say("hi"));
    const redirect = refuse(307, "", { location: `${provider.baseUrl}/chat/completions` });
    const { baseUrl } = await startProvider(redirect, redirect);
    const model = createModel({ baseUrl, apiKey: "none", name: "m" });
    expect(textOf(await Array.fromAsync(model.stream(question)))).toBe("hi");
  });
});
