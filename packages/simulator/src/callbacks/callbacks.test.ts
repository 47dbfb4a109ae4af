import { createEventCallback, isSignedByDingTalk } from "@dt/api/callback";
import { describe, expect, it } from "vitest";
import { eventually } from "../../test/eventually.ts";
import { startSimulator } from "../../test/simulator.ts";
import { connectStream } from "../../test/stream-client.ts";
import { startTaker, type Taken, type TakerReply } from "../../test/taker.ts";
import { defaultApp } from "../world/default-world.ts";

const { appKey, appSecret } = defaultApp;
const key = { token: "token", aesKey: "a".repeat(43) };
const callback = createEventCallback({ token: key.token, encodingAesKey: key.aesKey, ownerKey: appKey });

function decrypted({ url, body }: Taken): unknown {
  const query = new URL(url, "http://dt").searchParams;
  const get = (name: string): string | undefined => query.get(name) ?? undefined;
  const { encrypt } = JSON.parse(body) as { encrypt: string };
  const asked = { signature: get("signature"), timestamp: get("timestamp"), nonce: get("nonce") };
  return JSON.parse(callback.decrypt(asked, encrypt));
}

describe("an app that takes messages by HTTP", () => {
  it("gets them signed, and not over Stream", async () => {
    const simulator = await startSimulator();
    const client = await connectStream(simulator);
    const { url, received } = await startTaker();
    simulator.callbacks.set(appKey, { robotUrl: `${url}/robot` });
    const { msgId, outcome } = simulator.say({ userId: "lisi02", text: "hi" });
    await eventually(() => expect(simulator.record.acks({ msgId })).toMatchObject([{ code: 200 }]));
    const { timestamp, sign } = received[0]?.headers ?? {};
    expect(isSignedByDingTalk({ timestamp: String(timestamp), sign: String(sign) }, appSecret)).toBe(true);
    expect(JSON.parse(received[0]?.body ?? "")).toMatchObject({ msgId, robotCode: appKey, text: { content: "hi" } });
    expect([outcome, client.pushes()]).toEqual(["sent", []]);
    const path = await simulator.path(msgId);
    expect(path?.steps.map(({ name }) => name)).toEqual(["pushed", "acknowledged"]);
  });

  it("gets them both ways when it wants to", async () => {
    const simulator = await startSimulator();
    const client = await connectStream(simulator);
    const { url, received } = await startTaker();
    simulator.callbacks.set(appKey, { robotUrl: url, alsoStream: true });
    simulator.say({ userId: "lisi02", text: "hi" });
    await eventually(() => expect([client.pushes().length, received.length]).toEqual([1, 1]));
    simulator.callbacks.remove(appKey);
    simulator.say({ userId: "lisi02", text: "hi" });
    await eventually(() => expect(client.pushes()).toHaveLength(2));
    expect(received).toHaveLength(1);
  });

  it.each<[string, TakerReply]>([
    ["is another than 200", { status: 503 }],
    ["does not come in time", "hang"],
  ])("gets a message again when its answer %s", async (_, reply) => {
    const simulator = await startSimulator({ callbacks: { answerWithinMs: 100, repeatDelaysMs: [10, 10, 10] } });
    const { url, received } = await startTaker(reply, reply, {});
    simulator.callbacks.set(appKey, { robotUrl: url });
    const { msgId } = simulator.say({ userId: "lisi02", text: "hi" });
    await eventually(() => expect(simulator.record.acks({ msgId }).at(-1)).toMatchObject({ code: 200 }));
    expect(received.map(({ body }) => (JSON.parse(body) as { msgId: string }).msgId)).toEqual([msgId, msgId, msgId]);
    expect(simulator.record.pushes({ msgId }).map(({ attempt }) => attempt)).toEqual([1, 2, 3]);
  });
});

describe("an app that takes events by HTTP", () => {
  const event = { appKey, eventType: "user_add_org", data: { UserId: ["u1"] }, eventId: "e1" };

  it("gets them encrypted, and has to answer with an encrypted success", async () => {
    const simulator = await startSimulator({ callbacks: { repeatDelaysMs: [10] } });
    const { url, received } = await startTaker({ body: { success: true } }, { body: callback.encrypt() });
    simulator.callbacks.set(appKey, { events: { url, ...key } });
    simulator.pushEvent(event);
    await eventually(() => expect(simulator.record.acks().map(({ code }) => code)).toEqual([0, 200]));
    expect(received.map(decrypted)).toMatchObject([
      { EventType: "user_add_org", UserId: ["u1"] },
      { EventType: "user_add_org" },
    ]);
  });

  it("is tried before it is taken", async () => {
    const simulator = await startSimulator();
    const { url, received } = await startTaker({ status: 401 }, { body: callback.encrypt() });
    expect(await simulator.callbacks.check(appKey)).toBe(false);
    simulator.callbacks.set(appKey, { events: { url, ...key } });
    expect(await simulator.callbacks.check(appKey)).toBe(false);
    expect(await simulator.callbacks.check(appKey)).toBe(true);
    expect(received.map(decrypted)).toEqual([{ EventType: "check_url" }, { EventType: "check_url" }]);
  });
});
