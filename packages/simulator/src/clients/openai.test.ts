import OpenAI from "openai";
import { describe, expect, it } from "vitest";
import { startSimulator } from "../../test/simulator.ts";
import type { Simulator } from "../simulator/types.ts";

const remember = {
  type: "function",
  function: {
    name: "remember",
    description: "Keeps a fact.",
    parameters: { type: "object", properties: { fact: { type: "string" } }, required: ["fact"] },
  },
} as const;

function clientOf(simulator: Simulator, apiKey = "sk-simulator"): OpenAI {
  return new OpenAI({ baseURL: simulator.modelUrl, apiKey, maxRetries: 0 });
}

function ask(client: OpenAI, model: string, content = "hi"): Promise<unknown> {
  return client.chat.completions.create({ model, messages: [{ role: "user", content }] });
}

const hi = [{ role: "user", content: "hi" }] as const;

describe("the openai package", () => {
  it("streams the demo model's answer piece by piece, with usage at the end", async () => {
    const simulator = await startSimulator({ model: { firstTokenMs: 1, tokenMs: 1 } });
    const stream = await clientOf(simulator).chat.completions.create({
      model: "demo",
      messages: [...hi],
      stream: true,
      stream_options: { include_usage: true },
    });
    let text = "";
    let pieces = 0;
    let finish: string | null = null;
    let tokens = 0;
    for await (const chunk of stream) {
      const choice = chunk.choices[0];
      text += choice?.delta.content ?? "";
      pieces += choice?.delta.content ? 1 : 0;
      finish = choice?.finish_reason ?? finish;
      tokens = chunk.usage?.total_tokens ?? tokens;
    }
    expect(text).toContain("demo model");
    expect(pieces).toBeGreaterThan(10);
    expect(finish).toBe("stop");
    expect(tokens).toBeGreaterThan(10);
  });

  it("gets a whole answer", async () => {
    const simulator = await startSimulator({ model: { instantText: "pong" } });
    const completion = await clientOf(simulator).chat.completions.create({ model: "instant", messages: [...hi] });
    expect(completion.choices[0]).toMatchObject({
      finish_reason: "stop",
      message: { role: "assistant", content: "pong" },
    });
    const { prompt_tokens, completion_tokens, total_tokens } = completion.usage ?? {};
    expect(total_tokens).toBe((prompt_tokens ?? 0) + (completion_tokens ?? 0));
  });

  it("puts a streamed tool call together and answers its result", async () => {
    const simulator = await startSimulator({ model: { firstTokenMs: 0, tokenMs: 0 } });
    const client = clientOf(simulator);
    const messages: OpenAI.ChatCompletionMessageParam[] = [{ role: "user", content: "记住我喜欢喝茶" }];
    const first = await client.chat.completions
      .stream({ model: "demo", messages, tools: [remember] })
      .finalChatCompletion();
    const message = first.choices[0]?.message;
    const call = message?.tool_calls?.[0];
    expect(first.choices[0]?.finish_reason).toBe("tool_calls");
    expect(call).toMatchObject({
      type: "function",
      function: { name: "remember", arguments: '{"fact":"我喜欢喝茶"}' },
    });
    const toolCalls = [
      { id: call?.id ?? "", type: "function" as const, function: { name: "remember", arguments: "{}" } },
    ];
    messages.push({ role: "assistant", content: null, tool_calls: toolCalls });
    messages.push({ role: "tool", tool_call_id: call?.id ?? "", content: "saved" });
    const second = await client.chat.completions.create({ model: "demo", messages, tools: [remember] });
    expect(second.choices[0]?.message.content).toContain("saved");
  });

  it("lists the models", async () => {
    const simulator = await startSimulator({ model: { aliases: ["qwen-max"] } });
    const client = clientOf(simulator);
    const models = await client.models.list();
    expect(models.data.map(({ id }) => id)).toEqual(["demo", "instant", "qwen-max"]);
    expect(await client.models.retrieve("instant")).toMatchObject({ id: "instant", object: "model" });
  });

  it("gets its own errors for a wrong key, an unknown model and a bad request", async () => {
    const simulator = await startSimulator({ model: { contextTokens: 50 } });
    await expect(ask(clientOf(simulator, "sk-wrong-key"), "demo")).rejects.toMatchObject({
      status: 401,
      code: "invalid_api_key",
      message: expect.stringContaining("sk-w****"),
    });
    const client = clientOf(simulator);
    await expect(ask(client, "gpt-none")).rejects.toMatchObject({ status: 404, code: "model_not_found" });
    await expect(ask(client, "demo", "x".repeat(400))).rejects.toMatchObject({
      status: 400,
      code: "context_length_exceeded",
    });
    const empty = client.chat.completions.create({ model: "demo", messages: [] });
    await expect(empty).rejects.toMatchObject({ status: 400, param: "messages", type: "invalid_request_error" });
  });

  it("gets what a test lets the model answer, also undefined to fall back", async () => {
    const simulator = await startSimulator();
    simulator.model.respond(({ messages, model }) =>
      model === "instant" ? undefined : { text: `heard ${messages.length}`, finishReason: "content_filter" },
    );
    const client = clientOf(simulator);
    const own = await client.chat.completions.create({ model: "anything", messages: [...hi] });
    expect(own.choices[0]).toMatchObject({ finish_reason: "content_filter", message: { content: "heard 1" } });
    const builtIn = await client.chat.completions.create({ model: "instant", messages: [...hi] });
    expect(builtIn.choices[0]?.message.content).toBe("ok");
  });

  it("gets no more than it asked for", async () => {
    const simulator = await startSimulator();
    simulator.model.respond(() => ({ text: "one two three four" }));
    const completion = await clientOf(simulator).chat.completions.create({
      model: "x",
      messages: [...hi],
      max_tokens: 2,
    });
    expect(completion.choices[0]).toMatchObject({ finish_reason: "length", message: { content: "one two" } });
  });

  it("can leave in the middle of an answer", async () => {
    const simulator = await startSimulator({ model: { firstTokenMs: 0, tokenMs: 20 } });
    const stream = await clientOf(simulator).chat.completions.create({
      model: "demo",
      messages: [...hi],
      stream: true,
    });
    for await (const chunk of stream) if (chunk.choices[0]?.delta.content) break;
    await expect.poll(() => simulator.record.requests({ operation: "model.chat" })[0]?.outcome).toBe("aborted");
  });
});
