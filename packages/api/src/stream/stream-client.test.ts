import { Agent } from "node:http";
import { connect } from "node:net";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { type LocalGateway, makeFrame, type OpenReply, startLocalGateway } from "../../test/local-gateway.ts";
import type { Logger } from "../logger.ts";
import type { StreamClientOptions } from "./options.ts";
import { cardTopic, robotTopic } from "./routes.ts";
import { StreamClient } from "./stream-client.ts";
import type { StreamEvent } from "./supervisor.ts";

/** Waits for a condition, for long: the machine may be busy. */
function until(check: () => void, options: { interval?: number } = {}): Promise<void> {
  return vi.waitFor(check, { timeout: 10_000, interval: 10, ...options });
}

const quick = { firstMs: 20, longestMs: 40, slowMs: 5_000 };

interface Running {
  readonly client: StreamClient;
  readonly events: StreamEvent[];
  /** Everything that was logged, as text. */
  readonly log: string[];
}

function createClient(url: string, options: Partial<StreamClientOptions> = {}): Running {
  const log: string[] = [];
  const line = (fields: object, message: string): void => {
    log.push(`${message} ${JSON.stringify(fields)}`);
  };
  const logger: Logger = { debug: line, info: line, warn: line, error: line };
  const client = new StreamClient({
    clientId: "dingapp",
    clientSecret: "secret-of-dingapp",
    apiUrl: url,
    onRobotMessage: () => {},
    backoff: quick,
    logger,
    ...options,
  });
  const events: StreamEvent[] = [];
  for (const kind of ["open", "close", "retry", "alarm"]) client.on(kind, (event: StreamEvent) => events.push(event));
  onTestFinished(() => client.stop());
  return { client, events, log };
}

async function startClient(gateway: LocalGateway, options: Partial<StreamClientOptions> = {}): Promise<Running> {
  const running = createClient(gateway.url, options);
  await running.client.start();
  await until(() => expect(gateway.sockets).toHaveLength(1));
  return running;
}

/** A clock whose two hands are moved by hand, on top of the real time. */
function createHandClock() {
  const ahead = { monotonic: 0, wall: 0 };
  return {
    ahead,
    clock: { monotonic: () => performance.now() + ahead.monotonic, wall: () => Date.now() + ahead.wall },
  };
}

const robotFrame = (messageId: string, msgId = messageId) => makeFrame("CALLBACK", robotTopic, messageId, { msgId });
const disconnect = makeFrame("SYSTEM", "disconnect", "d1", { reason: "connection is expired" });

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

describe("failed tries", () => {
  it.each<[string, OpenReply, string]>([
    ["401 authFailed", { status: 401, body: { code: "authFailed", message: "鉴权失败" } }, "unauthorized"],
    [
      "400 with another code",
      { status: 400, body: { code: "invalidParameter", message: "ua invalid" } },
      "invalid_request",
    ],
    [
      "400 with HTML",
      { status: 400, body: "<html>plain HTTP request was sent to HTTPS port</html>" },
      "invalid_request",
    ],
    ["403", { status: 403, body: { code: "Forbidden.AccessDenied.IpNotInWhiteList" } }, "permission_denied"],
  ])("C6: %s raises an alarm and is tried again slowly", async (_, reply, code) => {
    const gateway = await startLocalGateway();
    gateway.replyToOpen = reply;
    const { client, events, log } = createClient(gateway.url);
    await expect(client.start()).rejects.toMatchObject({ code });
    expect(events).toMatchObject([{ kind: "alarm" }, { kind: "retry", failures: 1 }]);
    expect(events.flatMap((event) => (event.kind === "retry" ? event.delayMs >= quick.slowMs : []))).toEqual([true]);
    expect(client.state).toBe("retrying");
    expect(log.join("\n")).not.toContain("secret-of-dingapp");
  });

  it.each<[string, OpenReply, string]>([
    ["400 systemError", { status: 400, body: { code: "systemError", message: "系统错误" } }, "unavailable"],
    ["429", { status: 429, body: {} }, "rate_limited"],
    ["500", { status: 500, body: { code: "system.error" } }, "unavailable"],
    ["503 without a body", { status: 503, body: "" }, "unavailable"],
    ["200 with HTML", { body: "<html>login to the hotel</html>" }, "unavailable"],
    ["200 without a ticket", { body: { endpoint: "ws://127.0.0.1:1/connect" } }, "unavailable"],
    ["an endpoint of another protocol", { body: { endpoint: "rsocket://127.0.0.1:1", ticket: "t" } }, "unavailable"],
  ])("C6: %s is tried again soon, without a person", async (_, reply, code) => {
    const gateway = await startLocalGateway();
    gateway.replyToOpen = reply;
    const { client, events } = createClient(gateway.url);
    const started = client.start();
    await until(() => expect(events.length).toBeGreaterThanOrEqual(2));
    expect(events.slice(0, 2)).toMatchObject([
      { kind: "retry", error: { code } },
      { kind: "retry", failures: 2 },
    ]);
    gateway.replyToOpen = undefined;
    await started;
    expect(client.state).toBe("open");
  });

  it("C6: an open call that hangs ends after its time limit", async () => {
    const gateway = await startLocalGateway();
    gateway.replyToOpen = "hang";
    const { client, events } = createClient(gateway.url, { openTimeoutMs: 50 });
    void client.start();
    await until(() => expect(events).toMatchObject([{ kind: "retry", error: { code: "timeout" } }]));
  });

  it("C6: a handshake that hangs ends after its time limit", async () => {
    const gateway = await startLocalGateway();
    gateway.refuseHandshake = "hang";
    const { client, events } = createClient(gateway.url, { handshakeTimeoutMs: 50 });
    void client.start();
    await until(() => expect(events[0]).toMatchObject({ kind: "retry", error: { retryable: true } }));
  });

  it("C7: asks for a new ticket for every handshake, one try at a time", async () => {
    const gateway = await startLocalGateway();
    gateway.refuseHandshake = 401;
    const { client, events } = createClient(gateway.url);
    void client.start();
    await until(() => expect(gateway.tickets.length).toBeGreaterThanOrEqual(4));
    expect(new Set(gateway.tickets).size).toBe(gateway.tickets.length);
    expect(gateway.opens.length - gateway.tickets.length).toBeLessThanOrEqual(1);
    expect(events.filter(({ kind }) => kind === "retry").length).toBeGreaterThanOrEqual(3);
  });

  it("C5: comes back by itself when the network does, with an alarm when it takes long", async () => {
    const gone = await startLocalGateway();
    const port = Number(new URL(gone.url).port);
    await gone.close();
    const { client, events } = createClient(gone.url);
    const started = client.start();
    await until(() => expect(events.filter(({ kind }) => kind === "alarm")).toHaveLength(1));
    const backAt = performance.now();
    await startLocalGateway(port);
    await started;
    expect(client.state).toBe("open");
    expect(performance.now() - backAt).toBeLessThan(quick.longestMs + 5_000);
  });

  it("C5: names that do not resolve are tried again soon, without a person", async () => {
    const gateway = await startLocalGateway();
    let tries = 0;
    const unresolved = Object.assign(new Error("getaddrinfo ENOTFOUND"), { code: "ENOTFOUND" });
    const { client, events } = createClient(gateway.url, {
      fetch: (...request) =>
        ++tries < 4 ? Promise.reject(new TypeError("failed", { cause: unresolved })) : fetch(...request),
    });
    await client.start();
    const kinds = events.map((event) => (event.kind === "retry" ? event.error.code : event.kind));
    expect(kinds).toEqual(["network", "network", "network", "open"]);
  });

  it("C5: an agent of one's own, such as a proxy's, carries the WebSocket", async () => {
    const gateway = await startLocalGateway();
    gateway.replyToOpen = { body: { endpoint: "ws://gateway.invalid/connect", ticket: "ticket/1" } };
    const agent = new Agent();
    const asked: unknown[] = [];
    agent.createConnection = ({ host }) => {
      asked.push(host);
      return connect(Number(new URL(gateway.url).port), "127.0.0.1");
    };
    const { client } = createClient(gateway.url, { agent });
    await client.start();
    expect(asked).toEqual(["gateway.invalid"]);
  });
});

describe("acknowledging", () => {
  it("I5: answers a robot message after its handler, not before", async () => {
    const gateway = await startLocalGateway();
    const stored = Promise.withResolvers<void>();
    const seen: unknown[] = [];
    await startClient(gateway, {
      onRobotMessage: async ({ data, messageId }) => {
        seen.push({ data, messageId });
        await stored.promise;
      },
    });
    gateway.push(robotFrame("m1"));
    gateway.push(makeFrame("SYSTEM", "ping", "p1", { opaque: "x" }));
    await until(() => expect(gateway.acks).toHaveLength(1));
    expect(gateway.acks).toMatchObject([{ code: 200, headers: { messageId: "p1" }, data: { opaque: "x" } }]);
    expect(seen).toEqual([{ messageId: "m1", data: { msgId: "m1" } }]);
    stored.resolve();
    await until(() => expect(gateway.acks).toHaveLength(2));
    expect(gateway.acks[1]).toEqual({
      code: 200,
      headers: { contentType: "application/json", messageId: "m1" },
      message: "OK",
      data: { response: null },
      connection: 0,
    });
  });

  it("I5: leaves a robot message unanswered when its handler fails", async () => {
    const gateway = await startLocalGateway();
    const { client } = await startClient(gateway, {
      onRobotMessage: ({ messageId }) =>
        messageId === "bad" ? Promise.reject(new Error("the store is down")) : undefined,
    });
    gateway.push(robotFrame("bad"));
    gateway.push(robotFrame("good"));
    await until(() => expect(gateway.acks).toMatchObject([{ headers: { messageId: "good" } }]));
    expect(client.counts).toMatchObject({ received: 2, acknowledged: 1, failed: 1 });
  });

  it("I5: tells of an outage of the store at once, and then only how many pushes it costs", async () => {
    const gateway = await startLocalGateway();
    const { client, log } = await startClient(gateway, {
      onRobotMessage: () => Promise.reject(new Error("the store is down")),
    });
    for (let index = 0; index < 50; index += 1) gateway.push(robotFrame(`m${index}`));
    await until(() => expect(client.counts.failed).toBe(50));
    const lines = (): string[] => log.filter((line) => line.includes("not handled"));
    expect(lines()).toHaveLength(1);
    await client.stop();
    expect(lines()).toHaveLength(2);
    expect(lines()[1]).toContain('"repeats":49');
  });

  it("I13: gives up a handler that hangs, unanswered", async () => {
    const gateway = await startLocalGateway();
    const { client } = await startClient(gateway, {
      handlerTimeoutMs: 30,
      onRobotMessage: () => new Promise(() => {}),
    });
    gateway.push(robotFrame("m1"));
    await until(() => expect(client.counts.failed).toBe(1));
    expect([client.inFlight, gateway.acks]).toEqual([0, []]);
  });

  it("answers a click with what its handler returns, and with 500 when it fails", async () => {
    const gateway = await startLocalGateway();
    const answer = { cardData: { cardParamMap: { status: "done" } } };
    await startClient(gateway, {
      onCardCallback: async ({ messageId }) => {
        if (messageId === "c2") throw new Error("no");
        return messageId === "c1" ? answer : undefined;
      },
    });
    for (const id of ["c1", "c2", "c3"]) gateway.push(makeFrame("CALLBACK", cardTopic, id));
    await until(() => expect(gateway.acks).toHaveLength(3));
    const byId = new Map(gateway.acks.map((ack) => [ack.headers["messageId"], ack]));
    expect(byId.get("c1")).toMatchObject({ code: 200, data: { response: answer } });
    expect(byId.get("c2")).toMatchObject({ code: 500 });
    expect(byId.get("c3")).toMatchObject({ code: 200, data: { response: {} } });
  });

  it("answers an event with SUCCESS, or with LATER when its handler says so or fails", async () => {
    const gateway = await startLocalGateway();
    await startClient(gateway, {
      onEvent: async ({ headers }) => {
        if (headers["eventType"] === "broken") throw new Error("no");
        return headers["eventType"] === "later" ? "LATER" : undefined;
      },
    });
    for (const eventType of ["fine", "later", "broken"]) {
      const headers = { topic: "*", messageId: eventType, eventType, eventBornTime: 1_700_000_000_000 };
      gateway.push({ type: "EVENT", headers, data: "{}" });
    }
    await until(() => expect(gateway.acks).toHaveLength(3));
    const status = new Map(gateway.acks.map(({ headers, data }) => [headers["messageId"], data]));
    expect(status.get("fine")).toMatchObject({ status: "SUCCESS" });
    expect(status.get("later")).toMatchObject({ status: "LATER" });
    expect(status.get("broken")).toMatchObject({ status: "LATER" });
  });

  it("answers 404 where nothing handles a topic", async () => {
    const gateway = await startLocalGateway();
    await startClient(gateway);
    gateway.push(makeFrame("CALLBACK", "/v1.0/graph/api/invoke", "g1"));
    await until(() => expect(gateway.acks).toMatchObject([{ code: 404, headers: { messageId: "g1" } }]));
  });

  it("serves listeners of the SDK's own interface, one answer each", async () => {
    const gateway = await startLocalGateway();
    const { client } = createClient(gateway.url);
    client.registerCallbackListener("/v1.0/graph/api/invoke", async ({ headers, data }) => {
      client.socketCallBackResponse(headers.messageId, { early: JSON.parse(data) as unknown });
      return { late: true };
    });
    client.registerAllEventListener(() => ({ status: "LATER" as never }));
    await client.start();
    await until(() => expect(gateway.sockets).toHaveLength(1));
    gateway.push(makeFrame("CALLBACK", "/v1.0/graph/api/invoke", "g1", { a: 1 }));
    await until(() => expect(gateway.acks).toMatchObject([{ data: { response: { early: { a: 1 } } } }]));
    gateway.push(makeFrame("EVENT", "*", "e1"));
    await until(() => expect(gateway.acks[1]).toMatchObject({ data: { status: "LATER" } }));
  });

  it("stops reading at the limit of pushes in flight, and loses none", async () => {
    const gateway = await startLocalGateway();
    const gates: (() => void)[] = [];
    let most = 0;
    const { client } = await startClient(gateway, {
      maxInFlight: 4,
      onRobotMessage: async () => {
        most = Math.max(most, client.inFlight);
        const gate = Promise.withResolvers<void>();
        gates.push(gate.resolve);
        await gate.promise;
      },
    });
    for (let index = 0; index < 4; index += 1) gateway.push(robotFrame(`first-${index}`));
    await until(() => expect(client.inFlight).toBe(4));
    for (let index = 0; index < 40; index += 1) gateway.push(robotFrame(`m${index}`));
    await until(
      () => {
        gates.shift()?.();
        expect(gateway.acks).toHaveLength(44);
      },
      { interval: 5 },
    );
    expect(most).toBeLessThan(44);
  });
});

describe("frames that make no sense", () => {
  it.each([
    ["broken JSON", '{"type":"CALLBACK"'],
    ["a list", "[1]"],
    ["null", "null"],
    ["no headers", '{"type":"CALLBACK","data":"{}"}'],
    ["headers that are text", '{"type":"EVENT","headers":"x"}'],
    ["no topic", '{"type":"SYSTEM","headers":{}}'],
    ["an unknown type", '{"type":"NEWS","headers":{"topic":"x"}}'],
    ["a huge frame", `{"type":"CALLBACK","secret":"${"x".repeat(3_000)}"}`],
  ])("C11: %s is counted, logged without its content, and the connection lives", async (_, text) => {
    const gateway = await startLocalGateway();
    const { client, log } = await startClient(gateway, { maxFrameBytes: 2_000 });
    gateway.push(text);
    gateway.push(robotFrame("after"));
    await until(() => expect(gateway.acks).toMatchObject([{ headers: { messageId: "after" } }]));
    expect([client.counts.malformed, gateway.sockets.length]).toEqual([1, 1]);
    expect(log.join("\n")).toContain("Stream frame dropped");
    expect(log.join("\n")).not.toContain("xxxx");
  });

  it("C11: a character that is broken costs neither the message nor the connection", async () => {
    const gateway = await startLocalGateway();
    const seen: unknown[] = [];
    await startClient(gateway, { onRobotMessage: ({ data }) => void seen.push(data) });
    const bytes = Buffer.from(JSON.stringify(robotFrame("m1", "id-?")));
    bytes[bytes.indexOf("?")] = 0xff;
    gateway.sockets[0]?.send(bytes, { binary: false });
    await until(() => expect(gateway.acks).toHaveLength(1));
    expect([seen, gateway.sockets.length]).toEqual([[{ msgId: "id-\uFFFD" }], 1]);
  });

  it("C11: a frame beyond every limit ends the connection, and another is opened", async () => {
    const gateway = await startLocalGateway();
    await startClient(gateway, { maxFrameBytes: 1_000 });
    gateway.push("x".repeat(20_000));
    await until(() => expect(gateway.sockets).toHaveLength(2));
    gateway.push(robotFrame("after"));
    await until(() => expect(gateway.acks).toHaveLength(1));
  });

  it("C11: a server that asks and does not read the answers is left", async () => {
    const gateway = await startLocalGateway();
    const { events } = await startClient(gateway);
    gateway.sockets[0]?.pause();
    const opaque = "x".repeat(900_000);
    for (let index = 0; index < 40; index += 1) gateway.push(makeFrame("SYSTEM", "ping", `p${index}`, { opaque }), 0);
    await until(() => expect(gateway.sockets).toHaveLength(2));
    expect(events[1]).toMatchObject({ ending: { kind: "closed", reason: "answers are not read" } });
  });

  it("C11: what stands where a topic should is not logged when it could be words", async () => {
    const gateway = await startLocalGateway();
    const { log } = await startClient(gateway);
    gateway.push(makeFrame("CALLBACK", "我的密码是 1234", "m1"));
    await until(() => expect(gateway.acks).toMatchObject([{ code: 404 }]));
    expect(log.join()).toContain("[10 characters]");
    expect(log.join()).not.toContain("密码");
  });

  it("C11: data that is not JSON still reaches the handler, as text", async () => {
    const gateway = await startLocalGateway();
    const seen: unknown[] = [];
    await startClient(gateway, { onRobotMessage: ({ data }) => void seen.push(data) });
    gateway.push({ type: "CALLBACK", headers: { topic: robotTopic, messageId: "m1" }, data: "no json" });
    await until(() => expect(gateway.acks).toHaveLength(1));
    expect(seen).toEqual(["no json"]);
  });
});

describe("replacing a connection", () => {
  it("C1: opens the replacement first, loses nothing, and answers late pushes on their own socket", async () => {
    const gateway = await startLocalGateway();
    const held = Promise.withResolvers<void>();
    const { client, events } = await startClient(gateway, {
      onRobotMessage: ({ messageId }) => (messageId === "held" ? held.promise : undefined),
    });
    const states: string[] = [];
    for (const kind of ["close", "open"]) client.on(kind, () => states.push(client.state));
    gateway.push(robotFrame("held"));
    gateway.push(disconnect);
    await until(() => expect(gateway.sockets).toHaveLength(2));
    expect(gateway.closes[0]).toBeUndefined();
    expect(states).toEqual(["open", "open"]);
    gateway.push(robotFrame("old socket"), 0);
    gateway.push(robotFrame("new socket"), 1);
    held.resolve();
    await until(() => expect(gateway.acks).toHaveLength(3));
    const sockets = Object.fromEntries(
      gateway.acks.map(({ headers, connection }) => [headers["messageId"], connection]),
    );
    expect(sockets).toEqual({ held: 0, "old socket": 0, "new socket": 1 });
    expect(events).toMatchObject([
      { kind: "open" },
      { kind: "close", ending: { kind: "replace", reason: "connection is expired" } },
      { kind: "open", gapMs: 0 },
    ]);
  });

  it("C1: leaves the old connection when DingTalk does not close it", async () => {
    const gateway = await startLocalGateway();
    await startClient(gateway, { drainMs: 50 });
    gateway.push(disconnect);
    await until(() => expect([gateway.sockets.length, gateway.closes[0]]).toEqual([2, 1006]));
  });

  it("C2: replaces a connection that answers pings but brings nothing", async () => {
    const gateway = await startLocalGateway();
    const { events } = await startClient(gateway, {
      pingIntervalMs: 30,
      pongLimitMs: 200,
      handshakeTimeoutMs: 100,
      silenceLimitMs: 400,
    });
    await until(() => expect(gateway.sockets.length).toBeGreaterThanOrEqual(2));
    expect(gateway.pings[0]).toBeGreaterThan(2);
    expect(events[1]).toMatchObject({ kind: "close", ending: { kind: "replace", reason: "silence" } });
  });

  it("C2: keeps a connection that brings frames now and then", async () => {
    const gateway = await startLocalGateway();
    const { events } = await startClient(gateway, {
      pingIntervalMs: 30,
      pongLimitMs: 400,
      handshakeTimeoutMs: 100,
      silenceLimitMs: 800,
    });
    for (let index = 0; index < 4; index += 1) {
      gateway.push(makeFrame("SYSTEM", "KEEPALIVE", `k${index}`));
      const pingsBefore = gateway.pings[0] ?? 0;
      await until(() => expect(gateway.pings[0]).toBeGreaterThan(pingsBefore + 9), { interval: 5 });
    }
    expect(events).toMatchObject([{ kind: "open" }]);
  });

  it("replaces a connection whose pings are not answered", async () => {
    const gateway = await startLocalGateway();
    gateway.answersPings = false;
    const { events } = await startClient(gateway, { pingIntervalMs: 20, pongLimitMs: 50 });
    await until(() => expect(gateway.sockets.length).toBeGreaterThanOrEqual(2));
    expect(gateway.pings[0]).toBeGreaterThanOrEqual(1);
    expect(events[1]).toMatchObject({ ending: { kind: "closed", reason: "no sign of life" } });
  });

  it.each<[string, (gateway: LocalGateway) => void]>([
    ["a close", (gateway) => gateway.sockets[0]?.close(1011)],
    ["a break without a close", (gateway) => gateway.sockets[0]?.terminate()],
    // A frame that violates the protocol makes the client's socket report an error.
    ["an error", (gateway) => gateway.breakProtocol(0)],
  ])("C4: reconnects once after %s", async (_, breakIt) => {
    const gateway = await startLocalGateway();
    const { events } = await startClient(gateway);
    breakIt(gateway);
    await until(() => expect(gateway.sockets).toHaveLength(2));
    gateway.push(robotFrame("after"));
    await until(() => expect(gateway.acks).toHaveLength(1));
    expect(gateway.opens).toHaveLength(2);
    expect(events.map(({ kind }) => kind)).toEqual(["open", "close", "open"]);
  });

  it("C9: pings only over the living connection, once per period", async () => {
    const gateway = await startLocalGateway();
    await startClient(gateway, { pingIntervalMs: 50, pongLimitMs: 5_000 });
    for (let index = 0; index < 3; index += 1) {
      gateway.sockets[index]?.terminate();
      await until(() => expect(gateway.sockets).toHaveLength(index + 2));
    }
    const before = [...gateway.pings];
    const startedAt = performance.now();
    await until(() => expect(gateway.pings[3]).toBeGreaterThanOrEqual(5), { interval: 5 });
    const periods = (performance.now() - startedAt) / 50;
    expect(gateway.pings.slice(0, 3)).toEqual(before.slice(0, 3));
    expect(gateway.pings[3]).toBeLessThanOrEqual(periods + 2);
  });

  it("announcements that follow each other slow down instead of spinning", async () => {
    const gateway = await startLocalGateway();
    const { client } = await startClient(gateway, {
      backoff: { ...quick, firstMs: 200, longestMs: 200 },
      random: () => 1,
    });
    const startedAt = performance.now();
    for (let index = 0; index < 3; index += 1) {
      gateway.push(disconnect, index);
      await until(() => expect(gateway.sockets).toHaveLength(index + 2));
    }
    expect(performance.now() - startedAt).toBeGreaterThan(390);
    expect(client.state).toBe("open");
  });
});

describe("time that jumps", () => {
  it.each([3_600_000, -3_600_000])(
    "C15: a clock on the wall that is moved by %i ms costs no connection",
    async (ms) => {
      const gateway = await startLocalGateway();
      const { ahead, clock } = createHandClock();
      const { events } = await startClient(gateway, { clock, pingIntervalMs: 200, pongLimitMs: 2_000 });
      ahead.wall += ms;
      await until(() => expect(gateway.pings[0]).toBeGreaterThanOrEqual(3));
      expect(events).toMatchObject([{ kind: "open" }]);
    },
  );

  it("C12, C15: after standing still, a living connection is kept", async () => {
    const gateway = await startLocalGateway();
    const { ahead, clock } = createHandClock();
    const { events } = await startClient(gateway, { clock, pingIntervalMs: 200, pongLimitMs: 2_000 });
    ahead.monotonic += 600_000;
    ahead.wall += 600_000;
    await until(() => expect(gateway.pings[0]).toBeGreaterThanOrEqual(3));
    expect(events).toMatchObject([{ kind: "open" }]);
  });

  it("C12, C15: after standing still, a dead connection is left within one ping, not two", async () => {
    const gateway = await startLocalGateway();
    const { ahead, clock } = createHandClock();
    const { events } = await startClient(gateway, { clock, pingIntervalMs: 50, pongLimitMs: 10_000 });
    await until(() => expect(gateway.pings[0]).toBeGreaterThanOrEqual(1));
    gateway.answersPings = false;
    ahead.monotonic += 60_000;
    ahead.wall += 60_000;
    await until(() => expect(gateway.sockets).toHaveLength(2));
    expect(events[1]).toMatchObject({ ending: { reason: "no sign of life" } });
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
