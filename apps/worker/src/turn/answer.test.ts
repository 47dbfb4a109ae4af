import { ModelError, type ModelPart } from "@dt/llm";
import { usageDay } from "@dt/session";
import { describe, expect, it } from "vitest";
import { fakeModel, fakeRemembering, makeMessage, makeMessages, makeTenant, makeTurn } from "../testing.ts";
import { texts } from "../texts.ts";
import { type AnswerContext, answer, textsFor } from "./answer.ts";
import type { Plan } from "./plan.ts";

function makeContext(overrides: Partial<AnswerContext> = {}): AnswerContext {
  return {
    tenant: makeTenant(),
    models: [fakeModel("Hi")],
    remembering: fakeRemembering(),
    tools: () => [],
    readUsage: () => Promise.reject(new Error("nobody asked for the usage")),
    idleHours: 24,
    pictures: () => Promise.reject(new Error("no pictures were expected")),
    signal: new AbortController().signal,
    onText: () => {},
    onUsage: () => {},
    ...overrides,
  };
}

const onePicture = async () => ["data:image/png;base64,AAAA"];
const askAll: Plan = { kind: "model", count: 1 };
const commandTurn = (command: string) => makeTurn({ messages: makeMessages(command) });
const command = (name: Extract<Plan, { kind: "command" }>["command"]): Plan => ({
  kind: "command",
  count: 1,
  command: name,
});

describe("the model's answer", () => {
  it("becomes the history, together with everything that it answers", async () => {
    const turn = makeTurn({ messages: makeMessages("one", "two", "three") });
    const result = await answer(turn, { kind: "model", count: 2 }, makeContext());
    expect(result).toEqual({
      text: "Hi",
      outcome: "answered",
      conversation: "same",
      history: [
        { role: "user", content: "one", at: 1000 },
        { role: "user", content: "two", at: 1000 },
        { role: "assistant", content: "Hi", at: expect.any(Number) },
      ],
    });
  });

  it("is asked for with history, memory and question", async () => {
    const model = fakeModel("Hi");
    const history = [{ role: "user" as const, content: "earlier", at: 1 }];
    await answer(makeTurn({ history, memory: ["likes tea"] }), askAll, makeContext({ models: [model] }));
    const said = JSON.stringify(model.requests[0]?.messages);
    for (const words of ["earlier", "likes tea", "你好"]) expect(said).toContain(words);
  });

  it("is shown while it is written", async () => {
    const shown: string[] = [];
    const parts: ModelPart[] = ["He", "llo"].map((text) => ({ type: "text-delta", text }));
    const models = [fakeModel([...parts, { type: "finish", reason: "stop" }])];
    await answer(makeTurn(), askAll, makeContext({ models, onText: (text) => shown.push(text) }));
    expect(shown).toEqual(["He", "Hello"]);
  });

  it("S7 is announced as a new conversation where the last one was idle, but not remembered with that", async () => {
    const shown: string[] = [];
    const context = makeContext({ onText: (text) => shown.push(text), idleHours: 7 });
    const result = await answer(makeTurn({ conversationEnded: true }), askAll, context);
    const announced = `${texts.zh.conversationEnded(7)}\n\nHi`;
    expect(result.text).toBe(announced);
    expect(shown).toEqual([announced]);
    expect(result.history.at(-1)?.content).toBe("Hi");
  });

  it("says once that it was cut", async () => {
    const cut: ModelPart[] = [
      { type: "text-delta", text: "Half" },
      { type: "finish", reason: "length" },
    ];
    const { text, history } = await answer(makeTurn(), askAll, makeContext({ models: [fakeModel(cut)] }));
    expect(text).toBe(`Half\n\n${texts.zh.cut}`);
    expect(history.at(-1)?.content).toBe(text);
  });

  it("comes from the fallback when the first model cannot answer", async () => {
    const models = [fakeModel(new ModelError("unavailable", "down")), fakeModel("from the second")];
    expect((await answer(makeTurn(), askAll, makeContext({ models }))).text).toBe("from the second");
  });

  it("may remember a fact on the way", async () => {
    const wish: ModelPart[] = [
      { type: "tool-call", id: "1", name: "remember", arguments: '{"fact":"likes tea"}' },
      { type: "finish", reason: "tool-calls" },
    ];
    const remembering = fakeRemembering();
    const context = makeContext({ models: [fakeModel(wish, "I will remember")], remembering });
    expect((await answer(makeTurn(), askAll, context)).text).toBe("I will remember");
    expect(remembering.remembered).toEqual(["likes tea"]);
  });

  it("sees the pictures only where the model understands them", async () => {
    const { model, ...tenant } = makeTenant();
    const seeing = fakeModel("A cat");
    await answer(
      makeTurn(),
      askAll,
      makeContext({ tenant: { ...tenant, model: { ...model, images: true } }, models: [seeing], pictures: onePicture }),
    );
    expect(JSON.stringify(seeing.requests[0]?.messages)).toContain("data:image/png");
    // The context's own `pictures` would reject.
    expect((await answer(makeTurn(), askAll, makeContext())).text).toBe("Hi");
  });

  it("fails with the model", async () => {
    const models = [fakeModel(new ModelError("timeout", "too slow"))];
    await expect(answer(makeTurn(), askAll, makeContext({ models }))).rejects.toMatchObject({ code: "timeout" });
  });
});

describe("commands", () => {
  it("/new begins a conversation", async () => {
    const result = await answer(commandTurn("/new"), command("/new"), makeContext());
    expect(result).toMatchObject({ conversation: "new", outcome: "answered", history: [] });
  });

  it("S7 /restore brings the last conversation back, and says when there is none", async () => {
    const remembering = fakeRemembering();
    const context = makeContext({ remembering });
    expect(await answer(commandTurn("/restore"), command("/restore"), context)).toMatchObject({
      text: texts.zh.nothingToRestore,
      conversation: "same",
    });
    remembering.ended.push(...spoke("before"));
    expect(await answer(commandTurn("/restore"), command("/restore"), context)).toMatchObject({
      text: texts.zh.restored(1),
      conversation: "restored",
      outcome: "answered",
    });
  });

  it("/memory shows what is remembered, and /forget erases it", async () => {
    const remembering = fakeRemembering("likes tea");
    const context = makeContext({ remembering });
    expect((await answer(commandTurn("/memory"), command("/memory"), context)).text).toContain("likes tea");
    expect((await answer(commandTurn("/forget"), command("/forget"), context)).text).toBe(texts.zh.forgotten);
    expect(remembering.remembered).toEqual([]);
    // The running conversation stays, and the person is told how to be rid of it.
    for (const { forgotten } of Object.values(texts)) expect(forgotten).toMatch(/\/new.*\/forget/);
  });

  it("/help and what is no command show the way", async () => {
    expect((await answer(commandTurn("/help"), command("/help"), makeContext())).text).toBe(texts.zh.help);
    expect((await answer(commandTurn(" /foo "), command("unknown"), makeContext())).text).toContain("/foo");
  });

  it("/usage shows today and the month to admins, and to nobody else", async () => {
    const used = { apiCalls: 1, turns: 2, replies: 3, inputTokens: 4, outputTokens: 5, estimatedTokens: 0 };
    const readUsage = async (_tenantId: string, { from, to }: { from: string; to: string }) => ({
      days: [
        { day: from, ...used },
        { day: to, ...used },
      ],
      months: [{ month: to.slice(0, 7), ...used, turns: 40 }],
    });
    const tenant = makeTenant();
    const ask = async (admins: string[]) => {
      const context = makeContext({ tenant: { ...tenant, access: { ...tenant.access, admins } }, readUsage });
      return await answer(commandTurn("/usage"), command("/usage"), context);
    };
    const day = usageDay();
    const text = texts.zh.usage({ day, ...used }, { month: day.slice(0, 7), ...used, turns: 40 });
    expect(await ask(["u1"])).toMatchObject({ text, outcome: "answered" });
    expect(await ask(["u2"])).toMatchObject({ text: texts.zh.adminsOnly, outcome: "refused" });
  });

  it("/help tells admins of theirs", async () => {
    const tenant = makeTenant();
    const context = makeContext({ tenant: { ...tenant, access: { ...tenant.access, admins: ["u1"] } } });
    expect((await answer(commandTurn("/help"), command("/help"), context)).text).toContain("/usage");
    expect((await answer(commandTurn("/help"), command("/help"), makeContext())).text).not.toContain("/usage");
  });

  it("leave no trace in the history", async () => {
    for (const name of ["/help", "/memory", "/forget", "/stop", "unknown"] as const) {
      expect((await answer(commandTurn(name), command(name), makeContext())).history).toEqual([]);
    }
  });

  it("I17 /stop refuses what it ends, and answers itself when there was nothing", async () => {
    const turn = makeTurn({ messages: makeMessages("a", "/stop") });
    expect(await answer(turn, { kind: "stop", count: 2 }, makeContext())).toMatchObject({ outcome: "refused" });
    expect(await answer(commandTurn("/stop"), { kind: "stop", count: 1 }, makeContext())).toMatchObject({
      outcome: "answered",
    });
  });
});

describe("a refusal", () => {
  it.each(["notAllowed", "quotaExceeded", "nothingToRead"] as const)("says why: %s", async (reason) => {
    const result = await answer(makeTurn(), { kind: "refuse", count: 1, reason }, makeContext());
    expect(result).toEqual({ text: texts.zh[reason], outcome: "refused", history: [], conversation: "same" });
  });
});

const spoke = (content: string) => [{ role: "user" as const, content, at: 1 }];

describe("the language of a turn", () => {
  it("is that of its first message", () => {
    expect(textsFor(makeTurn({ messages: makeMessages("hello", "你好") }))).toBe(texts.en);
    expect(textsFor(makeTurn({ messages: makeMessages("你好", "hello") }))).toBe(texts.zh);
  });

  it("is that of the conversation where a command says nothing about it", () => {
    expect(textsFor(commandTurn("/help"))).toBe(texts.zh);
    expect(textsFor(makeTurn({ messages: makeMessages("/help"), history: spoke("hello") }))).toBe(texts.en);
    expect(textsFor(makeTurn({ messages: [makeMessage({ text: "/new" })], history: spoke("你好") }))).toBe(texts.zh);
  });
});
