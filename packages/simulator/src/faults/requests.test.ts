import { type Operation, operationNames, operations } from "@dt/api";
import { describe, expect, it } from "vitest";
import { eventually } from "../../test/eventually.ts";
import { callApi, post, startSimulator } from "../../test/simulator.ts";
import type { Simulator } from "../simulator/types.ts";
import { defaultApp, defaultGroup } from "../world/default-world.ts";
import { type DocumentedErrorName, documentedErrors } from "./documented.ts";

const message = {
  robotCode: defaultApp.robotCode,
  openConversationId: defaultGroup.conversationId,
  msgKey: "sampleText",
  msgParam: '{"content":"hi"}',
};
const match = { operation: "robotSendGroup" };
const names = Object.keys(documentedErrors) as DocumentedErrorName[];

function send(simulator: Simulator): ReturnType<typeof callApi> {
  return callApi(simulator, "POST /v1.0/robot/groupMessages/send", message);
}

function chat(simulator: Simulator, body: object = {}): Promise<Response> {
  const request = { model: "instant", messages: [{ role: "user", content: "hi" }], ...body };
  const headers = { authorization: "Bearer sk-simulator", "content-type": "application/json" };
  return fetch(`${simulator.modelUrl}/chat/completions`, { method: "POST", headers, body: JSON.stringify(request) });
}

describe("faults that strike requests", () => {
  it.each([
    ["before", 0, false],
    ["after", 1, true],
  ] as const)("reset the connection %s the effect", async (when, deliveries, effect) => {
    const simulator = await startSimulator();
    simulator.faults.add({ match, times: 1, effect: { type: "reset", when } });
    await expect(send(simulator)).rejects.toThrow("fetch failed");
    expect(simulator.record.deliveries()).toHaveLength(deliveries);
    expect(simulator.record.requests(match)).toMatchObject([{ outcome: "reset", effect, faults: ["reset"] }]);
    expect((await send(simulator)).status).toBe(200);
  });

  it("never answer, after the effect", async () => {
    const simulator = await startSimulator();
    simulator.faults.add({ match, times: 1, effect: { type: "hang", when: "after" } });
    const hanging = send(simulator).catch(() => "cut");
    await eventually(() => expect(simulator.record.requests(match)).toMatchObject([{ outcome: "hung", effect: true }]));
    expect(simulator.record.deliveries()).toHaveLength(1);
    await simulator.close();
    expect(await hanging).toBe("cut");
  });

  it("delay", async () => {
    const simulator = await startSimulator();
    simulator.faults.add({ match, effect: { type: "latency", ms: 40 } });
    const start = performance.now();
    await send(simulator);
    expect(performance.now() - start).toBeGreaterThanOrEqual(39);
  });

  it("answer something else although the message was sent", async () => {
    const simulator = await startSimulator();
    const effect = { type: "respond", status: 502, body: { a: 1 }, when: "after" } as const;
    simulator.faults.add({ match, effect });
    expect(await send(simulator)).toEqual({ status: 502, body: { a: 1 } });
    expect(simulator.record.deliveries()).toHaveLength(1);
  });

  it.each(names)("answer the documented error %s", async (as) => {
    const simulator = await startSimulator();
    simulator.faults.add({ match: { path: "/robot/sendBySession" }, effect: { type: "refuse", as } });
    const response = await fetch(`${simulator.oapiUrl}/robot/sendBySession?session=x`, { method: "POST", body: "{}" });
    expect(response.status).toBe(documentedErrors[as].status);
    const text = await response.text();
    const { body } = documentedErrors[as];
    expect(text).toContain(typeof body === "string" ? body : JSON.stringify(body).slice(1, -1).split(",")[0]);
  });

  it.each(operationNames)("refuse %s with each of its documented errors, in the shape of its host", async (name) => {
    const simulator = await startSimulator();
    const operation: Operation = operations[name];
    const base = operation.host === "api" ? simulator.apiUrl : simulator.oapiUrl;
    const url = base + operation.path.replaceAll(/\{\w+\}/g, "x");
    const { method } = operation;
    for (const [status, codes] of Object.entries(operation.errors)) {
      for (const code of codes) {
        simulator.faults.add({ match: { operation: name }, times: 1, effect: { type: "refuse", code } });
        const response = await fetch(url, { method, ...(method === "GET" ? {} : { body: "{}" }) });
        const known = operation.host === "api" ? { code } : { errcode: Number(code) };
        expect(response.status).toBe(Number(status));
        expect(await response.json()).toMatchObject(known);
      }
    }
    expect(simulator.faults.list().filter(({ hits }) => hits !== 1)).toEqual([]);
  });

  it("strike apps apart", async () => {
    const simulator = await startSimulator();
    simulator.faults.add({ match: { appKey: "dingother" }, effect: { type: "reset" } });
    expect((await send(simulator)).status).toBe(200);
    simulator.faults.add({ match: { appKey: defaultApp.appKey }, effect: { type: "refuse", as: "api.qps" } });
    expect(await send(simulator)).toMatchObject({ status: 403 });
  });

  it("strike the gateway's open call", async () => {
    const simulator = await startSimulator();
    simulator.faults.add({
      match: { operation: "streamOpenConnection" },
      effect: { type: "respond", body: { endpoint: "x" } },
    });
    const answer = await post(`${simulator.apiUrl}/v1.0/gateway/connections/open`, {});
    expect(answer).toEqual({ status: 200, body: { endpoint: "x" } });
  });

  it("strike model calls by model and kind of call", async () => {
    const simulator = await startSimulator();
    simulator.faults.add({
      match: { model: "instant", stream: true },
      effect: { type: "refuse", as: "model.rate-limit" },
    });
    expect((await chat(simulator)).status).toBe(200);
    const limited = await chat(simulator, { stream: true });
    expect([limited.status, limited.headers.get("retry-after")]).toEqual([429, "1"]);
    expect(await limited.json()).toMatchObject({ error: { code: "rate_limit_exceeded" } });
  });
});

describe("faults that cut a streamed answer", () => {
  it("end it, or send an error, or reset it after some chunks", async () => {
    const simulator = await startSimulator();
    const cut = async (how: "end" | "error" | "reset"): Promise<string> => {
      const fault = simulator.faults.add({ effect: { type: "cut", afterChunks: 2, how } });
      const text = await chat(simulator, { stream: true })
        .then((response) => response.text())
        .catch(() => "reset");
      fault.remove();
      return text;
    };
    const ended = await cut("end");
    expect(ended.match(/^data: /gm)).toHaveLength(2);
    expect(ended).not.toContain("[DONE]");
    expect(await cut("error")).toContain('data: {"error":');
    expect(await cut("reset")).toBe("reset");
    const outcomes = simulator.record.requests({ operation: "model.chat" }).map(({ outcome }) => outcome);
    expect(outcomes).toEqual(["answered", "answered", "reset"]);
  });
});
