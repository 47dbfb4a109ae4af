import type { CallOptions } from "../client-options.ts";
import { DingTalkError } from "../errors/dingtalk-error.ts";
import type { Cards } from "./cards.ts";

/** The card of one reply and where it is shown. */
export interface AiCardTarget {
  /** Your id of the card: the same for every try of one reply. */
  readonly outTrackId: string;
  readonly templateId: string;
  readonly robotCode: string;
  /** A group, or the chat of one person with the robot. */
  readonly place: { readonly conversationId: string } | { readonly userId: string };
  /** Template variable that holds the text. @default "content" */
  readonly key?: string;
}

/** A card whose text appears while it is written. Every call may be repeated. */
export interface AiCard {
  /** Creates and shows the card. A card that exists already counts as shown. */
  open(options?: CallOptions): Promise<void>;
  /** Replaces the text; the card shows that more is coming. */
  show(text: string, options?: CallOptions): Promise<void>;
  /** Replaces the text for the last time. */
  finish(text: string, options?: CallOptions): Promise<void>;
  /** Replaces the text for the last time and marks the card as failed. */
  fail(text: string, options?: CallOptions): Promise<void>;
}

/** https://open.dingtalk.com/document/development/api-streamingupdate */
export function createAiCard({ cards }: { readonly cards: Cards }, target: AiCardTarget): AiCard {
  const { outTrackId, templateId: cardTemplateId, key = "content" } = target;
  const frame = (content: string, last: object, options?: CallOptions): Promise<void> => {
    return cards.stream({ outTrackId, key, content, ...last }, options);
  };
  return {
    async open(options) {
      const cardData = { cardParamMap: { [key]: "" } };
      const card = { cardTemplateId, outTrackId, callbackType: "STREAM", cardData, ...placeOf(target) } as const;
      await cards.createAndDeliver(card, options).catch(unlessItExists);
    },
    show: (text, options) => frame(text, {}, options),
    finish: (text, options) => frame(text, { isFinalize: true }, options),
    fail: (text, options) => frame(text, { isError: true }, options),
  };
}

function unlessItExists(error: unknown): void {
  if (!(error instanceof DingTalkError) || error.code !== "already_exists") throw error;
}

function placeOf({ place, robotCode }: AiCardTarget) {
  if ("conversationId" in place) {
    return {
      openSpaceId: `dtv1.card//IM_GROUP.${place.conversationId}`,
      imGroupOpenSpaceModel: { supportForward: true },
      imGroupOpenDeliverModel: { robotCode },
    };
  }
  return {
    openSpaceId: `dtv1.card//IM_ROBOT.${place.userId}`,
    userIdType: 1 as const,
    imRobotOpenSpaceModel: { supportForward: true },
    imRobotOpenDeliverModel: { spaceType: "IM_ROBOT", robotCode },
  };
}
