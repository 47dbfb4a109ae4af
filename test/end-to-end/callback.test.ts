/** DingTalk's pushes by HTTP instead of Stream, through the real services. */
import { createEventCallback, signTimestamp } from "@dt/api/callback";
import { defaultApp } from "@dt/simulator";
import { describe, expect, it } from "vitest";
import { callbackKey, callbackToken, marks, secretOf } from "../exposure/marks.ts";
import {
  addPeople,
  addPerson,
  answerWithNumbers,
  type Deployment,
  numbersIn,
  startDeployment,
  useDeployment,
} from "./deployment.ts";
import type { Service } from "./services.ts";

const { appKey } = defaultApp;
const appSecret = secretOf(defaultApp);
const [token, aesKey] = [callbackToken, callbackKey];
const environment = {
  DT_CALLBACK_PORT: "0",
  DINGTALK_TRANSPORT: "callback",
  DINGTALK_CALLBACK_TOKEN: token,
  DINGTALK_CALLBACK_AES_KEY: aesKey,
};
/** DingTalk repeats what was not answered with 200; here sooner than the real one. */
const callbacks = { answerWithinMs: 3000, repeatDelaysMs: Array.from({ length: 40 }, () => 500) };

/** Where an ingester takes callbacks, as it says itself. */
function addressOf(ingester: Service | undefined): string {
  const line = ingester?.log.findLast((text) => text.includes('"msg":"callback port open"'));
  if (line === undefined) throw new Error("there is no callback port");
  return `${(JSON.parse(line) as { url: string }).url}/callback/default`;
}

/** From now on DingTalk sends by HTTP; what goes to the robot also over Stream when asked for. */
function useCallbacks({ simulator, ingesters }: Deployment, alsoStream = false): string {
  const address = addressOf(ingesters[0]);
  const events = { url: `${address}/events`, token, aesKey };
  simulator.callbacks.set(appKey, { robotUrl: `${address}/robot`, events, alsoStream });
  return address;
}

describe("a bot without Stream", () => {
  const deployed = useDeployment({ environment, simulator: { callbacks } });

  it("answers messages that come by HTTP, and opens no Stream connection", async () => {
    const { simulator, ingesters, over, replies } = deployed();
    useCallbacks(deployed());
    answerWithNumbers(simulator);
    const userId = addPerson(simulator);
    for (const number of [1, 2, 3]) await over(simulator.say({ userId, text: `#${number}` }).msgId);
    expect(replies(userId)).toEqual(["#1", "#2", "#3"]);
    expect(simulator.connections()).toEqual([]);
    expect(await ingesters[0]?.reasons()).toEqual([]);
    expect(await ingesters[0]?.metrics()).toContain('dt_connected{tenant="default",service="ingester"} 1');
    expect(simulator.record.acks().every(({ code }) => code === 200)).toBe(true);
  });

  it("takes the address for events, and answers them", async () => {
    const { simulator, ingesters } = deployed();
    useCallbacks(deployed());
    expect(await simulator.callbacks.check(appKey)).toBe(true);
    simulator.pushEvent({ appKey, eventType: "user_add_org", data: { UserId: ["u1"] }, eventId: "e1" });
    await expect.poll(() => simulator.record.acks({ msgId: "e1" })).toMatchObject([{ code: 200 }]);
    expect(await ingesters[0]?.metrics()).toContain(
      'dt_callbacks_total{kind="event",status="200",service="ingester"} 2',
    );
  });

  it("refuses what is forged, stale or changed, and stores nothing of it", async () => {
    const { account, ingesters } = deployed();
    const address = useCallbacks(deployed());
    const before = await account();
    const words = `${marks.words}, forged`;
    const body = JSON.stringify({ msgId: "forged", conversationId: "c", senderId: "s", text: { content: words } });
    const robot = (at: number, secret: string): Promise<Response> => {
      const headers = { timestamp: String(at), sign: signTimestamp(secret, at) };
      return fetch(`${address}/robot`, { method: "POST", headers, body });
    };
    const sealed = createEventCallback({ token, encodingAesKey: aesKey, ownerKey: appKey }).encrypt(words);
    const { msg_signature: signature, timeStamp: timestamp, nonce, encrypt } = sealed;
    const query = new URLSearchParams({ signature, timestamp, nonce }).toString();
    const changed = JSON.stringify({ encrypt: encrypt.replace(/^./, (first) => (first === "A" ? "B" : "A")) });
    const answers = await Promise.all([
      robot(Date.now(), "another-secret"),
      robot(Date.now() - 3_700_000, appSecret),
      fetch(`${address}/robot`, { method: "POST", body }),
      fetch(`${address.replace("default", "nobody")}/robot`, { method: "POST", body }),
      fetch(`${address}/events?${query}`, { method: "POST", body: changed }),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([401, 401, 401, 401, 401]);
    expect(new Set(await Promise.all(answers.map((answer) => answer.text())))).toHaveLength(1);
    expect(await account()).toEqual(before);
    expect(ingesters[0]?.log.join("\n")).not.toContain(words);
  });

  it("I5 says 503 while Redis is away, and answers once when DingTalk sends the message again", async () => {
    const deployment = deployed();
    const { simulator, redis, over, replies } = deployment;
    useCallbacks(deployment);
    answerWithNumbers(simulator);
    const userId = addPerson(simulator);
    await redis.kill();
    const { msgId } = simulator.say({ userId, text: "#1" });
    const codes = (): number[] => simulator.record.acks({ msgId }).map(({ code }) => code);
    await expect.poll(() => codes().filter((code) => code === 503).length, { timeout: 20_000 }).toBeGreaterThan(1);
    await redis.restart();
    await over(msgId);
    await expect.poll(codes).toContain(200);
    expect(new Set(codes())).toEqual(new Set([503, 200]));
    expect(replies(userId)).toEqual(["#1"]);
  });

  it("ends in order: the port is closed, and the exit code is 0", async () => {
    const { ingesters } = deployed();
    const address = addressOf(ingesters[0]);
    expect(await ingesters[0]?.stop()).toBe(0);
    await expect(fetch(address)).rejects.toThrow("fetch failed");
  });
});

describe("an ingester that is killed while messages come by HTTP", () => {
  it("I5 loses none and stores none twice: DingTalk sends again what was not answered", async () => {
    const deployment = await startDeployment({ environment, simulator: { callbacks } });
    const { simulator, ingesters, settled, replies } = deployment;
    answerWithNumbers(simulator);
    useCallbacks(deployment);
    const people = addPeople(simulator, 30);
    for (const number of [1, 2, 3]) {
      for (const userId of people) simulator.say({ userId, text: `#${number}` });
      if (number === 2) await ingesters[0]?.kill();
    }
    await ingesters[0]?.restart();
    useCallbacks(deployment);
    expect(await settled(90)).toMatchObject({ answered: 90, dead: 0 });
    for (const userId of people) {
      expect(replies(userId).flatMap(numbersIn).toSorted()).toEqual(["#1", "#2", "#3"]);
    }
  });
});

describe("a bot that receives both ways", () => {
  it("I1 answers once what comes over Stream and by HTTP, and acknowledges both", async () => {
    const deployment = await startDeployment({ environment: { ...environment, DINGTALK_TRANSPORT: "both" } });
    const { simulator, settled, replies } = deployment;
    await expect.poll(() => simulator.connections().length).toBe(1);
    useCallbacks(deployment, true);
    answerWithNumbers(simulator);
    const userId = addPerson(simulator);
    const said = Array.from({ length: 20 }, (_, index) => simulator.say({ userId, text: `#${index + 1}` }).msgId);
    expect(await settled(20)).toMatchObject({ received: 20, answered: 20 });
    await expect
      .poll(() => said.map((msgId) => simulator.record.acks({ msgId }).map(({ code }) => code)))
      .toEqual(said.map(() => [200, 200]));
    expect(await deployment.account()).toMatchObject({ duplicates: 20 });
    expect(new Set(replies(userId).flatMap(numbersIn))).toHaveLength(20);
    expect(replies(userId).flatMap(numbersIn)).toHaveLength(20);
  });
});

describe("a tenant that receives by HTTP without a port for it", () => {
  it("ends the start with one line that names the setting", async () => {
    const starting = startDeployment({
      count: { worker: 0, sender: 0 },
      environment: { DINGTALK_TRANSPORT: "callback" },
    });
    await expect(starting).rejects.toThrow("DT_CALLBACK_PORT is missing: tenant default receives by callback");
  });
});
