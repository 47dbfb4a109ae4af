import { describe, expect, it } from "vitest";
import { makeFrame, startLocalGateway } from "../../test/local-gateway.ts";
import { createClient, robotFrame, startClient, until } from "../../test/running-client.ts";
import { cardTopic } from "./routes.ts";

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
