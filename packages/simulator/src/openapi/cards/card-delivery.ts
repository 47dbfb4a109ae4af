import { randomUUID } from "node:crypto";
import type { App } from "../../world/types.ts";
import type { Platform } from "../platform.ts";
import { deliver, isComplete } from "../robot/deliver.ts";
import { type Space, type SpaceType, spaceNames } from "./card-spaces.ts";
import { type Card, cardText } from "./cards.ts";

interface DeliverModel {
  readonly robotCode?: string;
  readonly spaceType?: string;
  readonly atUserIds?: Readonly<Record<string, string>>;
  readonly recipients?: readonly string[];
  readonly userIds?: readonly string[];
}

/** The part of a deliver call that says how the card appears in each space. */
export type DeliverModels = { readonly [Type in SpaceType as (typeof spaceNames)[Type]["deliver"]]?: DeliverModel };

export interface DeliverResult {
  readonly spaceType: SpaceType;
  readonly spaceId: string;
  readonly success: boolean;
  readonly carrierId: string;
  readonly errorMsg: string;
}

/** Shows the card in one space. A space that does not take it is a failed result, not a refused call. */
export function deliverCard(
  platform: Platform,
  app: App,
  card: Card,
  space: Space,
  models: DeliverModels,
  mentioned: readonly string[],
): DeliverResult {
  const model = models[spaceNames[space.type].deliver] ?? {};
  const place = findPlace(platform, app, card, space, model);
  const result = { spaceType: space.type, spaceId: space.id };
  if (typeof place === "string") return { ...result, success: false, carrierId: "", errorMsg: place };
  const known = card.places.find((other) => other.spaceType === space.type && other.spaceId === space.id);
  if (known && platform.cards.options.repeatedDeliver === "ignore") {
    return { ...result, success: true, carrierId: known.messageId, errorMsg: "" };
  }
  const messageId = randomUUID();
  const { entry: delivery, answers } = deliver(platform, {
    appKey: app.appKey,
    conversationId: place.conversationId,
    route: "card",
    content: { type: "card", text: cardText(card) },
    messageId,
    userId: place.userId ?? onlyPerson(model, mentioned),
    mentions: [...Object.keys(model.atUserIds ?? {}), ...mentioned],
    card: { outTrackId: card.outTrackId, status: card.status, params: card.params },
  });
  card.places.push({ spaceType: space.type, spaceId: space.id, messageId, delivery, answers });
  return { ...result, success: true, carrierId: messageId, errorMsg: "" };
}

/** Brings conversations and record up to date after the card changed. */
export function refreshCard(platform: Platform, card: Card): void {
  const text = cardText(card);
  const { outTrackId, status, params } = card;
  for (const { messageId, delivery, answers } of card.places) {
    delivery.text = text;
    delivery.cardStatus = status;
    if (isComplete(status)) for (const msgId of answers) platform.world.addStep(msgId, "delivered");
    platform.world.change(messageId, { text, card: { outTrackId, status, params } });
  }
}

function findPlace(
  platform: Platform,
  app: App,
  card: Card,
  space: Space,
  model: DeliverModel,
): { readonly conversationId: string; readonly userId?: string } | string {
  const { space: spaceModel } = spaceNames[space.type];
  if (!card.spaces.has(space.type)) return `the card was created without ${spaceModel}`;
  if (space.type === "IM_GROUP" || space.type === "ONE_BOX") return findGroup(platform, app, space, model);
  if (space.type === "IM_SINGLE") return "the app has no person-to-person cool app in this conversation";
  const { world, organization } = platform;
  const person =
    card.userIdType === 2
      ? (organization.employeeByUnionId(space.id) ?? world.people.find(({ unionId }) => unionId === space.id))
      : organization.employee(space.id);
  if (!person) return "the person of spaceId does not exist";
  const { conversationId } = platform.world.privateChat(person.userId, app.appKey);
  return { conversationId, userId: person.userId };
}

function findGroup(
  platform: Platform,
  app: App,
  space: Space,
  model: DeliverModel,
): { readonly conversationId: string } | string {
  const group = platform.world.group(space.id);
  if (!group || group.disbanded) return "the group of spaceId does not exist";
  if (!group.robots.includes(app.appKey)) return "the robot is not in the group";
  if (space.type === "IM_GROUP" && model.robotCode !== app.robotCode) return "robotCode is not the robot of the app";
  return { conversationId: space.id };
}

/** The only person whom a group card names. */
function onlyPerson(model: DeliverModel, mentioned: readonly string[]): string | undefined {
  const named = new Set([...(model.recipients ?? []), ...Object.keys(model.atUserIds ?? {}), ...mentioned]);
  named.delete("@ALL");
  return named.size === 1 ? [...named][0] : undefined;
}
