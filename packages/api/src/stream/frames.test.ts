import { describe, expect, it } from "vitest";
import { makeFrame, startLocalGateway } from "../../test/local-gateway.ts";
import { robotFrame, startClient, until } from "../../test/running-client.ts";
import { robotTopic } from "./routes.ts";

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
