/** Sends a card, or its text where DingTalk shows no card. */
import { type AiCard, type AiCardTarget, createAiCard, DingTalkError } from "@dt/api";
import type { Tenant } from "@dt/runtime";
import type { Delivery, ReplyBody, ReplyContent } from "@dt/session";
import { MAX_ATTEMPTS } from "./outcome.ts";
import { sendText } from "./send-text.ts";
import { inLanguageOf, isPermanent, ONCE, type SendOptions, unreachable } from "./sending.ts";

/** A state of an AI card. https://open.dingtalk.com/document/development/ai-card-template */
const FAILED = "5";

type CardBody = Extract<ReplyBody, { kind: "card" }>;

/**
 * Every step may be repeated: the card is named by its outTrackId, and a final frame replaces the whole text.
 * @throws DingTalkError
 */
export async function sendCard(
  delivery: Delivery<ReplyContent>,
  body: CardBody,
  options: SendOptions,
): Promise<string | undefined> {
  const { client, tenant, signal, logger } = options;
  let open: AiCard | undefined;
  try {
    const card = createAiCard(client, cardTarget(delivery.part.content, body, tenant));
    if (!body.open) await card.open({ ...ONCE, signal });
    open = card;
    await card.finish(body.text, { ...ONCE, signal });
    return undefined;
  } catch (error) {
    // What is too long for a card is cut, not sent in another form.
    if (!(error instanceof DingTalkError) || error.code === "too_large") throw error;
    if (!isPermanent(error) && !isOver(error, delivery)) throw error;
    logger.warn(
      { tenantId: tenant.id, part: delivery.part.id, error },
      "a card cannot be shown; its text goes out instead",
    );
    if (open !== undefined) await closeCard(open, body, options);
    return await sendAsText(delivery, body, options);
  }
}

/** The card would be given up: certainly not shown, after so many attempts. A text may still find its way. */
function isOver({ code, outcome }: DingTalkError, { attempts }: Delivery<ReplyContent>): boolean {
  if (attempts < MAX_ATTEMPTS || outcome === "unknown") return false;
  return code !== "rate_limited" && code !== "aborted";
}

/** A card that stayed open would show for ever that somebody is at work. One that cannot be closed stays so. */
async function closeCard(card: AiCard, { text, outTrackId }: CardBody, { client, signal }: SendOptions): Promise<void> {
  const zh = "回答无法在卡片中显示，将以普通消息发送。";
  const en = "The answer cannot be shown in this card; it is sent as a message.";
  const content = inLanguageOf(text, { zh, en });
  try {
    await card.fail(content, { ...ONCE, signal });
  } catch (error) {
    if (!(error instanceof DingTalkError) || error.code !== "permission_denied") return;
    // Another permission, with which cards are opened. Templates of the older kind have their state in a variable.
    const cardData = { cardParamMap: { content, flowStatus: FAILED } };
    await client.cards.update({ outTrackId, cardData }, { ...ONCE, signal }).catch(() => undefined);
  }
}

/** No card, then: the text itself must arrive. The next attempt must not take the card, which nobody sees, for shown. */
async function sendAsText(
  delivery: Delivery<ReplyContent>,
  { title, text }: CardBody,
  options: SendOptions,
): Promise<string | undefined> {
  const body: Extract<ReplyBody, { kind: "markdown" }> = { kind: "markdown", title, text };
  const part = { ...delivery.part, content: { ...delivery.part.content, body } };
  if (!(await options.outbox.rewrite(delivery, part))) {
    throw new DingTalkError("Another sender has taken this part over.", { code: "aborted" });
  }
  return await sendText({ ...delivery, part, unknownOutcomes: 0 }, body, options);
}

function cardTarget({ route }: ReplyContent, { outTrackId, templateId }: CardBody, tenant: Tenant): AiCardTarget {
  const { conversation, userId } = route;
  const target = { outTrackId, templateId, robotCode: tenant.dingtalk.robotCode };
  if (conversation.type === "group") return { ...target, place: { conversationId: conversation.id } };
  if (userId === undefined) throw unreachable();
  return { ...target, place: { userId } };
}
