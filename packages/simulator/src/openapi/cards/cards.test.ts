import { describe, expect, it } from "vitest";
import { type Answer, callApi, startSimulator } from "../../../test/simulator.ts";
import type { Simulator, SimulatorOptions } from "../../simulator/types.ts";
import { defaultApp, defaultGroup } from "../../world/default-world.ts";

const { robotCode, appKey } = defaultApp;
const { conversationId } = defaultGroup;
const create = "POST /v1.0/card/instances";
const deliver = "POST /v1.0/card/instances/deliver";
const createAndDeliver = "POST /v1.0/card/instances/createAndDeliver";
const update = "PUT /v1.0/card/instances";
const stream = "PUT /v1.0/card/streaming";

const card = {
  cardTemplateId: defaultApp.cardTemplates[0],
  outTrackId: "track-1",
  cardData: { cardParamMap: { content: "" } },
  callbackType: "STREAM",
  imGroupOpenSpaceModel: { supportForward: true },
  imRobotOpenSpaceModel: { supportForward: true },
};
const toPerson = { openSpaceId: "dtv1.card//IM_ROBOT.lisi02", imRobotOpenDeliverModel: { spaceType: "IM_ROBOT" } };
const toGroup = { openSpaceId: `dtv1.card//IM_GROUP.${conversationId}`, imGroupOpenDeliverModel: { robotCode } };
const frame = { outTrackId: "track-1", guid: "g1", key: "content", content: "hel", isFull: true, isFinalize: false };

async function withCard(options: SimulatorOptions = {}): Promise<Simulator> {
  const simulator = await startSimulator(options);
  await callApi(simulator, createAndDeliver, { ...card, ...toPerson });
  return simulator;
}

function shown(simulator: Simulator): unknown {
  const chat = simulator.world.privateChat("lisi02", appKey);
  return simulator.world.messages(chat.conversationId).map((message) => [message.text, message.card?.status]);
}

describe("the path of a message that a card answers", () => {
  it.each([
    ["finished by a frame", (simulator: Simulator) => callApi(simulator, stream, { ...frame, isFinalize: true })],
    ["failed", (simulator: Simulator) => callApi(simulator, stream, { ...frame, isError: true })],
    [
      "finished by an update",
      (simulator: Simulator) =>
        callApi(simulator, update, { outTrackId: "track-1", cardData: { cardParamMap: { flowStatus: "3" } } }),
    ],
  ])("has a first sign when the card appears and ends when it is %s", async (_, finish) => {
    const simulator = await startSimulator();
    const { msgId } = simulator.say({ userId: "lisi02", text: "hi" });
    const steps = async () => (await simulator.path(msgId))?.steps.map(({ name }) => name);
    await callApi(simulator, createAndDeliver, { ...card, ...toPerson });
    await callApi(simulator, stream, { ...frame, guid: "g0" });
    expect(await steps()).toEqual(["appeared"]);
    await finish(simulator);
    expect(await steps()).toEqual(["appeared", "delivered"]);
  });
});

describe("creating and delivering a card", () => {
  it("shows it as processing", async () => {
    const simulator = await startSimulator();
    const answer = await callApi(simulator, createAndDeliver, { ...card, ...toPerson });
    expect(answer).toMatchObject({
      status: 200,
      body: {
        success: true,
        result: {
          outTrackId: "track-1",
          deliverResults: [{ spaceType: "IM_ROBOT", spaceId: "lisi02", success: true }],
        },
      },
    });
    expect(shown(simulator)).toEqual([["", "processing"]]);
    expect(simulator.record.deliveries()).toMatchObject([{ route: "card", userId: "lisi02", outTrackId: "track-1" }]);
  });

  it("works in two steps as well, into several spaces", async () => {
    const simulator = await startSimulator();
    expect(await callApi(simulator, create, card)).toMatchObject({ body: { success: true, result: "track-1" } });
    const spaces = `${toPerson.openSpaceId};im_group.${conversationId}`;
    const models = { ...toPerson, ...toGroup, openSpaceId: spaces, outTrackId: "track-1" };
    const { body } = await callApi(simulator, deliver, models);
    expect(body).toMatchObject({
      success: true,
      result: [{ success: true }, { spaceType: "IM_GROUP", success: true }],
    });
    expect(simulator.world.messages(conversationId)).toHaveLength(1);
  });

  it("knows the one person whom a group card mentions", async () => {
    const simulator = await startSimulator();
    const imGroupOpenDeliverModel = { robotCode, atUserIds: { wangfang03: "王芳" } };
    await callApi(simulator, createAndDeliver, { ...card, ...toGroup, imGroupOpenDeliverModel });
    expect(simulator.record.repliesOf("wangfang03", conversationId)).toHaveLength(1);
  });

  it.each([
    ["an unknown template", { cardTemplateId: "none" }, "param.templateNotExist"],
    ["no template", { cardTemplateId: undefined }, "param.cardTemplateIdEmpty"],
    ["no id", { outTrackId: undefined }, "param.outTrackIdEmpty"],
    ["an empty id", { outTrackId: "" }, "param.outTrackIdEmpty"],
    ["a number as a value", { cardData: { cardParamMap: { content: 1 } } }, "param.invalid"],
    ["an object as a value", { cardData: { cardParamMap: { content: {} } } }, "param.invalid"],
    ["an unknown field", { robotCode }, "param.invalid"],
    ["a long value", { cardData: { cardParamMap: { content: "x".repeat(1_025) } } }, "param.invalid"],
    ["a long key", { cardData: { cardParamMap: { ["k".repeat(101)]: "x" } } }, "param.invalid"],
    ["an unknown person", { userId: "nobody" }, "param.userIdNotExist"],
    ["a space without supportForward", { imRobotOpenSpaceModel: {} }, "param.openSpaceModelInvalid"],
    ["a malformed space", { openSpaceId: "IM_ROBOT.lisi02" }, "param.openSpaceIdInvalid"],
    ["an unknown kind of space", { openSpaceId: "dtv1.card//IM_NOWHERE.lisi02" }, "param.openSpaceIdInvalid"],
    ["no deliver model", { imRobotOpenDeliverModel: undefined }, "param.openDeliverModelEmpty"],
    ["an empty deliver model", { imRobotOpenDeliverModel: {} }, "param.openDeliverModelError"],
    ["no robot code for a group", { ...toGroup, imGroupOpenDeliverModel: {} }, "param.openDeliverModelError"],
  ])("refuses %s and creates nothing", async (_, change, code) => {
    const simulator = await startSimulator();
    const answer = await callApi(simulator, createAndDeliver, { ...card, ...toPerson, ...change });
    expect(answer).toMatchObject({ status: 400, body: { code } });
    expect((await callApi(simulator, stream, frame)).body.code).toBe("param.stream.outTrackId");
  });

  it.each([
    ["an unknown person", { ...toPerson, openSpaceId: "dtv1.card//IM_ROBOT.nobody" }],
    ["an unknown group", { ...toGroup, openSpaceId: "dtv1.card//IM_GROUP.cidNone" }],
    ["a foreign robot", { ...toGroup, imGroupOpenDeliverModel: { robotCode: "dingother" } }],
    ["a space that the card was not made for", { ...toPerson, imRobotOpenSpaceModel: undefined }],
  ])("succeeds with a failed result for %s", async (_, change) => {
    const simulator = await startSimulator();
    const answer = await callApi(simulator, createAndDeliver, { ...card, ...change });
    const result = { deliverResults: [{ success: false, errorMsg: expect.stringMatching(/./) }] };
    expect(answer).toMatchObject({ status: 200, body: { success: true, result } });
    expect(simulator.record.deliveries()).toEqual([]);
  });

  it("refuses or ignores a repeated id, as it is set", async () => {
    const strict = await withCard();
    const again = { ...card, ...toPerson, cardData: { cardParamMap: { content: "new" } } };
    expect((await callApi(strict, createAndDeliver, again)).body.code).toBe("param.cardAlreadyExist");
    const lenient = await withCard({ cards: { repeatedCreate: "ignore" } });
    expect((await callApi(lenient, createAndDeliver, again)).body.success).toBe(true);
    expect([shown(strict), shown(lenient)]).toEqual([[["", "processing"]], [["", "processing"]]]);
  });

  it("posts a repeated delivery again or ignores it, as it is set", async () => {
    const again = { ...toPerson, outTrackId: "track-1" };
    const posting = await withCard();
    await callApi(posting, deliver, again);
    const ignoring = await withCard({ cards: { repeatedDeliver: "ignore" } });
    await callApi(ignoring, deliver, again);
    expect([posting, ignoring].map((simulator) => simulator.record.deliveries().length)).toEqual([2, 1]);
  });

  it("reaches outsiders by union id", async () => {
    const simulator = await startSimulator();
    const unionId = simulator.world.person("guest04")?.unionId;
    const target = { ...toPerson, openSpaceId: `dtv1.card//IM_ROBOT.${unionId}` };
    const byUserId = await callApi(simulator, createAndDeliver, { ...card, ...target });
    const byUnionId = await callApi(simulator, createAndDeliver, {
      ...card,
      ...target,
      outTrackId: "t2",
      userIdType: 2,
    });
    const successes = [byUserId, byUnionId].map(
      ({ body }) => (body.result as { deliverResults: object[] }).deliverResults[0],
    );
    expect(successes).toMatchObject([{ success: false }, { success: true }]);
  });
});

describe("streaming into a card", () => {
  it("goes from processing over inputting to finished", async () => {
    const simulator = await withCard();
    expect(await callApi(simulator, stream, frame)).toEqual({ status: 200, body: { success: true, result: true } });
    expect(shown(simulator)).toEqual([["hel", "inputting"]]);
    await callApi(simulator, stream, { ...frame, guid: "g2", content: "hello", isFinalize: true });
    expect(shown(simulator)).toEqual([["hello", "finished"]]);
    expect(simulator.record.deliveries()).toMatchObject([{ text: "hello", cardStatus: "finished" }]);
  });

  it("fails by isError", async () => {
    const simulator = await withCard();
    await callApi(simulator, stream, { ...frame, isError: true });
    expect(shown(simulator)).toEqual([["hel", "failed"]]);
  });

  it("takes a frame id once", async () => {
    const simulator = await withCard();
    await callApi(simulator, stream, frame);
    expect((await callApi(simulator, stream, { ...frame, content: "other" })).status).toBe(200);
    expect(shown(simulator)).toEqual([["hel", "inputting"]]);
  });

  it("appends to variables that are no markdown", async () => {
    const simulator = await withCard({ cards: { markdownKeys: [] } });
    await callApi(simulator, stream, { ...frame, isFull: false });
    await callApi(simulator, stream, { ...frame, guid: "g2", content: "lo", isFull: false });
    expect(shown(simulator)).toEqual([["hello", "inputting"]]);
  });

  it("takes no frame after the last but an exact repeat of it", async () => {
    const simulator = await withCard();
    const last = { ...frame, isFinalize: true };
    const answers: Answer[] = [];
    for (const change of [{}, { guid: "g2" }, { guid: "g3", content: "late", isFinalize: false }]) {
      answers.push(await callApi(simulator, stream, { ...last, ...change }));
    }
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 400]);
    expect(shown(simulator)).toEqual([["hel", "finished"]]);
  });

  it.each([
    ["no key", { key: undefined }, "param.stream.keyEmpty"],
    ["an empty key", { key: "" }, "param.stream.keyEmpty"],
    ["no content", { content: undefined }, "param.stream.contentEmpty"],
    ["no guid", { guid: undefined }, "param.stream.guidEmpty"],
    ["no isFull", { isFull: undefined }, "param.stream.isFull"],
    ["null as isFull", { isFull: null }, "param.stream.isFull"],
    ["a part of a markdown variable", { isFull: false }, "param.stream.isFull"],
    ["an unknown card", { outTrackId: "none" }, "param.stream.outTrackId"],
    ["an unknown field", { cardParamMap: {} }, "invalidParameter"],
  ])("refuses %s", async (_, change, code) => {
    const simulator = await withCard();
    expect(await callApi(simulator, stream, { ...frame, ...change })).toMatchObject({ status: 400, body: { code } });
  });

  it("refuses long frames only when told to", async () => {
    const content = "好".repeat(2_000);
    const lenient = await withCard();
    expect((await callApi(lenient, stream, { ...frame, content })).status).toBe(200);
    const strict = await withCard({ cards: { frameBytes: 3_072 } });
    expect((await callApi(strict, stream, { ...frame, content })).body.code).toBe("param.stream.content");
  });
});

describe("updating a card", () => {
  it("replaces the whole map, or single keys when told to", async () => {
    const simulator = await withCard();
    const body = { outTrackId: "track-1", cardData: { cardParamMap: { content: "a", title: "t" } } };
    await callApi(simulator, update, body);
    const byKey = {
      ...body,
      cardData: { cardParamMap: { content: "b" } },
      cardUpdateOptions: { updateCardDataByKey: true },
    };
    await callApi(simulator, update, byKey);
    const chat = simulator.world.privateChat("lisi02", appKey);
    expect(simulator.world.messages(chat.conversationId)[0]?.card?.params).toEqual({ content: "b", title: "t" });
    await callApi(simulator, update, { ...body, cardData: { cardParamMap: { content: "c" } } });
    expect(simulator.world.messages(chat.conversationId)[0]?.card?.params).toEqual({ content: "c" });
  });

  it("moves cards of older templates by flowStatus", async () => {
    const simulator = await withCard();
    const statuses = [];
    for (const flowStatus of ["2", "3", "5"]) {
      await callApi(simulator, update, {
        outTrackId: "track-1",
        cardData: { cardParamMap: { flowStatus, content: "x" } },
      });
      statuses.push(simulator.record.deliveries()[0]?.cardStatus);
    }
    expect(statuses).toEqual(["inputting", "finished", "failed"]);
  });

  it.each([
    ["nothing to update", { cardData: undefined }, "param.cardDataAndPrivateDataBothEmpty"],
    ["an unknown card", { outTrackId: "none" }, "param.cardNotExist"],
    ["an unknown person", { privateData: { nobody: { cardParamMap: { a: "b" } } } }, "param.userIdNotExist"],
    ["a boolean as a value", { cardData: { cardParamMap: { a: true } } }, "invalidParameter"],
  ])("refuses %s", async (_, change, code) => {
    const simulator = await withCard();
    const body = { outTrackId: "track-1", cardData: { cardParamMap: { content: "a" } }, ...change };
    expect(await callApi(simulator, update, body)).toMatchObject({ status: 400, body: { code } });
  });
});
