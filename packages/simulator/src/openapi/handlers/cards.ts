import type { InputFor } from "@dt/api";
import type { Call, Handlers } from "../call.ts";
import { type DeliverModels, type DeliverResult, deliverCard, refreshCard } from "../cards/card-delivery.ts";
import { readOpenSpaceId, type SpaceType, spaceNames } from "../cards/card-spaces.ts";
import { type Card, statusOf } from "../cards/cards.ts";
import { refuse } from "../refusal.ts";
import { isComplete } from "../robot/deliver.ts";

const longestKey = 100;

const cardRefusals = {
  "cardTemplateId:required": "param.cardTemplateIdEmpty",
  "outTrackId:required": "param.outTrackIdEmpty",
  "cardData:required": "param.cardPublicDataEmpty",
  "openSpaceId:required": "param.openSpaceIdEmpty",
  "imGroupOpenSpaceModel.supportForward": "param.openSpaceModelInvalid",
  "imRobotOpenSpaceModel.supportForward": "param.openSpaceModelInvalid",
  "*": "param.invalid",
};

export const cardHandlers = {
  cardCreate: {
    refusals: cardRefusals,
    run: (call) => ({ success: true, result: createCard(call).outTrackId }),
  },
  cardDeliver: {
    refusals: { ...cardRefusals, "*": "invalidParameter" },
    run: (call) => {
      const card = findCard(call, call.input.outTrackId, "param.outTrackIdEmpty");
      return { success: true, result: deliverEverywhere(call, card, [], "param.spaceDeliverModelEmpty") };
    },
  },
  cardCreateAndDeliver: {
    refusals: { "imGroupOpenDeliverModel.robotCode": "param.openDeliverModelError", ...cardRefusals },
    run: (call) => {
      checkDelivery(call, "param.openDeliverModelError");
      const known = call.platform.cards.find(call.app().appKey, call.input.outTrackId);
      const card = createCard(call);
      // An ignored repeat must not deliver again either.
      const deliverResults =
        card === known
          ? []
          : deliverEverywhere(call, card, call.input.cardAtUserIds ?? [], "param.openDeliverModelError");
      return { success: true, result: { outTrackId: card.outTrackId, deliverResults } };
    },
  },
  cardUpdate: {
    refusals: { ...cardRefusals, "*": "invalidParameter" },
    run: (call) => {
      const { outTrackId, cardData, privateData, cardUpdateOptions } = call.input;
      if (!cardData?.cardParamMap && Object.keys(privateData ?? {}).length === 0) {
        throw refuse(400, "param.cardDataAndPrivateDataBothEmpty", "cardData and privateData are both empty");
      }
      const card = findCard(call, outTrackId, "param.outTrackIdEmpty");
      checkPeople(call, privateData ?? {});
      if (cardData?.cardParamMap) {
        checkParams(call, cardData.cardParamMap);
        const kept = cardUpdateOptions?.updateCardDataByKey ? card.params : {};
        card.params = { ...kept, ...cardData.cardParamMap };
        card.status = statusOf(cardData.cardParamMap) ?? card.status;
      }
      updatePrivateData(call, card, privateData ?? {}, cardUpdateOptions?.updatePrivateDataByKey ?? false);
      refreshCard(call.platform, card);
      return { success: true, result: true };
    },
  },
  cardStreamingUpdate: {
    refusals: {
      key: "param.stream.keyEmpty",
      content: "param.stream.contentEmpty",
      guid: "param.stream.guidEmpty",
      outTrackId: "param.stream.outTrackId",
      isFull: "param.stream.isFull",
      "*": "invalidParameter",
    },
    run: (call) => {
      writeFrame(call);
      return { success: true, result: true };
    },
  },
} as const satisfies Handlers;

type CreateInput = InputFor<"cardCreate"> | InputFor<"cardCreateAndDeliver">;

function createCard(call: Call<CreateInput>): Card {
  const { platform, input } = call;
  const app = call.app();
  const { outTrackId, cardTemplateId } = input;
  if (outTrackId === "") throw refuse(400, "param.outTrackIdEmpty", "outTrackId is empty");
  if (!app.cardTemplates.includes(cardTemplateId)) {
    throw refuse(400, "param.templateNotExist", "cardTemplateId is not a template of the app");
  }
  const params = input.cardData.cardParamMap ?? {};
  checkParams(call, params);
  checkPeople(call, input.privateData ?? {});
  if (input.userId !== undefined) checkPeople(call, { [input.userId]: {} });
  const known = platform.cards.find(app.appKey, outTrackId);
  if (known) {
    if (platform.cards.options.repeatedCreate === "ignore") return known;
    throw refuse(400, "param.cardAlreadyExist", "a card with this outTrackId exists");
  }
  const card = platform.cards.add({
    outTrackId,
    appKey: app.appKey,
    templateId: cardTemplateId,
    callbackType: input.callbackType,
    callbackRouteKey: input.callbackRouteKey,
    userIdType: input.userIdType ?? 1,
    spaces: spacesOf(input),
    params: { ...params },
  });
  updatePrivateData(call, card, input.privateData ?? {}, true);
  return card;
}

function spacesOf(input: CreateInput): Set<SpaceType> {
  const types = Object.keys(spaceNames) as SpaceType[];
  return new Set(types.filter((type) => input[spaceNames[type].space] !== undefined));
}

type DeliverInput = InputFor<"cardDeliver"> | InputFor<"cardCreateAndDeliver">;

/** Refuses malformed targets before anything is created. */
function checkDelivery(call: Call<DeliverInput>, codeForMissingModel: string): void {
  const { input } = call;
  if (input.openSpaceId === "") throw refuse(400, "param.openSpaceIdEmpty", "openSpaceId is empty");
  const spaces = readOpenSpaceId(input.openSpaceId);
  if (!spaces) {
    const message = "openSpaceId must look like dtv1.card//IM_GROUP.<openConversationId>;IM_ROBOT.<userId>";
    throw refuse(400, "param.openSpaceIdInvalid", message);
  }
  const models = Object.values(spaceNames).map(({ deliver }) => input[deliver]);
  if (models.every((model) => model === undefined)) {
    throw refuse(400, "param.openDeliverModelEmpty", "no deliver model is given");
  }
  for (const { type } of spaces) {
    const model = input[spaceNames[type].deliver];
    const isEmpty = !model || (type === "IM_ROBOT" && Object.keys(model).length === 0);
    if (isEmpty) throw refuse(400, codeForMissingModel, `${spaceNames[type].deliver} is empty`);
  }
}

function deliverEverywhere(
  call: Call<DeliverInput>,
  card: Card,
  mentioned: readonly string[],
  codeForMissingModel: string,
): DeliverResult[] {
  checkDelivery(call, codeForMissingModel);
  const models: DeliverModels = call.input;
  const spaces = readOpenSpaceId(call.input.openSpaceId) ?? [];
  return spaces.map((space) => deliverCard(call.platform, call.app(), card, space, models, mentioned));
}

function findCard(
  call: Call<unknown>,
  outTrackId: string,
  codeForEmpty: string,
  codeForUnknown = "param.cardNotExist",
): Card {
  if (outTrackId === "") throw refuse(400, codeForEmpty, "outTrackId is empty");
  const card = call.platform.cards.find(call.app().appKey, outTrackId);
  if (!card) throw refuse(400, codeForUnknown, "no card has this outTrackId");
  return card;
}

function checkParams(call: Call<unknown>, params: Readonly<Record<string, string>>): void {
  const { valueBytes } = call.platform.cards.options;
  for (const [key, value] of Object.entries(params)) {
    if (Buffer.byteLength(key) > longestKey) {
      throw refuse(400, "param.invalid", `a key of cardParamMap is longer than ${longestKey} bytes`);
    }
    if (valueBytes > 0 && Buffer.byteLength(value) > valueBytes) {
      throw refuse(400, "param.invalid", `the value of ${key} in cardParamMap is longer than ${valueBytes} bytes`);
    }
  }
}

function checkPeople(call: Call<{ readonly userIdType?: number }>, people: Readonly<Record<string, unknown>>): void {
  const { world, organization } = call.platform;
  const everybody = [...world.people, ...organization.employees];
  const isKnown = (id: string): boolean =>
    everybody.some(({ userId, unionId }) => id === (call.input.userIdType === 2 ? unionId : userId));
  const unknown = Object.keys(people).find((id) => !isKnown(id));
  if (unknown !== undefined) throw refuse(400, "param.userIdNotExist", `person ${unknown} does not exist`);
}

function updatePrivateData(
  call: Call<unknown>,
  card: Card,
  privateData: Readonly<Record<string, { readonly cardParamMap?: Readonly<Record<string, string>> }>>,
  byKey: boolean,
): void {
  for (const [userId, { cardParamMap = {} }] of Object.entries(privateData)) {
    checkParams(call, cardParamMap);
    const kept = byKey ? card.privateParams.get(userId) : {};
    card.privateParams.set(userId, { ...kept, ...cardParamMap });
  }
}

function writeFrame(call: Call<InputFor<"cardStreamingUpdate">>): void {
  const { key, content, guid, outTrackId, isFull, isFinalize = false, isError = false } = call.input;
  const { options } = call.platform.cards;
  if (key === "") throw refuse(400, "param.stream.keyEmpty", "key is empty");
  if (guid === "") throw refuse(400, "param.stream.guidEmpty", "guid is empty");
  if (content === "") throw refuse(400, "param.stream.contentEmpty", "content is empty");
  if (isFull === undefined) throw refuse(400, "param.stream.isFull", "isFull is missing");
  if (!isFull && options.markdownKeys.includes(key)) {
    throw refuse(400, "param.stream.isFull", `isFull must be true: ${key} is a markdown variable`);
  }
  if (options.frameBytes > 0 && Buffer.byteLength(content) > options.frameBytes) {
    throw refuse(400, "param.stream.content", `content is longer than ${options.frameBytes} bytes`);
  }
  const card = findCard(call, outTrackId, "param.stream.outTrackId", "param.stream.outTrackId");
  if (card.guids.has(guid)) return;
  const text = isFull ? content : (card.params[key] ?? "") + content;
  const isOver = isComplete(card.status);
  const isRepeat = isOver && card.params[key] === text && (isFinalize || isError);
  if (isOver && !isRepeat && options.afterFinish === "refuse") {
    throw refuse(400, "param.invalid", `the card is ${card.status} and takes no more frames`);
  }
  card.guids.set(guid, true);
  card.params = { ...card.params, [key]: text };
  card.streamedKey = key;
  if (isError) card.status = "failed";
  else card.status = isFinalize ? "finished" : "inputting";
  refreshCard(call.platform, card);
}
