import { DingTalkError } from "../../errors/dingtalk-error.ts";
import type { CallOptions } from "../client-options.ts";
import type { AiCard, AiCardTarget } from "./ai-card.ts";
import type { Cards } from "./cards.ts";

/** The calls that an AI card makes. https://open.dingtalk.com/document/development/api-streamingupdate */
export function createAiCardCalls(cards: Cards, target: AiCardTarget): AiCard {
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
