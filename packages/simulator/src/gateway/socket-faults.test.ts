import { describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { eventually } from "../../test/eventually.ts";
import { startSimulator } from "../../test/simulator.ts";
import { connectStream, openTicket } from "../../test/stream-client.ts";
import { robotTopic } from "../gateway/frames.ts";
import type { Simulator } from "../simulator/types.ts";

const hello = { userId: "lisi02", text: "hello" };

function msgIds(data: readonly { readonly data: string }[]): string[] {
  return data.map((frame) => (JSON.parse(frame.data) as { msgId: string }).msgId);
}

async function struck(simulator: Simulator): Promise<Awaited<ReturnType<typeof connectStream>>> {
  const client = await connectStream(simulator);
  simulator.say(hello);
  return client;
}

function upgrade(url: string, handshakeTimeout = 20_000): Promise<string> {
  const socket = new WebSocket(url, { handshakeTimeout });
  return new Promise((resolve) => {
    socket.on("open", () => resolve("open"));
    socket.on("unexpected-response", (_, response) => resolve(`HTTP ${response.statusCode}`));
    socket.on("error", (error) => resolve(error.message));
  }).then((result) => {
    socket.on("error", () => {});
    socket.terminate();
    return String(result);
  });
}

describe("faults that strike pushes", () => {
  it("duplicate a push with a new frame id and the same msgId", async () => {
    const simulator = await startSimulator();
    simulator.faults.add({ times: 1, effect: { type: "duplicate", copies: 2 } });
    const client = await struck(simulator);
    await eventually(() => expect(simulator.record.acks({ known: true })).toHaveLength(3));
    expect(new Set(msgIds(client.pushes())).size).toBe(1);
    expect(new Set(client.pushes().map(({ headers }) => headers.messageId)).size).toBe(3);
    expect(simulator.record.pushes()).toHaveLength(3);
  });

  it("duplicate a push with the same frame id when told to", async () => {
    const simulator = await startSimulator();
    simulator.faults.add({ effect: { type: "duplicate", sameFrameId: true } });
    const client = await struck(simulator);
    await eventually(() => expect(client.pushes()).toHaveLength(2));
    expect(client.pushes()[0]?.headers.messageId).toBe(client.pushes()[1]?.headers.messageId);
  });

  it.each([
    ["bad-json", /^\{"specVersion":"1\.0","type":"CALLBACK","headers":\{"topic"$/],
    ["not-object", /^(null|\[\]|42|"text"|true)$/],
    ["missing-headers", /"type":"CALLBACK","data":"\{\}"\}$/],
    ["missing-type", /^\{"specVersion":"1\.0","headers":/],
    ["unknown-type", /"type":"GREETING"/],
    ["unknown-topic", /"topic":"\/v9\/none"/],
    ["bad-data", /"data":"\{\\"msgId\\":"\}$/],
    ["huge", /x{1000000}/],
    ["random-bytes", /[^\x20-\x7e]/],
  ] as const)("send a %s frame before the push", async (kind, expected) => {
    const simulator = await startSimulator();
    simulator.faults.add({ effect: { type: "junk", kind } });
    const client = await struck(simulator);
    await eventually(() => expect(client.raw).toHaveLength(2));
    expect(client.raw[0]).toMatch(expected);
    expect(JSON.parse(client.raw[1] ?? "")).toMatchObject({ type: "CALLBACK", headers: { topic: robotTopic } });
  });

  it("send junk instead of the push, which is repeated later", async () => {
    const simulator = await startSimulator();
    simulator.faults.add({ times: 1, effect: { type: "junk", kind: "bad-json", instead: true } });
    const client = await struck(simulator);
    await eventually(() => expect(client.raw).toHaveLength(1));
    simulator.clock.advance(60_100);
    await eventually(() => expect(client.pushes()).toHaveLength(1));
    expect(simulator.record.pushes().map(({ outcome }) => outcome)).toEqual(["lost", "sent"]);
  });

  it("lose a push without a trace for the client", async () => {
    const simulator = await startSimulator();
    simulator.faults.add({ times: 1, effect: { type: "lose" } });
    const client = await struck(simulator);
    expect(simulator.record.pushes()).toMatchObject([{ outcome: "lost" }]);
    simulator.clock.advance(60_100);
    await eventually(() => expect(client.pushes()).toHaveLength(1));
  });

  it("leave the connection half open: no push, no pong, no end", async () => {
    const simulator = await startSimulator();
    const client = await connectStream(simulator);
    simulator.connections()[0]?.halfOpen();
    let pongs = 0;
    client.socket.on("pong", () => pongs++);
    client.socket.ping();
    expect(simulator.say(hello).outcome).toBe("lost");
    const healthy = await connectStream(simulator);
    healthy.socket.ping();
    await new Promise((resolve) => healthy.socket.once("pong", resolve));
    expect([pongs, client.raw.length, client.socket.readyState]).toEqual([0, 0, WebSocket.OPEN]);
  });

  it.each([
    ["reset", { type: "socket-reset" }, 1006],
    ["abnormal end", { type: "socket-close" }, 1006],
    ["close code", { type: "socket-close", code: 1011 }, 1011],
  ] as const)("end the connection by %s", async (_, effect, code) => {
    const simulator = await startSimulator();
    simulator.faults.add({ times: 1, effect });
    const client = await connectStream(simulator, { answer: () => undefined });
    client.socket.on("error", () => {});
    const closed = new Promise<number>((resolve) => client.socket.on("close", resolve));
    simulator.say(hello);
    expect(await closed).toBe(code);
    await eventually(() => expect(simulator.connections()).toEqual([]));
  });

  it("disconnect after the push", async () => {
    const simulator = await startSimulator();
    simulator.faults.add({ effect: { type: "disconnect", reason: "test" } });
    const client = await struck(simulator);
    await eventually(() => expect(client.frames).toHaveLength(2));
    expect(client.frames[1]).toMatchObject({ headers: { topic: "disconnect" }, data: '{"reason":"test"}' });
  });

  it("strike only the topic that they name", async () => {
    const simulator = await startSimulator();
    simulator.faults.add({ match: { topic: "*" }, effect: { type: "lose" } });
    const client = await struck(simulator);
    await eventually(() => expect(client.pushes()).toHaveLength(1));
  });
});

describe("faults that strike the handshake", () => {
  it("refuse it", async () => {
    const simulator = await startSimulator();
    simulator.faults.add({ effect: { type: "handshake-refuse", status: 429 } });
    expect(await upgrade(await openTicket(simulator))).toBe("HTTP 429");
  });

  it("never answer it", async () => {
    const simulator = await startSimulator();
    simulator.faults.add({ effect: { type: "handshake-hang" } });
    expect(await upgrade(await openTicket(simulator), 100)).toContain("timed out");
  });

  it("delay it", async () => {
    const simulator = await startSimulator();
    simulator.faults.add({ effect: { type: "handshake-delay", ms: 60 } });
    const url = await openTicket(simulator);
    const start = performance.now();
    expect(await upgrade(url)).toBe("open");
    expect(performance.now() - start).toBeGreaterThanOrEqual(59);
  });
});
