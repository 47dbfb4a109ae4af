import { createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import { eventually } from "../../../test/eventually.ts";
import { post, startSimulator } from "../../../test/simulator.ts";
import { connectStream } from "../../../test/stream-client.ts";
import type { Simulator } from "../../simulator/types.ts";
import { defaultGroup } from "../../world/default-world.ts";

const text = { msgtype: "text", text: { content: "hi" } };
const { conversationId } = defaultGroup;

async function sessionWebhook(simulator: Simulator): Promise<{ url: string; expiresAt: number; msgId: string }> {
  const client = await connectStream(simulator);
  const { msgId } = simulator.say({ userId: "lisi02", conversationId, text: "hello" });
  await eventually(() => expect(client.pushes()).toHaveLength(1));
  const data = JSON.parse(client.pushes()[0]?.data ?? "{}") as Record<string, unknown>;
  return { msgId, url: String(data.sessionWebhook), expiresAt: Number(data.sessionWebhookExpiredTime) };
}

describe("session webhooks", () => {
  it("take replies to the message they came with", async () => {
    const simulator = await startSimulator();
    const { url, msgId } = await sessionWebhook(simulator);
    expect(url.startsWith(`${simulator.oapiUrl}/robot/sendBySession?session=`)).toBe(true);
    const markdown = {
      msgtype: "markdown",
      markdown: { title: "t", text: "**hi** @lisi02" },
      at: { atUserIds: ["lisi02"] },
    };
    expect(await post(url, markdown)).toEqual({ status: 200, body: { errcode: 0, errmsg: "ok" } });
    expect(simulator.record.repliesOf("lisi02", conversationId)).toMatchObject([{ msgId, text: "**hi** @lisi02" }]);
    expect(simulator.world.messages(conversationId).at(-1)).toMatchObject({
      recipient: "lisi02",
      mentions: ["lisi02"],
    });
    const path = await simulator.path(msgId);
    expect(path?.steps.map(({ name }) => name)).toContain("delivered");
  });

  it("expire after 90 minutes", async () => {
    const simulator = await startSimulator();
    const { url, expiresAt } = await sessionWebhook(simulator);
    simulator.clock.advance(expiresAt - simulator.clock.now() - 30_000);
    expect((await post(url, text)).body.errcode).toBe(0);
    simulator.clock.advance(30_001);
    expect(await post(url, text)).toEqual({ status: 200, body: { errcode: 300001, errmsg: "session 不存在" } });
  });

  it.each([
    ["an unknown kind", { msgtype: "card" }, 400105],
    ["no kind", { text: { content: "hi" } }, 40035],
    ["an unknown field", { ...text, content: "hi" }, 40035],
    ["a missing content", { msgtype: "text", text: {} }, 40035],
    ["a missing title", { msgtype: "markdown", markdown: { text: "x" } }, 40035],
    ["a number as content", { msgtype: "text", text: { content: 1 } }, 40035],
    ["a card without a button", { msgtype: "actionCard", actionCard: { title: "t", text: "x" } }, 40035],
    [
      "a button that opens nothing",
      { msgtype: "actionCard", actionCard: { title: "t", text: "x", btns: [{ title: "b" }] } },
      40035,
    ],
    ["a feed without pictures", { msgtype: "feedCard", feedCard: { links: [{ title: "t", messageURL: "u" }] } }, 40035],
    ["an empty feed card", { msgtype: "feedCard", feedCard: { links: [] } }, 40035],
    ["more than 20 000 bytes", { msgtype: "text", text: { content: "x".repeat(20_000) } }, 460101],
  ])("refuse %s with HTTP 200", async (_, body, errcode) => {
    const simulator = await startSimulator();
    const { url } = await sessionWebhook(simulator);
    expect(await post(url, body)).toMatchObject({ status: 200, body: { errcode } });
    expect(simulator.record.deliveries()).toEqual([]);
  });

  it("refuse a body that is not JSON", async () => {
    const simulator = await startSimulator();
    const { url } = await sessionWebhook(simulator);
    expect(await post(url, text, { "content-type": "text/plain" })).toMatchObject({ body: { errcode: 43004 } });
    const broken = await fetch(url, { method: "POST", headers: { "content-type": "application/json" }, body: "{" });
    expect(await broken.json()).toMatchObject({ errcode: 40035 });
  });

  it("end with the group", async () => {
    const simulator = await startSimulator();
    const { url } = await sessionWebhook(simulator);
    simulator.world.addGroup({ ...defaultGroup, robots: [] });
    expect(await post(url, text)).toMatchObject({ body: { errcode: 400106 } });
    simulator.world.addGroup({ ...defaultGroup, disbanded: true });
    expect(await post(url, text)).toMatchObject({ body: { errcode: 400013 } });
  });
});

describe("custom robots", () => {
  const secret = "SECsample";

  function signed(simulator: Simulator, at = simulator.clock.now(), key = secret): string {
    const sign = createHmac("sha256", key).update(`${at}\n${key}`).digest("base64");
    return `${simulator.oapiUrl}/robot/send?access_token=robot1&timestamp=${at}&sign=${encodeURIComponent(sign)}`;
  }

  it("take signed messages only, when they have a secret", async () => {
    const simulator = await startSimulator();
    simulator.customRobots.add({ token: "robot1", name: "CI", conversationId, secret });
    expect((await post(signed(simulator), text)).body.errcode).toBe(0);
    expect((await post(signed(simulator, simulator.clock.now() - 3_700_000), text)).body.errcode).toBe(310000);
    expect((await post(signed(simulator, simulator.clock.now(), "SECother"), text)).body.errcode).toBe(310000);
    expect((await post(`${simulator.oapiUrl}/robot/send?access_token=robot1`, text)).body.errcode).toBe(310000);
    expect((await post(`${simulator.oapiUrl}/robot/send?access_token=robot2`, text)).body.errcode).toBe(300005);
    expect(simulator.record.deliveries()).toMatchObject([{ route: "webhook", appKey: "CI", conversationId }]);
  });

  it("send 20 messages a minute, then none for ten minutes", async () => {
    const simulator = await startSimulator();
    simulator.customRobots.add({ token: "robot1", name: "CI", conversationId });
    const url = `${simulator.oapiUrl}/robot/send?access_token=robot1`;
    const codes = [];
    for (let count = 0; count < 21; count++) codes.push((await post(url, text)).body.errcode);
    expect(codes.slice(19)).toEqual([0, 410100]);
    simulator.clock.advance(9 * 60_000);
    expect((await post(url, text)).body.errcode).toBe(410100);
    expect((await post(url, { ...text, msgUuid: "refused" })).body.errcode).toBe(410100);
    simulator.clock.advance(2 * 60_000);
    expect((await post(url, { ...text, msgUuid: "refused" })).body.errcode).toBe(0);
    expect(simulator.record.deliveries()).toHaveLength(21);
  });

  it("mention at most 50 people", async () => {
    const simulator = await startSimulator();
    simulator.customRobots.add({ token: "robot1", name: "CI", conversationId });
    const url = `${simulator.oapiUrl}/robot/send?access_token=robot1`;
    const send = (people: number, phones: number) => {
      const [atUserIds, atMobiles] = [people, phones].map((length) => Array.from({ length }, (_, n) => `${n}`));
      return post(url, { ...text, at: { atUserIds, atMobiles } });
    };
    expect((await send(49, 1)).body.errcode).toBe(0);
    expect((await send(49, 2)).body.errcode).toBe(40035);
  });

  it("want a keyword, and send a message id once", async () => {
    const simulator = await startSimulator();
    simulator.customRobots.add({ token: "robot1", name: "CI", conversationId, keywords: ["hi"] });
    const url = `${simulator.oapiUrl}/robot/send?access_token=robot1`;
    expect((await post(url, { msgtype: "text", text: { content: "bye" } })).body.errcode).toBe(310000);
    expect((await post(url, { ...text, msgUuid: "1" })).body.errcode).toBe(0);
    expect((await post(url, { ...text, msgUuid: "1" })).body.errcode).toBe(0);
    expect(simulator.record.deliveries()).toHaveLength(1);
  });
});
