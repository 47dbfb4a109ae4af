import { refreshCard } from "../openapi/cards/card-delivery.ts";
import { type Card, statusOf } from "../openapi/cards/cards.ts";
import type { Platform } from "../openapi/platform.ts";
import { type CardCallbackAnswer, postCardCallback } from "./card-callback.ts";
import { cardTopic } from "./frames.ts";
import type { Gateway } from "./gateway.ts";

export interface ClickOptions {
  readonly appKey: string;
  readonly outTrackId: string;
  readonly userId: string;
  /** Ids of the pressed buttons. */
  readonly actionIds?: readonly string[];
  readonly params?: Readonly<Record<string, unknown>>;
}

/** What the person who clicked sees. */
export type ClickResult =
  | { readonly outcome: "answered"; readonly response: unknown; readonly problems: readonly string[] }
  | {
      /**
       * `no-connection`: nobody listens by Stream. `no-address`: nothing is registered under the card's route key.
       * `not-interactive`: the card was created without a way back.
       */
      readonly outcome: "timeout" | "no-connection" | "no-address" | "failed" | "not-interactive" | "unknown-card";
    };

interface CardAnswer {
  readonly cardUpdateOptions?: { readonly updateCardDataByKey?: boolean; readonly updatePrivateDataByKey?: boolean };
  readonly cardData?: { readonly cardParamMap?: Record<string, unknown> };
  readonly userPrivateData?: { readonly cardParamMap?: Record<string, unknown> };
}

/** Presses a button on a card, waits for the bot's answer as DingTalk does, and applies it to the card. */
export async function clickCard(platform: Platform, gateway: Gateway, options: ClickOptions): Promise<ClickResult> {
  const card = platform.cards.find(options.appKey, options.outTrackId);
  if (!card) return { outcome: "unknown-card" };
  const data = JSON.stringify(clickData(platform, card, options));
  const answer = await ask(platform, gateway, card, data);
  if ("outcome" in answer) return answer;
  const { response, problems } = readAnswer(answer.data);
  if (problems.length === 0) apply(platform, card, personId(platform, card, options.userId), response);
  return { outcome: "answered", response, problems };
}

/** The id that the card knows the person by. */
function personId({ organization, world }: Platform, { userIdType }: Card, userId: string): string {
  if (userIdType !== 2) return userId;
  return (organization.employee(userId) ?? world.person(userId))?.unionId ?? userId;
}

function clickData(platform: Platform, card: Card, { userId, actionIds = [], params = {} }: ClickOptions): object {
  const content = JSON.stringify({ cardPrivateData: { actionIds, params } });
  return {
    type: "actionCallback",
    outTrackId: card.outTrackId,
    corpId: platform.world.app(card.appKey)?.corpId,
    userId: personId(platform, card, userId),
    userIdType: card.userIdType,
    spaceType: card.places[0]?.spaceType === "IM_GROUP" ? "IM_GROUP" : "IM",
    spaceId: card.places[0]?.delivery.conversationId ?? "",
    content,
    value: content,
    extension: "{}",
  };
}

async function ask(platform: Platform, gateway: Gateway, card: Card, data: string): Promise<CardCallbackAnswer> {
  const { appKey, callbackType, callbackRouteKey } = card;
  if (callbackType === "STREAM") return askByStream(platform, gateway, appKey, data);
  if (callbackType !== "HTTP") return { outcome: "not-interactive" };
  const target = platform.cardCallbacks.get(`${appKey} ${callbackRouteKey ?? ""}`);
  if (target === undefined) return { outcome: "no-address" };
  return postCardCallback(target, data, { clock: platform.clock, answerMs: gateway.options.cardAnswerMs });
}

function askByStream(platform: Platform, gateway: Gateway, appKey: string, data: string): Promise<CardCallbackAnswer> {
  return new Promise((resolve) => {
    const timer = platform.clock.after(gateway.options.cardAnswerMs, () => resolve({ outcome: "timeout" }));
    const outcome = gateway.push({
      appKey,
      type: "CALLBACK",
      topic: cardTopic,
      data,
      repeatDelaysMs: [],
      whenAlone: "drop",
      onAnswer: (answer) => {
        timer.cancel();
        resolve({ data: readWrapped(answer.data) });
      },
    });
    if (outcome !== "no-connection") return;
    timer.cancel();
    resolve({ outcome: "no-connection" });
  });
}

/** By Stream the answer stands under `response`. */
function readWrapped(data: string): string {
  try {
    return JSON.stringify((JSON.parse(data) as { response?: unknown }).response ?? {});
  } catch {
    return data;
  }
}

function readAnswer(data: string): { response: CardAnswer; problems: string[] } {
  try {
    const response = (data === "" ? {} : JSON.parse(data)) as CardAnswer;
    const maps = { cardData: response.cardData?.cardParamMap, userPrivateData: response.userPrivateData?.cardParamMap };
    const problems = Object.entries(maps).flatMap(([name, map]) => notStrings(name, map ?? {}));
    return { response, problems };
  } catch {
    return { response: {}, problems: ["the answer's data is not JSON"] };
  }
}

function notStrings(name: string, map: Record<string, unknown>): string[] {
  const wrong = Object.keys(map).filter((key) => typeof map[key] !== "string");
  return wrong.map((key) => `${name}.cardParamMap.${key} must be a string`);
}

function apply(platform: Platform, card: Card, userId: string, response: CardAnswer): void {
  const { updateCardDataByKey, updatePrivateDataByKey } = response.cardUpdateOptions ?? {};
  const shared = response.cardData?.cardParamMap as Record<string, string> | undefined;
  if (shared) {
    card.params = { ...(updateCardDataByKey && card.params), ...shared };
    card.status = statusOf(shared) ?? card.status;
  }
  const own = response.userPrivateData?.cardParamMap as Record<string, string> | undefined;
  if (own) card.privateParams.set(userId, { ...(updatePrivateDataByKey && card.privateParams.get(userId)), ...own });
  refreshCard(platform, card);
}
