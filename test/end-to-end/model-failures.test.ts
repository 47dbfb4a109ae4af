/** What people see when the model or their card fails, class by class. */
import { tenantPrefix } from "@dt/session";
import { describe, expect, it, vi } from "vitest";
import { texts } from "../../apps/worker/src/texts.ts";
import { MAX_TRIES } from "../../apps/worker/src/turn/failure.ts";
import { addPerson, answerWithNumbers, describeTenant, numbersIn, useDeployment } from "./deployment.ts";

const { zh } = texts;

type Fault = Parameters<ReturnType<ReturnType<typeof useDeployment>>["simulator"]["faults"]["add"]>[0];
type Effect = Extract<Fault["effect"], { type: "respond" | "reset" | "hang" | "cut" }>;

const refusal = (status: number, code: string, headers?: Record<string, string>): Effect => ({
  type: "respond",
  status,
  body: { error: { message: "refused", type: "invalid_request_error", code } },
  ...(headers && { headers }),
});

interface MeetOptions {
  /** What else the request that fails has in it. @default every request about the person */
  readonly match?: Fault["match"];
  /** The model works again once the person was told that it does not. */
  readonly untilTold?: boolean;
  /** Tries that have failed before. */
  readonly triesBefore?: number;
}

describe("the model", () => {
  const deployed = useDeployment({
    tenants: (simulator) => [
      describeTenant(simulator, { model: { timeoutMs: 1500, fallback: [{ name: "instant" }] } }),
    ],
  });

  /** Somebody says something, at which the model fails; returns what they hear, and how it ended. */
  async function meet(effect: Effect, { match, untilTold = false, triesBefore = 0 }: MeetOptions = {}) {
    const { client, simulator, over, replies, deadLetters } = deployed();
    answerWithNumbers(simulator);
    const person = addPerson(simulator);
    const state = `${tenantPrefix("default")}s:dingtalk_private_${person}:state`;
    await client.hset(state, "tries", triesBefore);
    const fault = simulator.faults.add({ match: { operation: "model.chat", contains: person, ...match }, effect });
    const { msgId } = simulator.say({ userId: person, text: `你好 #1 ${person}` });
    if (untilTold) {
      await vi.waitUntil(() => replies(person).includes(zh.retrying), { timeout: 20_000 });
      fault.remove();
    }
    const { stored = 0, turn = 0, dead } = await over(msgId);
    // The sentence about a dead letter comes after it.
    await vi.waitUntil(() => replies(person).length > 0, { timeout: 20_000 });
    const letters = await deadLetters.list("default");
    const letter = letters.find(({ messageIds }) => messageIds.includes(msgId));
    return {
      heard: replies(person),
      retriedAfterMs: turn - stored,
      isDead: dead !== undefined,
      reason: letter?.reason,
    };
  }

  it.each<[string, Effect]>([
    ["is overloaded", refusal(503, "overloaded_error")],
    ["cuts the connection", { type: "reset" }],
    ["hangs for longer than it may", { type: "hang" }],
    ["breaks off its answer", { type: "cut", afterChunks: 1, how: "reset" }],
  ])("%s, and so does its fallback: the person is told, and answered later", async (_case, effect) => {
    const { heard, isDead } = await meet(effect, { untilTold: true });
    expect(heard).toEqual([zh.retrying, "#1"]);
    expect(isDead).toBe(false);
  });

  it("says when it has room again: it is asked then, and not before", async () => {
    const { heard, retriedAfterMs } = await meet(refusal(429, "rate_limit_exceeded", { "retry-after": "3" }), {
      untilTold: true,
    });
    expect(heard).toEqual([zh.retrying, "#1"]);
    expect(retriedAfterMs).toBeGreaterThanOrEqual(3000);
  });

  it.each<[string, Effect]>([
    ["fails", refusal(500, "server_error")],
    ["refuses the key", refusal(401, "invalid_api_key")],
    ["is not there", refusal(404, "model_not_found")],
    ["finds the conversation too long", refusal(400, "context_length_exceeded")],
    ["has no room", refusal(429, "rate_limit_exceeded", { "retry-after": "60" })],
  ])("%s: the fallback answers, and nobody notices", async (_case, effect) => {
    expect(await meet(effect, { match: { model: "demo" } })).toMatchObject({ heard: ["#1"], isDead: false });
  });

  it("refuses the content: the person is told why, no other model is asked, nothing is kept", async () => {
    const met = await meet(refusal(400, "content_filter"), { match: { model: "demo" } });
    expect(met).toMatchObject({ heard: [zh.contentRefused], isDead: false, reason: undefined });
  });

  it("and its fallback find the message too long: the person is told, nothing is kept", async () => {
    const met = await meet(refusal(400, "context_length_exceeded"));
    expect(met).toMatchObject({ heard: [zh.tooLong], isDead: false, reason: undefined });
  });

  it("and its fallback fail in the last of all tries: a dead letter, and a sentence", async () => {
    const met = await meet(refusal(503, "overloaded_error"), { triesBefore: MAX_TRIES - 1 });
    expect(met).toMatchObject({ heard: [zh.gaveUp], isDead: true, reason: "model_unavailable" });
  });

  it("and its fallback refuse the key: a dead letter, and a sentence", async () => {
    const met = await meet(refusal(401, "invalid_api_key"));
    expect(met).toMatchObject({ heard: [zh.modelRefusesUs], isDead: true, reason: "model_unauthorized" });
  });
});

describe("a card", () => {
  const deployed = useDeployment({ tenants: (simulator) => [describeTenant(simulator, { cards: true })] });

  async function meet(...faults: Fault[]) {
    const { simulator, over, deliveries } = deployed();
    answerWithNumbers(simulator);
    const person = addPerson(simulator);
    for (const fault of faults) simulator.faults.add(fault);
    await over(simulator.say({ userId: person, text: "你好 #1" }).msgId);
    return deliveries(person).map(({ type, text, cardStatus }) => ({
      type,
      text: numbersIn(text).join(" ") || text,
      ...(cardStatus && { cardStatus }),
    }));
  }

  const shownNowhere: Fault = {
    match: { operation: "cardCreateAndDeliver" },
    effect: {
      type: "respond",
      body: { success: true, result: { outTrackId: "x", deliverResults: [{ success: false, errorMsg: "no" }] } },
    },
    times: 1,
  };
  const modelFails: Fault = { match: { operation: "model.chat" }, effect: { type: "respond", status: 500 }, times: 1 };
  const finished = { type: "card", text: "#1", cardStatus: "finished" };

  it("O9 that is created and shown nowhere gives way to a text", async () => {
    expect(await meet(shownNowhere)).toEqual([{ type: "markdown", text: "#1" }]);
  });

  it("O9 that is shown nowhere gives way to a text also when the model failed in the same turn", async () => {
    expect(await meet(shownNowhere, modelFails)).toEqual([
      { type: "markdown", text: zh.retrying },
      { type: "markdown", text: "#1" },
    ]);
  });

  it("O9 is the same one in the next try when the model failed", async () => {
    expect((await meet(modelFails)).filter(({ type }) => type === "card")).toEqual([finished]);
  });

  it("O9 is one card when its creation is still under way as the reply creates it", async () => {
    const slow: Fault = {
      match: { operation: "cardCreateAndDeliver" },
      effect: { type: "latency", ms: 5000, when: "after" },
      times: 1,
    };
    expect(await meet(slow)).toEqual([finished]);
  });

  it("O9 that no frame was streamed into holds the whole answer", async () => {
    const noFrames: Fault = {
      match: { operation: "cardStreamingUpdate", contains: '"isFinalize":false' },
      effect: { type: "respond", status: 500 },
    };
    expect(await meet(noFrames)).toEqual([finished]);
  });
});
