import { describe, expect, it } from "vitest";
import { defaultApp } from "../default-world.ts";
import type { Simulator } from "../simulator-types.ts";
import { eventually } from "../testing/eventually.ts";
import { callApi, startSimulator } from "../testing/simulator.ts";
import { connectStream, type StreamClientOptions } from "../testing/stream-client.ts";

const click = { appKey: defaultApp.appKey, outTrackId: "t1", userId: "lisi02", actionIds: ["ok"], params: { a: "1" } };

async function withCard(answer?: StreamClientOptions["answer"], callbackType = "STREAM"): Promise<Simulator> {
  const simulator = await startSimulator();
  if (answer) await connectStream(simulator, { answer });
  await callApi(simulator, "POST /v1.0/card/instances/createAndDeliver", {
    cardTemplateId: defaultApp.cardTemplates[0],
    outTrackId: "t1",
    callbackType,
    cardData: { cardParamMap: { content: "choose", extra: "kept" } },
    imRobotOpenSpaceModel: { supportForward: true },
    openSpaceId: "dtv1.card//IM_ROBOT.lisi02",
    imRobotOpenDeliverModel: { spaceType: "IM_ROBOT" },
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
    expect(await (await withCard(undefined, "HTTP")).clickCard(click)).toEqual({ outcome: "not-stream" });
  });
});
