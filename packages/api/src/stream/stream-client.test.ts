import { describe, expect, it, onTestFinished, vi } from "vitest";
import { type LocalGateway, startLocalGateway } from "../../test/local-gateway.ts";
import { createClient, robotFrame, startClient, until } from "../../test/running-client.ts";
import type { StreamClientOptions } from "./options.ts";
import { cardTopic, robotTopic } from "./routes.ts";
import { StreamClient } from "./stream-client.ts";

describe("opening a connection", () => {
  it("asks for exactly what it handles, with a list of its own", async () => {
    const gateway = await startLocalGateway();
    await startClient(gateway);
    const other = createClient(gateway.url, { onEvent: () => "SUCCESS", onCardCallback: () => ({}) });
    await other.client.start();
    expect(gateway.opens).toMatchObject([
      {
        clientId: "dingapp",
        clientSecret: "secret-of-dingapp",
        subscriptions: [{ type: "CALLBACK", topic: robotTopic }],
      },
      { subscriptions: [{ topic: robotTopic }, { topic: cardTopic }, { type: "EVENT", topic: "*" }] },
    ]);
    expect(gateway.tickets[0]).toBe("ticket/1");
  });

  it("C17: fails loudly when cards are sent but nothing handles their clicks", () => {
    expect(() => createClient("http://127.0.0.1:1", { requiredTopics: [cardTopic] })).toThrowError(cardTopic);
  });

  it("does not start without any handler", async () => {
    const client = new StreamClient({ clientId: "a", clientSecret: "b", apiUrl: "http://127.0.0.1:1" });
    await expect(client.start()).rejects.toThrowError("no handler");
  });

  it.each<[Partial<StreamClientOptions>, string]>([
    [{ pingIntervalMs: 40_000 }, "pongLimitMs"],
    [{ pongLimitMs: 1_000_000 }, "silenceLimitMs"],
    [{ handshakeTimeoutMs: 900_000 }, "silenceLimitMs"],
    [{ handlerTimeoutMs: 60_000 }, "handlerTimeoutMs"],
    [{ openTimeoutMs: 0 }, "openTimeoutMs"],
    [{ maxInFlight: Number.NaN }, "maxInFlight"],
    [{ clientSecret: "" }, "clientId"],
    [{ backoff: { firstMs: 100_000 } }, "backoff"],
  ])("C10: refuses %j at creation", (options, field) => {
    expect(() => createClient("http://127.0.0.1:1", options)).toThrowError(
      expect.objectContaining({ code: "invalid_request", field }),
    );
  });

  it("C14: waits a random time before the first try when asked to", async () => {
    const gateway = await startLocalGateway();
    const { client } = createClient(gateway.url, { startJitterMs: 150, random: () => 1 });
    const startedAt = performance.now();
    await client.start();
    expect(performance.now() - startedAt).toBeGreaterThan(140);
  });

  it("gives two starts one connection", async () => {
    const gateway = await startLocalGateway();
    const { client } = createClient(gateway.url);
    await Promise.all([client.start(), client.start(), client.connect()]);
    expect(gateway.opens).toHaveLength(1);
  });
});

describe("stopping", () => {
  it("C14: answers what is being handled, takes nothing new, and closes with a handshake", async () => {
    const gateway = await startLocalGateway();
    const stored = Promise.withResolvers<void>();
    const { client } = await startClient(gateway, { onRobotMessage: () => stored.promise });
    gateway.push(robotFrame("m1"));
    await until(() => expect(client.inFlight).toBe(1));
    const stopped = client.stop();
    gateway.push(robotFrame("too late"));
    stored.resolve();
    await stopped;
    await until(() => expect(gateway.closes).toEqual([1000]));
    expect(gateway.acks).toMatchObject([{ headers: { messageId: "m1" } }]);
    expect([client.state, client.connected]).toEqual(["stopped", false]);
  });

  it("C14: ten quick restarts leave nothing behind: one open call and one orderly close each", async () => {
    const gateway = await startLocalGateway();
    for (let round = 0; round < 10; round += 1) {
      const { client } = createClient(gateway.url);
      await client.start();
      await client.stop();
    }
    await until(() => expect(gateway.closes).toEqual(Array.from({ length: 10 }, () => 1000)));
    expect(gateway.opens).toHaveLength(10);
  });

  it("ends within its time limit when a handler hangs", async () => {
    const gateway = await startLocalGateway();
    const { client } = await startClient(gateway, { stopTimeoutMs: 50, onRobotMessage: () => new Promise(() => {}) });
    gateway.push(robotFrame("m1"));
    await until(() => expect(client.inFlight).toBe(1));
    await client.stop();
    expect(client.state).toBe("stopped");
  });

  it.each<[string, (gateway: LocalGateway) => void]>([
    ["waits for the gateway", (gateway) => (gateway.replyToOpen = "hang")],
    ["is in a handshake", (gateway) => (gateway.refuseHandshake = "hang")],
    ["waits for its next try", (gateway) => (gateway.replyToOpen = { status: 401, body: { code: "authFailed" } })],
  ])("stays stopped when it %s", async (_, hold) => {
    const gateway = await startLocalGateway();
    hold(gateway);
    const { client } = createClient(gateway.url);
    const started = client.start();
    await until(() => expect(gateway.opens.length + gateway.tickets.length).toBeGreaterThanOrEqual(1));
    await client.stop();
    await expect(started).rejects.toMatchObject({ code: expect.stringMatching(/aborted|unauthorized/) as string });
    await expect(client.start()).rejects.toMatchObject({ name: "DingTalkError" });
    expect([client.state, gateway.sockets.length]).toEqual(["stopped", 0]);
  });

  it("a listener that throws does no harm", async () => {
    const gateway = await startLocalGateway();
    const { client } = createClient(gateway.url);
    client.on("open", () => {
      throw new Error("mine");
    });
    await client.start();
    expect(client.state).toBe("open");
  });
});

it("says nothing but to its logger", async () => {
  const spies = (["log", "info", "warn", "error", "debug"] as const).map((method) => vi.spyOn(console, method));
  onTestFinished(() => spies.forEach((spy) => spy.mockRestore()));
  const gateway = await startLocalGateway();
  const { client } = await startClient(gateway);
  gateway.push(robotFrame("m1"));
  gateway.push("no frame");
  gateway.sockets[0]?.terminate();
  await until(() => expect(gateway.sockets).toHaveLength(2));
  await client.stop();
  expect(spies.flatMap((spy) => spy.mock.calls)).toEqual([]);
});

it("shows neither secret nor ticket", async () => {
  const gateway = await startLocalGateway();
  const { client, log } = await startClient(gateway);
  await client.stop();
  expect(client.getConfig().clientSecret).toBe("secr****");
  expect(log.join("\n")).not.toMatch(/secret-of|ticket\//);
});
