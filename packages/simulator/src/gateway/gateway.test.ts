import { describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { eventually } from "../../test/eventually.ts";
import { post, startSimulator } from "../../test/simulator.ts";
import { allTopics, connectStream, openTicket } from "../../test/stream-client.ts";
import { defaultApp } from "../world/default-world.ts";

const credentials = { clientId: defaultApp.appKey, clientSecret: defaultApp.appSecret };
const robotTopic = { type: "CALLBACK", topic: "/v1.0/im/bot/messages/get" };

function statusOfUpgrade(url: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url);
    socket.on("unexpected-response", (_, response) => resolve(response.statusCode ?? 0));
    socket.on("open", () => {
      socket.terminate();
      resolve(101);
    });
    socket.on("error", reject);
  });
}

/** Whether each of 30 pushes went to the first of two connections. */
async function sharesOfSeed(seed: number): Promise<boolean[]> {
  const simulator = await startSimulator({ seed });
  await connectStream(simulator);
  await connectStream(simulator);
  const first = simulator.connections()[0]?.id;
  for (let index = 0; index < 30; index++) simulator.say({ userId: "lisi02", text: `${index}` });
  return simulator.record.pushes().map(({ connectionId }) => connectionId === first);
}

describe("opening a connection", () => {
  it("answers an endpoint at /connect and a ticket", async () => {
    const simulator = await startSimulator();
    const { status, body } = await post(`${simulator.apiUrl}/v1.0/gateway/connections/open`, {
      ...credentials,
      subscriptions: [...allTopics, { type: "SYSTEM", topic: "ping" }],
      ua: "",
      localIp: "Unknown",
      extras: { any: "thing" },
    });
    expect(status).toBe(200);
    expect(body.endpoint).toBe(`${simulator.apiUrl.replace("http", "ws")}/connect`);
    expect(body.ticket).toMatch(/^[0-9a-f-]{36}$/);
  });

  it("takes null for a field that is absent, as one of the official clients sends it", async () => {
    const simulator = await startSimulator();
    const body = { ...credentials, subscriptions: allTopics, extras: null };
    expect(await post(`${simulator.apiUrl}/v1.0/gateway/connections/open`, body)).toMatchObject({ status: 200 });
  });

  it.each([
    ["a wrong secret", { ...credentials, clientSecret: "wrong", subscriptions: [robotTopic] }, 401, "authFailed"],
    ["an unknown app", { ...credentials, clientId: "dingnobody", subscriptions: [robotTopic] }, 401, "authFailed"],
    ["no credentials", { subscriptions: [robotTopic] }, 400, "MissingclientId"],
    ["no subscription", { ...credentials, subscriptions: [] }, 400, "systemError"],
    ["an unknown type", { ...credentials, subscriptions: [{ type: "EVENTS", topic: "*" }] }, 400, "systemError"],
    ["one event type", { ...credentials, subscriptions: [{ type: "EVENT", topic: "a" }] }, 400, "invalidParameter"],
    ["an unknown field", { ...credentials, subscriptions: [robotTopic], secret: 1 }, 400, "systemError"],
  ])("refuses %s", async (_, body, status, code) => {
    const simulator = await startSimulator();
    const answer = await post(`${simulator.apiUrl}/v1.0/gateway/connections/open`, body);
    expect(answer).toMatchObject({ status, body: { code, requestid: expect.stringMatching(/^[0-9A-F-]{36}$/) } });
  });

  it("refuses an app whose Stream mode is off", async () => {
    const simulator = await startSimulator();
    simulator.world.addApp({ ...defaultApp, streamOff: true });
    const body = { ...credentials, subscriptions: [robotTopic] };
    const answer = await post(`${simulator.apiUrl}/v1.0/gateway/connections/open`, body);
    expect(answer).toMatchObject({ status: 400, body: { code: "systemError" } });
  });

  it("takes a ticket once", async () => {
    const simulator = await startSimulator();
    const url = await openTicket(simulator);
    expect(await statusOfUpgrade(url)).toBe(101);
    expect(await statusOfUpgrade(url)).toBe(401);
    expect(simulator.record.connections({ event: "refused" })).toMatchObject([{ reason: "HTTP 401" }]);
  });

  it("takes a ticket within 90 seconds", async () => {
    const simulator = await startSimulator({ stream: { badTicketStatus: 400 } });
    const [early, late] = [await openTicket(simulator), await openTicket(simulator)];
    simulator.clock.advance(70_000);
    expect(await statusOfUpgrade(early)).toBe(101);
    simulator.clock.advance(20_001);
    expect(await statusOfUpgrade(late)).toBe(400);
  });

  it("serves the socket at /connect only", async () => {
    const simulator = await startSimulator();
    const url = await openTicket(simulator);
    expect(await statusOfUpgrade(url.replace("/connect", "/other"))).toBe(404);
  });
});

describe("pushing", () => {
  it("sends a robot message with all headers and takes its answer", async () => {
    const simulator = await startSimulator();
    const client = await connectStream(simulator);
    const { msgId, outcome } = simulator.say({ userId: "lisi02", text: "hello" });
    expect(outcome).toBe("sent");
    await eventually(() => expect(simulator.record.acks()).toHaveLength(1));
    expect(client.pushes()).toMatchObject([
      {
        type: "CALLBACK",
        headers: {
          topic: "/v1.0/im/bot/messages/get",
          contentType: "application/json",
          time: expect.stringMatching(/^\d{13}$/),
          connectionId: simulator.connections()[0]?.id,
        },
      },
    ]);
    expect(simulator.record.acks()).toMatchObject([{ msgId, code: 200, known: true, sameConnection: true }]);
    expect(simulator.waitingPushes()).toBe(0);
    const path = await simulator.path(msgId);
    expect(path?.steps.map(({ name }) => name)).toEqual(["pushed", "acknowledged"]);
  });

  it("repeats an unanswered message after 60 s with a new frame id and the same msgId, once", async () => {
    const simulator = await startSimulator();
    const client = await connectStream(simulator, { answer: () => undefined });
    const { msgId } = simulator.say({ userId: "lisi02", text: "hello" });
    simulator.clock.advance(59_000);
    expect(simulator.record.pushes()).toHaveLength(1);
    simulator.clock.advance(1_100);
    simulator.clock.advance(600_000);
    await eventually(() => expect(client.pushes()).toHaveLength(2));
    const [first, second] = client.pushes();
    expect(first?.headers.messageId).not.toBe(second?.headers.messageId);
    expect([first, second].map((frame) => JSON.parse(frame?.data ?? "") as object)).toMatchObject([
      { msgId },
      { msgId },
    ]);
    expect(simulator.record.pushes().map(({ attempt }) => attempt)).toEqual([1, 2]);
  });

  it("does not repeat an answered message", async () => {
    const simulator = await startSimulator();
    await connectStream(simulator);
    simulator.say({ userId: "lisi02", text: "hello" });
    await eventually(() => expect(simulator.record.acks()).toHaveLength(1));
    simulator.clock.advance(600_000);
    expect(simulator.record.pushes()).toHaveLength(1);
  });

  it.each([
    ["code 500", "CALLBACK", 500, "{}", 2],
    ["code 404", "CALLBACK", 404, "{}", 1],
    ["LATER", "EVENT", 200, '{"status":"LATER"}', 2],
    ["SUCCESS", "EVENT", 200, '{"status":"SUCCESS"}', 1],
    ["event data without a status", "EVENT", 200, '{"userId":[]}', 1],
    ["empty data", "EVENT", 200, "", 1],
  ])("takes %s for a %s as it is documented", async (_, type, code, data, pushes) => {
    const simulator = await startSimulator();
    await connectStream(simulator, { answer: () => ({ code, data }) });
    if (type === "EVENT") {
      simulator.pushEvent({ appKey: defaultApp.appKey, eventType: "user_add_org", eventId: "e1", data: {} });
    } else simulator.say({ userId: "lisi02", text: "hello" });
    await eventually(() => expect(simulator.record.acks()).toHaveLength(1));
    simulator.clock.advance(70_500);
    expect(simulator.record.pushes()).toHaveLength(pushes);
  });

  it("repeats an event after 10, 30, 60 and 120 s, each counted from the end of the time to answer", async () => {
    const simulator = await startSimulator();
    const client = await connectStream(simulator, { answer: () => undefined });
    simulator.pushEvent({
      appKey: defaultApp.appKey,
      eventType: "user_add_org",
      eventId: "e1",
      data: { userId: ["u"] },
    });
    simulator.clock.advance(3_600_000);
    const pushes = simulator.record.pushes();
    const gaps = pushes.slice(1).map(({ at }, index) => Math.round((at - (pushes[index]?.at ?? 0)) / 1_000));
    expect(gaps).toEqual([70, 90, 120, 180]);
    await eventually(() => expect(client.pushes()).toHaveLength(5));
    expect(client.pushes()[4]).toMatchObject({
      type: "EVENT",
      headers: { topic: "*", eventType: "user_add_org", eventId: "e1", eventCorpId: defaultApp.corpId },
    });
  });

  it("drops a robot message that finds no connection and says so", async () => {
    const simulator = await startSimulator();
    expect(simulator.say({ userId: "lisi02", text: "hello" }).outcome).toBe("no-connection");
    const client = await connectStream(simulator);
    simulator.say({ userId: "lisi02", text: "again" });
    await eventually(() => expect(client.pushes()).toHaveLength(1));
    expect(simulator.record.counts()).toMatchObject({ pushes: 2, undelivered: 1 });
  });

  it("queues robot messages for the next connection when told to", async () => {
    const simulator = await startSimulator({ stream: { whenAlone: "queue" } });
    const ids = ["one", "two"].map((text) => simulator.say({ userId: "lisi02", text }).msgId);
    const client = await connectStream(simulator);
    await eventually(() => expect(client.pushes()).toHaveLength(2));
    const received = client.pushes().map(({ data }) => (JSON.parse(data) as { msgId: string }).msgId);
    expect(received).toEqual(ids);
  });

  it("keeps an event for a later connection", async () => {
    const simulator = await startSimulator();
    const event = { appKey: defaultApp.appKey, eventType: "user_add_org", eventId: "e1", data: {} };
    expect(simulator.pushEvent(event)).toBe("no-connection");
    const client = await connectStream(simulator);
    simulator.clock.advance(10_100);
    await eventually(() => expect(client.pushes()).toHaveLength(1));
  });

  it("spreads pushes at random over the connections that subscribed to the topic", async () => {
    const simulator = await startSimulator();
    const clients = [await connectStream(simulator), await connectStream(simulator)];
    const events = await connectStream(simulator, { subscriptions: [{ type: "EVENT", topic: "*" }] });
    for (let index = 0; index < 40; index++) simulator.say({ userId: "lisi02", text: `${index}` });
    await eventually(() => expect(simulator.record.acks()).toHaveLength(40));
    const shares = clients.map((client) => client.pushes().length);
    expect(Math.min(...shares)).toBeGreaterThan(8);
    expect(events.pushes()).toEqual([]);
  });

  it("picks the same connections again for the same seed", async () => {
    expect(await sharesOfSeed(7)).toEqual(await sharesOfSeed(7));
  });

  it("accepts an answer over another connection of the app, or not, as it is set", async () => {
    for (const [acksFrom, left] of [
      ["any", 0],
      ["same-connection", 1],
    ] as const) {
      const simulator = await startSimulator({ stream: { acksFrom } });
      const silent = { answer: () => undefined };
      const clients = [await connectStream(simulator, silent), await connectStream(simulator, silent)];
      simulator.say({ userId: "lisi02", text: "hello" });
      await eventually(() => expect(clients.some((client) => client.pushes().length > 0)).toBe(true));
      const [receiver, other] = clients[0]?.pushes().length ? clients : clients.toReversed();
      other?.answer(receiver?.pushes()[0]?.headers.messageId ?? "");
      await eventually(() => expect(simulator.record.acks()).toMatchObject([{ sameConnection: false }]));
      expect(simulator.waitingPushes()).toBe(left);
    }
  });

  it("notes an answer to a push that it does not know", async () => {
    const simulator = await startSimulator();
    const client = await connectStream(simulator);
    client.answer("never-sent");
    await eventually(() => expect(simulator.record.acks()).toMatchObject([{ frameId: "never-sent", known: false }]));
  });

  it("reads answers in binary frames and without message", async () => {
    const simulator = await startSimulator();
    const client = await connectStream(simulator, { answer: () => undefined });
    simulator.say({ userId: "lisi02", text: "hello" });
    await eventually(() => expect(client.pushes()).toHaveLength(1));
    const messageId = client.pushes()[0]?.headers.messageId;
    client.socket.send(Buffer.from(JSON.stringify({ code: 200, headers: { messageId, time: "1" } })));
    await eventually(() => expect(simulator.waitingPushes()).toBe(0));
  });
});

describe("SYSTEM frames", () => {
  it("pings on a timer and counts what stays unanswered", async () => {
    const simulator = await startSimulator();
    const client = await connectStream(simulator, { answer: () => undefined });
    simulator.clock.advance(61_000);
    await eventually(() => expect(client.frames).toHaveLength(2));
    expect(client.frames[0]).toMatchObject({ type: "SYSTEM", headers: { topic: "ping" } });
    expect(JSON.parse(client.frames[0]?.data ?? "")).toEqual({ opaque: expect.any(String) });
    client.answer(client.frames[0]?.headers.messageId ?? "", 200, client.frames[0]?.data);
    await eventually(() => expect(simulator.connections()[0]?.unansweredPings).toBe(1));
  });

  it("sends CONNECTED, REGISTERED and KEEPALIVE only when told to", async () => {
    const simulator = await startSimulator({ stream: { announce: true, keepaliveEveryMs: 20_000, pingEveryMs: 0 } });
    const client = await connectStream(simulator);
    simulator.clock.advance(21_000);
    await eventually(() => expect(client.frames).toHaveLength(3));
    expect(client.frames.map(({ headers }) => headers.topic)).toEqual(["CONNECTED", "REGISTERED", "KEEPALIVE"]);
  });

  it("announces the end, pushes nothing more, takes late answers, and closes after 10 s", async () => {
    const simulator = await startSimulator();
    const client = await connectStream(simulator, { answer: () => undefined });
    simulator.say({ userId: "lisi02", text: "before" });
    await eventually(() => expect(client.pushes()).toHaveLength(1));
    simulator.connections()[0]?.disconnect();
    expect(simulator.world.connectionCount(defaultApp.appKey)).toBe(0);
    expect(simulator.say({ userId: "lisi02", text: "after" }).outcome).toBe("no-connection");
    await eventually(() => expect(client.frames.at(-1)?.headers.topic).toBe("disconnect"));
    client.answer(client.pushes()[0]?.headers.messageId ?? "");
    await eventually(() => expect(simulator.record.acks()).toMatchObject([{ known: true }]));
    expect(client.socket.readyState).toBe(WebSocket.OPEN);
    simulator.clock.advance(10_100);
    await eventually(() => expect(client.socket.readyState).toBe(WebSocket.CLOSED));
    expect(simulator.connections()).toEqual([]);
  });

  it("tells a connection to go at its greatest age", async () => {
    const simulator = await startSimulator({ stream: { maxAgeMs: 3_600_000, pingEveryMs: 0 } });
    const client = await connectStream(simulator);
    simulator.clock.advance(3_601_000);
    await eventually(() => expect(client.frames.map(({ headers }) => headers.topic)).toEqual(["disconnect"]));
  });

  it("lets a newer connection push out older ones when told to", async () => {
    const simulator = await startSimulator({ stream: { newestOnly: true } });
    const older = await connectStream(simulator);
    await connectStream(simulator);
    await eventually(() => expect(older.frames.map(({ headers }) => headers.topic)).toEqual(["disconnect"]));
    expect(simulator.world.connectionCount(defaultApp.appKey)).toBe(1);
  });
});
