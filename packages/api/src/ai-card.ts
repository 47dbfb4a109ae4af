import type { Client } from "./client.ts";
import type { CallOptions } from "./client-options.ts";
import { DingTalkError } from "./errors/dingtalk-error.ts";

/** Which card, and where it is shown. */
export interface AiCardTarget {
  /** One id is one card; the same id again is the same card. */
  readonly outTrackId: string;
  /** A published AI-card template. */
  readonly templateId: string;
  readonly robotCode: string;
  /** A group by its conversation id, or a private chat with the robot by the person's user id. */
  readonly place: { readonly conversationId: string } | { readonly userId: string };
  /** Template variable that receives the text. @default "content" */
  readonly key?: string;
}

/**
 * A card that shows an answer while it is written. Every call may be repeated: the card is named by its `outTrackId`,
 * and each frame replaces the whole text.
 * https://open.dingtalk.com/document/development/api-streamingupdate
 */
export interface AiCard {
  /** Creates and shows the card; nothing happens when it exists. */
  open(options?: CallOptions): Promise<void>;
  /** Replaces the text; the card shows that more is coming. */
  show(text: string, options?: CallOptions): Promise<void>;
  /** Replaces the text for the last time. */
  finish(text: string, options?: CallOptions): Promise<void>;
}

export function createAiCard({ cards }: Pick<Client, "cards">, target: AiCardTarget): AiCard {
  const { outTrackId, key = "content" } = target;
  return {
    async open(options) {
      try {
        await cards.createAndDeliver(creation(target, key), options);
      } catch (error) {
        if (!(error instanceof DingTalkError) || error.code !== "already_exists") throw error;
      }
    },
    show: (content, options) => cards.stream({ outTrackId, key, content }, options),
    finish: (content, options) => cards.stream({ outTrackId, key, content, isFinalize: true }, options),
  };
}

function creation({ outTrackId, templateId, robotCode, place }: AiCardTarget, key: string) {
  const card = {
    cardTemplateId: templateId,
    outTrackId,
    callbackType: "STREAM",
    cardData: { cardParamMap: { [key]: "" } },
    userIdType: 1,
  } as const;
  const space = { supportForward: true };
  if ("conversationId" in place) {
    const openSpaceId = `dtv1.card//IM_GROUP.${place.conversationId}`;
    return { ...card, openSpaceId, imGroupOpenSpaceModel: space, imGroupOpenDeliverModel: { robotCode } };
  }
  const openSpaceId = `dtv1.card//IM_ROBOT.${place.userId}`;
  const imRobotOpenDeliverModel = { spaceType: "IM_ROBOT", robotCode } as const;
  return { ...card, openSpaceId, imRobotOpenSpaceModel: space, imRobotOpenDeliverModel };
}
