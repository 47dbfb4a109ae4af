import { describe, expect, it } from "vitest";
import { eventually } from "../../test/eventually.ts";
import { post, startSimulator } from "../../test/simulator.ts";
import { connectStream } from "../../test/stream-client.ts";
import { defaultApp } from "../world/default-world.ts";
import { createSimulator } from "./simulator.ts";

describe("createSimulator", () => {
  it("refuses a taken port with one sentence and leaves nothing open", async () => {
    const first = await startSimulator();
    const port = Number(new URL(first.oapiUrl).port);
    await expect(createSimulator({ ports: { oapi: port } })).rejects.toThrow(
      `Port ${port} is taken. Choose another port`,
    );
  });

  it("listens on the loopback address only, at the ports it was given", async () => {
    const first = await createSimulator();
    const port = Number(new URL(first.apiUrl).port);
    await first.close();
    const second = await startSimulator({ ports: { api: port } });
    expect(second.apiUrl).toBe(`http://127.0.0.1:${port}`);
    expect(second.modelUrl).toBe(`${second.url}/v1`);
  });

  it("ends connections and hanging requests when it closes", async () => {
    const simulator = await startSimulator();
    const client = await connectStream(simulator);
    const closed = new Promise((resolve) => client.socket.on("close", resolve));
    simulator.faults.add({ effect: { type: "hang" } });
    const hanging = fetch(`${simulator.apiUrl}/v1.0/any`).catch(() => "ended");
    await eventually(() => expect(simulator.record.requests({ outcome: "hung" })).toHaveLength(1));
    await simulator.close();
    await closed;
    expect(await hanging).toBe("ended");
  });

  it("counts the open connections of an app and tells when the number changes", async () => {
    const simulator = await startSimulator();
    const counts: number[] = [];
    simulator.world.on("connections", (_, count) => counts.push(count));
    const client = await connectStream(simulator);
    client.socket.close();
    await eventually(() => expect(counts).toEqual([1, 0]));
  });

  it("adds what the services know to the path of a message", async () => {
    const asked: string[] = [];
    const simulator = await startSimulator({
      trace: async (appKey, msgId) => {
        asked.push(`${appKey} ${msgId}`);
        const pushed = simulator.world.path(msgId)?.steps[0]?.at ?? 0;
        return [{ name: "stored", at: pushed + 0.5 }];
      },
    });
    await connectStream(simulator);
    const { msgId } = simulator.say({ userId: "lisi02", text: "hello" });
    await eventually(() => expect(simulator.record.acks()).toHaveLength(1));
    const path = await simulator.path(msgId);
    expect(path?.steps.map(({ name }) => name)).toEqual(["pushed", "stored", "acknowledged"]);
    expect(asked).toContain(`${defaultApp.appKey} ${msgId}`);
  });

  it("tells about steps that only the services see without being asked", async () => {
    const simulator = await startSimulator({ trace: async () => [{ name: "turn", at: 8_640_000_000_000 }] });
    const steps: string[] = [];
    simulator.world.on("path", (path) => steps.push(path.steps.at(-1)?.name ?? ""));
    await connectStream(simulator);
    simulator.say({ userId: "lisi02", text: "hello" });
    await eventually(() => expect(steps).toContain("turn"));
  });

  it("shows the path as it is when the services do not answer", async () => {
    const simulator = await startSimulator({ trace: () => Promise.reject(new Error("down")) });
    await connectStream(simulator);
    const { msgId } = simulator.say({ userId: "lisi02", text: "hello" });
    expect((await simulator.path(msgId))?.steps.map(({ name }) => name)).toContain("pushed");
    expect(await simulator.path("unknown")).toBeUndefined();
  });

  it("begins the secrets that it issues, and what the model answers, with the marks that it was given", async () => {
    const simulator = await startSimulator({ marks: { secret: "planted-", answer: "MARK " } });
    const client = await connectStream(simulator);
    simulator.say({ userId: "lisi02", text: "hello" });
    await eventually(() => expect(client.pushes()).toHaveLength(1));
    const { sessionWebhook } = JSON.parse(client.pushes()[0]?.data ?? "{}") as { sessionWebhook: string };
    expect(new URL(sessionWebhook).searchParams.get("session")).toMatch(/^planted-/);
    expect(new URL(client.socket.url).searchParams.get("ticket")).toMatch(/^planted-/);
    expect(simulator.tokens.issue(defaultApp)).toMatch(/^planted-/);
    const body = { model: "instant", messages: [{ role: "user", content: "hello" }] };
    const answer = await post(`${simulator.modelUrl}/chat/completions`, body, { authorization: "Bearer sk-simulator" });
    expect(JSON.stringify(answer.body)).toContain('"content":"MARK ok"');
  });

  it("keeps secrets out of its record", async () => {
    const simulator = await startSimulator();
    await connectStream(simulator);
    const text = JSON.stringify([
      simulator.record.requests(),
      simulator.record.connections(),
      simulator.record.frames(),
    ]);
    expect(text).not.toContain(defaultApp.appSecret);
    expect(text).toContain("simu****");
  });
});
