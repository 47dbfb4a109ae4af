import { describe, expect, test } from "vitest";
import { type Answer, callTools, type Provider, refuse, replay, say, startProvider } from "../../test/provider.ts";
import { modelErrorOf } from "../../test/rejection.ts";
import { createModel } from "../chat-completions/create-model.ts";
import type { Message } from "../message.ts";
import type { Tool } from "../tools/tool.ts";
import { type GenerateOptions, generate } from "./generate.ts";
import type { Usage } from "./usage.ts";

const messages: Message[] = [
  { role: "system", content: "Be brief." },
  { role: "user", content: "Who is Li Lei?" },
];

const search: Tool = {
  name: "users.search",
  description: "Finds people",
  parameters: { type: "object", properties: { keyword: { type: "string" } }, required: ["keyword"] },
  run: ({ keyword }) => ({ found: keyword }),
};

function modelAt({ baseUrl }: Provider, name = "main") {
  return createModel({ baseUrl, apiKey: "none", name });
}

/** Generates with one model that gives these answers. */
async function generateWith(answers: Answer[], options: Partial<GenerateOptions> = {}) {
  const provider = await startProvider(...answers);
  const generation = await generate({ models: [modelAt(provider)], messages, ...options });
  return { generation, requests: provider.requests };
}

/** A call of the search tool, in the provider's form. */
const searchFor = (keyword: string): [string, string] => ["users_search", JSON.stringify({ keyword })];

test("an answer without tools", async () => {
  const { generation } = await generateWith([say("A colleague.")]);
  expect(generation).toEqual({
    text: "A colleague.",
    truncated: false,
    usage: { inputTokens: 10, outputTokens: 5, estimated: false },
    steps: 1,
    model: "main",
    messages: [{ role: "assistant", content: "A colleague." }],
  });
});

test("the text so far is reported as it grows", async () => {
  const texts: string[] = [];
  await generateWith([replay("openai-text")], { onText: (text) => texts.push(text) });
  expect(texts).toEqual(["你好，", "你好，👋 Alice", "你好，👋 Alice!"]);
});

describe("tools", () => {
  test("are run, and their results told to the model, until it answers", async () => {
    const answers = [callTools([searchFor("Li Lei")], "Let me see."), say("A colleague.")];
    const texts: string[] = [];
    const { generation, requests } = await generateWith(answers, {
      tools: [search],
      onText: (text) => texts.push(text),
    });
    expect(generation).toMatchObject({
      text: "Let me see.\n\nA colleague.",
      steps: 2,
      usage: { inputTokens: 20, outputTokens: 10, estimated: false },
      messages: [
        {
          role: "assistant",
          content: "Let me see.",
          toolCalls: [{ id: "call_0", name: "users_search", arguments: '{"keyword":"Li Lei"}' }],
        },
        { role: "tool", toolCallId: "call_0", content: '{"found":"Li Lei"}' },
        { role: "assistant", content: "A colleague." },
      ],
    });
    expect(texts.at(-1)).toBe("Let me see.\n\nA colleague.");
    expect(requests[1]?.body.messages.slice(2)).toEqual([
      expect.objectContaining({ role: "assistant", content: "Let me see." }),
      { role: "tool", tool_call_id: "call_0", content: '{"found":"Li Lei"}' },
    ]);
  });

  test("of one reply run one after the other, in its order", async () => {
    const log: string[] = [];
    const slow: Tool = {
      ...search,
      run: async ({ keyword }) => {
        log.push(`begin ${String(keyword)}`);
        await new Promise((resolve) => setImmediate(resolve));
        log.push(`end ${String(keyword)}`);
        return "";
      },
    };
    await generateWith([callTools([searchFor("a"), searchFor("b")]), say("done")], { tools: [slow] });
    expect(log).toEqual(["begin a", "end a", "begin b", "end b"]);
  });

  test("that fail, are unknown or are called wrongly are told to the model", async () => {
    const broken: Tool = { ...search, run: () => Promise.reject(new Error("no permission")) };
    const calls = callTools([searchFor("a"), ["users_search", "{}"], ["nothing", "{}"]]);
    const { generation } = await generateWith([calls, say("Sorry.")], { tools: [broken] });
    expect(generation.messages.filter(({ role }) => role === "tool").map(({ content }) => content)).toEqual([
      '{"error":"no permission"}',
      '{"error":"invalid arguments: \\"keyword\\" is missing"}',
      JSON.stringify({ error: 'there is no tool "nothing"; there are: users_search' }),
    ]);
    expect(generation.text).toBe("Sorry.");
  });

  test("may not be called in the last step", async () => {
    const answers = [callTools([searchFor("a")]), callTools([searchFor("b")]), say("Enough.")];
    const { generation, requests } = await generateWith(answers, { tools: [search], maxSteps: 3 });
    expect(requests.map(({ body }) => body["tool_choice"])).toEqual([undefined, undefined, "none"]);
    expect(generation).toMatchObject({ text: "Enough.", steps: 3 });
  });

  test("that are called in the last step all the same are not run, and leave no call without a result", async () => {
    const answers = [callTools([searchFor("a")]), callTools([searchFor("b")], "I would search.")];
    const { generation } = await generateWith(answers, { tools: [search], maxSteps: 2 });
    expect(generation.messages.at(-1)).toEqual({ role: "assistant", content: "I would search." });
  });

  test("that are called to the very end without a word are an empty answer", async () => {
    const answers = [callTools([searchFor("a")]), callTools([searchFor("b")])];
    expect(await modelErrorOf(generateWith(answers, { tools: [search], maxSteps: 2 }))).toMatchObject({
      code: "empty_answer",
    });
  });

  test("are stopped by the caller's signal, and no model is asked any more", async () => {
    const controller = new AbortController();
    const hanging: Tool = {
      ...search,
      run: () => {
        controller.abort();
        return new Promise(() => {});
      },
    };
    const provider = await startProvider(callTools([searchFor("a")]), say("late"));
    const generation = generate({ models: [modelAt(provider)], messages, tools: [hanging], signal: controller.signal });
    expect(await modelErrorOf(generation)).toMatchObject({ code: "aborted" });
    expect(provider.requests).toHaveLength(1);
  });
});

describe("answers that are not whole", () => {
  test("a model that ran out of room: the text is marked", async () => {
    const { generation } = await generateWith([replay("length")]);
    expect(generation).toMatchObject({ text: "Once upon a time […]", truncated: true });
    expect(generation.messages).toEqual([{ role: "assistant", content: "Once upon a time" }]);
  });

  test("an empty answer is asked for once more", async () => {
    const { generation, requests } = await generateWith([replay("empty"), say("Here.")]);
    expect(generation.text).toBe("Here.");
    expect(requests).toHaveLength(2);
  });

  test("two empty answers are an error", async () => {
    const error = await modelErrorOf(generateWith([replay("empty"), replay("empty")]));
    expect(error).toMatchObject({ code: "empty_answer", retryable: true });
  });

  test("an answer that the content filter stopped is a refusal", async () => {
    const error = await modelErrorOf(generateWith([replay("azure-content-filter")]));
    expect(error).toMatchObject({ code: "content_refused", retryable: false });
  });

  test("a provider that does not count tokens: they are estimated", async () => {
    const { generation } = await generateWith([replay("no-usage")]);
    expect(generation.usage).toEqual({ inputTokens: 16, outputTokens: 6, estimated: true });
  });
});

/** Generates with two models, the second of which answers. */
async function fallBack(
  first: Answer[],
  second: Answer[] = [say("From the second.")],
  options: Partial<GenerateOptions> = {},
) {
  const providers = [await startProvider(...first), await startProvider(...second)] as const;
  const texts: string[] = [];
  const events: string[] = [];
  const generation = generate({
    models: [modelAt(providers[0], "first"), modelAt(providers[1], "second")],
    messages,
    onText: (text) => texts.push(text),
    onFallback: ({ from, to, error }) => events.push(`${from} → ${to}: ${error.code}`),
    ...options,
  });
  return { result: await generation, providers, texts, events };
}

describe("fallbacks", () => {
  test.each([
    [429, "rate_limited"],
    [503, "unavailable"],
    [401, "unauthorized"],
    [404, "not_found"],
    [400, "invalid_request"],
    [413, "context_too_long"],
  ])("the next model is asked after %i", async (status, code) => {
    const { result, events, texts } = await fallBack([refuse(status)]);
    expect(result).toMatchObject({ text: "From the second.", model: "second", steps: 1 });
    expect(events).toEqual([`first → second: ${code}`]);
    expect(texts.at(-1)).toBe("From the second.");
  });

  test("a reply that was cut off is begun anew by the next model", async () => {
    const { result, texts } = await fallBack([replay("ended-early")]);
    expect(texts).toEqual(["Hello", "Hello the", "", "From the second."]);
    expect(result.text).toBe("From the second.");
    expect(result.messages).toEqual([{ role: "assistant", content: "From the second." }]);
  });

  test("a model that fails after its tools ran is followed by one that knows their results", async () => {
    const runs: unknown[] = [];
    const counting: Tool = { ...search, run: ({ keyword }) => String(runs.push(keyword)) };
    const first = [callTools([searchFor("a")], "Let me see."), refuse(503)];
    const second = [callTools([searchFor("b")]), say("Found.")];
    const { result, providers, texts } = await fallBack(first, second, { tools: [counting] });
    expect(runs).toEqual(["a", "b"]);
    expect(providers[1].requests[0]?.body.messages.map(({ role }) => role)).toEqual([
      "system",
      "user",
      "assistant",
      "tool",
    ]);
    expect(result).toMatchObject({ text: "Let me see.\n\nFound.", model: "second", steps: 3 });
    expect(texts.at(-1)).toBe("Let me see.\n\nFound.");
    // The first model is not asked again in this turn.
    expect(providers[0].requests).toHaveLength(2);
  });

  test("a refusal of the content is not taken to another model", async () => {
    const refusal = refuse(400, { error: { code: "content_filter", message: "no" } });
    const second = await startProvider(say("From the second."));
    const first = await startProvider(refusal);
    const error = await modelErrorOf(generate({ models: [modelAt(first), modelAt(second)], messages }));
    expect(error.code).toBe("content_refused");
    expect(second.requests).toEqual([]);
  });

  test("when no model answers, the error that is worth a retry is thrown", async () => {
    const error = await modelErrorOf(fallBack([refuse(401)], [refuse(429, "", { "retry-after": "3" })]));
    expect(error).toMatchObject({ code: "rate_limited", retryAfterMs: 3_000 });
  });

  test("when none is worth a retry, the first error is thrown", async () => {
    expect(await modelErrorOf(fallBack([refuse(404)], [refuse(401)]))).toMatchObject({ code: "not_found" });
  });
});

/** What a generation with a search tool and two models told of its cost. */
async function costOf(first: Answer[], second: Answer[] = []) {
  const [one, other] = await Promise.all([startProvider(...first), startProvider(...second)]);
  const costs: Usage[] = [];
  const models = [modelAt(one, "first"), modelAt(other, "second")];
  await generate({ models, messages, tools: [search], onUsage: (usage) => costs.push(usage) }).catch(() => undefined);
  return costs;
}

describe("what it cost", () => {
  const counted = { inputTokens: 10, outputTokens: 5, estimated: false };
  const estimated = { inputTokens: expect.any(Number), outputTokens: expect.any(Number), estimated: true };

  test("is told for every reply", async () => {
    expect(await costOf([callTools([searchFor("a")]), say("Found.")])).toEqual([counted, counted]);
  });

  test("is estimated for a reply that broke off, and told also when another model takes over", async () => {
    expect(await costOf([replay("ended-early")], [say("From the second.")])).toEqual([estimated, counted]);
  });

  test("is told also when no answer comes of it", async () => {
    expect(await costOf([callTools([searchFor("a")]), refuse(500)], [refuse(500)])).toEqual([counted]);
  });

  test("is nothing for a model that refused", async () => {
    expect(await costOf([refuse(429)], [refuse(401)])).toEqual([]);
  });
});

test("without a model there is no answer", async () => {
  await expect(generate({ models: [], messages })).rejects.toThrow("no model was given: pass at least one");
});
