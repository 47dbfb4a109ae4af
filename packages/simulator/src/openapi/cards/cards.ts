import type { DeliveryEntry } from "../../record/entries.ts";
import { BoundedMap } from "../../world/bounded.ts";
import type { CardStatus } from "../../world/types.ts";

/** What no source settles about cards, as choices. */
export interface CardOptions {
  /** A second create with the same `outTrackId`. Default `refuse` (`param.cardAlreadyExist`). */
  readonly repeatedCreate?: "refuse" | "ignore";
  /** A second deliver of one card to one space. Default `post`: it appears twice. */
  readonly repeatedDeliver?: "post" | "ignore";
  /** A frame for a card that is finished or failed. Default `refuse`; an exact repeat of the last frame is accepted. */
  readonly afterFinish?: "refuse" | "accept";
  /** Template variables that hold markdown: their frames must be full. Default `["content"]`. */
  readonly markdownKeys?: readonly string[];
  /** Longest value of a `cardParamMap`, in bytes. Default 1024, as documented; 0 for no limit. */
  readonly valueBytes?: number;
  /** Longest content of a streaming frame, in bytes. Default 0, no limit: 1 KB is only advised. */
  readonly frameBytes?: number;
  /** How many cards are kept. Default 50 000. */
  readonly kept?: number;
}

/** One appearance of a card in a conversation. */
export interface CardPlace {
  readonly spaceType: string;
  readonly spaceId: string;
  readonly messageId: string;
  readonly delivery: DeliveryEntry;
  /** Ids of the messages that the card answers there. */
  readonly answers: readonly string[];
}

export interface Card {
  readonly outTrackId: string;
  readonly appKey: string;
  readonly templateId: string;
  readonly callbackType: string | undefined;
  /** Names the registered address that hears of clicks, where `callbackType` is `HTTP`. */
  readonly callbackRouteKey: string | undefined;
  readonly userIdType: number;
  /** Space types that it was prepared for. */
  readonly spaces: Set<string>;
  /** What everybody sees. */
  params: Record<string, string>;
  /** What single people see, by user id (or union id when `userIdType` is 2). */
  readonly privateParams: Map<string, Record<string, string>>;
  status: CardStatus;
  /** The variable that was streamed last. */
  streamedKey: string | undefined;
  readonly guids: BoundedMap<string, true>;
  readonly places: CardPlace[];
}

/** The cards of all apps by `outTrackId`. */
export interface Cards {
  readonly options: Required<CardOptions>;
  add(
    card: Pick<
      Card,
      "outTrackId" | "appKey" | "templateId" | "callbackType" | "callbackRouteKey" | "userIdType" | "spaces" | "params"
    >,
  ): Card;
  find(appKey: string, outTrackId: string): Card | undefined;
}

const guidsKept = 64;

export function createCards(options: CardOptions = {}): Cards {
  const chosen: Required<CardOptions> = {
    repeatedCreate: "refuse",
    repeatedDeliver: "post",
    afterFinish: "refuse",
    markdownKeys: ["content"],
    valueBytes: 1024,
    frameBytes: 0,
    kept: 50_000,
    ...options,
  };
  const cards = new BoundedMap<string, Card>(chosen.kept);
  return {
    options: chosen,
    add: (fields) => {
      const card: Card = {
        ...fields,
        status: statusOf(fields.params) ?? "processing",
        privateParams: new Map(),
        streamedKey: undefined,
        guids: new BoundedMap(guidsKept),
        places: [],
      };
      cards.set(keyOf(card.appKey, card.outTrackId), card);
      return card;
    },
    find: (appKey, outTrackId) => cards.get(keyOf(appKey, outTrackId)),
  };
}

function keyOf(appKey: string, outTrackId: string): string {
  return `${appKey} ${outTrackId}`;
}

/** Templates of the older kind carry their state in a variable. */
export function statusOf(params: Readonly<Record<string, string>>): CardStatus | undefined {
  const states: Record<string, CardStatus> = {
    1: "processing",
    2: "inputting",
    3: "finished",
    4: "inputting",
    5: "failed",
  };
  return states[params.flowStatus ?? ""];
}

/** The text that people read on the card: what was streamed, else a variable with a usual name, else all of them. */
export function cardText(card: Card): string {
  const names = [card.streamedKey, "content", "msgContent", "markdown", "text"];
  for (const name of names) {
    const value = name === undefined ? undefined : card.params[name];
    if (value !== undefined) return value;
  }
  return Object.entries(card.params)
    .filter(([name]) => name !== "flowStatus")
    .map(([name, value]) => `${name}: ${value}`)
    .join("\n");
}
