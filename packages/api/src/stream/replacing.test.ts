import { describe, expect, it } from "vitest";
import { type LocalGateway, makeFrame, startLocalGateway } from "../../test/local-gateway.ts";
import { createHandClock, disconnect, quick, robotFrame, startClient, until } from "../../test/running-client.ts";

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
