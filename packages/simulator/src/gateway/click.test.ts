import { createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import { eventually } from "../../test/eventually.ts";
import { callApi, startSimulator } from "../../test/simulator.ts";
import { connectStream, type StreamClientOptions } from "../../test/stream-client.ts";
import { startTaker } from "../../test/taker.ts";
import type { Simulator } from "../simulator/types.ts";
import { defaultApp } from "../world/default-world.ts";

const click = { appKey: defaultApp.appKey, outTrackId: "t1", userId: "lisi02", actionIds: ["ok"], params: { a: "1" } };

interface WayBack {
  readonly callbackType?: "STREAM" | "HTTP";
  readonly callbackRouteKey?: string;
  readonly userIdType?: number;
  readonly openSpaceId?: string;
}

async function withCard(
  answer?: StreamClientOptions["answer"],
  wayBack: WayBack = { callbackType: "STREAM" },
): Promise<Simulator> {
  const simulator = await startSimulator();
  if (answer) await connectStream(simulator, { answer });
  await callApi(simulator, "POST /v1.0/card/instances/createAndDeliver", {
    cardTemplateId: defaultApp.cardTemplates[0],
    outTrackId: "t1",
    cardData: { cardParamMap: { content: "choose", extra: "kept" } },
    imRobotOpenSpaceModel: { supportForward: true },
    openSpaceId: "dtv1.card//IM_ROBOT.lisi02",
    imRobotOpenDeliverModel: { spaceType: "IM_ROBOT" },
    ...wayBack,
  });
  return simulator;
}

function params(simulator: Simulator): unknown {
  const { conversationId } = simulator.world.privateChat("lisi02", defaultApp.appKey);
  return simulator.world.messages(conversationId)[0]?.card?.params;
}

describe("clicking on a card", () => {
  it("asks the bot and applies its answer by key", async () => {
    const cardUpdateOptions = { updateCardDataByKey: true };
    const response = { cardUpdateOptions, cardData: { cardParamMap: { content: "done" } } };
    let pushed = "";
    const simulator = await withCard(({ data }) => {
      pushed = data;
      return { code: 200, data: JSON.stringify({ response }) };
    });
    expect(await simulator.clickCard(click)).toEqual({ outcome: "answered", response, problems: [] });
    const asked = JSON.parse(pushed) as { content: string };
    expect(asked).toMatchObject({ type: "actionCallback", outTrackId: "t1", userId: "lisi02", userIdType: 1 });
    expect(JSON.parse(asked.content)).toEqual({ cardPrivateData: { actionIds: ["ok"], params: { a: "1" } } });
    expect(params(simulator)).toEqual({ content: "done", extra: "kept" });
  });

  it("names people by union id where the card says so", async () => {
    const response = { userPrivateData: { cardParamMap: { mine: "yes" } } };
    let pushed = "";
    const answer: StreamClientOptions["answer"] = ({ data }) => {
      pushed = data;
      return { code: 200, data: JSON.stringify({ response }) };
    };
    const simulator = await withCard(answer, {
      callbackType: "STREAM",
      userIdType: 2,
      openSpaceId: "dtv1.card//IM_ROBOT.lisi02UnionIdiE",
    });
    expect(await simulator.clickCard(click)).toMatchObject({ outcome: "answered", problems: [] });
    expect(JSON.parse(pushed)).toMatchObject({ userId: "lisi02UnionIdiE", userIdType: 2 });
  });

  it("replaces the whole map without the option", async () => {
    const response = { cardData: { cardParamMap: { content: "done" } } };
    const simulator = await withCard(() => ({ code: 200, data: JSON.stringify({ response }) }));
    await simulator.clickCard(click);
    expect(params(simulator)).toEqual({ content: "done" });
  });

  it("reports values that are not strings and changes nothing", async () => {
    const response = { cardData: { cardParamMap: { content: 1 } } };
    const simulator = await withCard(() => ({ code: 200, data: JSON.stringify({ response }) }));
    const problems = ["cardData.cardParamMap.content must be a string"];
    expect(await simulator.clickCard(click)).toMatchObject({ outcome: "answered", problems });
    expect(params(simulator)).toMatchObject({ content: "choose" });
  });

  it("gives up after 2 s and is not pushed again", async () => {
    const simulator = await withCard(() => undefined);
    const result = simulator.clickCard(click);
    await eventually(() => expect(simulator.record.pushes()).toHaveLength(1));
    simulator.clock.advance(2_010);
    expect(await result).toEqual({ outcome: "timeout" });
    simulator.clock.advance(120_000);
    expect(simulator.record.pushes()).toHaveLength(1);
  });

  it("goes nowhere without a connection, a card, or Stream as its way back", async () => {
    const simulator = await withCard();
    expect(await simulator.clickCard(click)).toEqual({ outcome: "no-connection" });
    expect(await simulator.clickCard({ ...click, outTrackId: "none" })).toEqual({ outcome: "unknown-card" });
    expect(await (await withCard(undefined, {})).clickCard(click)).toEqual({ outcome: "not-interactive" });
  });
});

async function register(simulator: Simulator, callbackUrl: string, rest: object = {}): Promise<void> {
  const input = { callbackRouteKey: "route", callbackUrl, apiSecret: "card-secret", ...rest };
  expect(await callApi(simulator, "POST /v1.0/card/callbacks/register", input)).toMatchObject({ status: 200 });
}

describe("clicking on a card whose app takes clicks by HTTP", () => {
  const byHttp = { callbackType: "HTTP", callbackRouteKey: "route" } as const;

  it("posts the click to the registered address, its time signed, and applies the answer", async () => {
    const response = {
      cardUpdateOptions: { updateCardDataByKey: true },
      cardData: { cardParamMap: { content: "done" } },
    };
    const { url, received } = await startTaker({ body: response });
    const simulator = await withCard(undefined, byHttp);
    await register(simulator, `${url}/clicks`);
    expect(await simulator.clickCard(click)).toEqual({ outcome: "answered", response, problems: [] });
    expect(params(simulator)).toEqual({ content: "done", extra: "kept" });
    const [taken] = received;
    expect(taken?.url).toBe("/clicks");
    expect(JSON.parse(taken?.body ?? "")).toMatchObject({ type: "actionCallback", outTrackId: "t1", userId: "lisi02" });
    const timestamp = String(taken?.headers["x-ddpaas-signature-timestamp"]);
    const signature = createHmac("sha256", "card-secret").update(timestamp).digest("base64");
    expect(taken?.headers["x-ddpaas-signature"]).toBe(signature);
  });

  it("goes to the address that was registered last", async () => {
    const [first, second] = [await startTaker(), await startTaker()];
    const simulator = await withCard(undefined, byHttp);
    await register(simulator, first.url);
    await register(simulator, second.url, { forceUpdate: true });
    expect(await simulator.clickCard(click)).toMatchObject({ outcome: "answered", response: {} });
    expect([first.received.length, second.received.length]).toEqual([0, 1]);
  });

  it("changes nothing without an address, after a refusal, or later than 2 s", async () => {
    const simulator = await withCard(undefined, byHttp);
    expect(await simulator.clickCard(click)).toEqual({ outcome: "no-address" });
    const { url, received } = await startTaker({ status: 500 }, "hang");
    await register(simulator, url);
    expect(await simulator.clickCard(click)).toEqual({ outcome: "failed" });
    const late = simulator.clickCard(click);
    await eventually(() => expect(received).toHaveLength(2));
    simulator.clock.advance(2_010);
    expect(await late).toEqual({ outcome: "timeout" });
    expect(params(simulator)).toMatchObject({ content: "choose" });
  });
});
