/** Turns an answer into the parts that the sender delivers. */
import type { AiCardTarget, RobotMessage } from "@dt/api";
import { splitMarkdown } from "@dt/api/messages";
import type { Tenant } from "@dt/runtime";
import {
  MARKDOWN_BYTES,
  outTrackIdOfPart,
  type Part,
  type ReplyBody,
  type ReplyContent,
  type ReplyRoute,
  type Turn,
} from "@dt/session";
import type { CardState } from "./live-card.ts";

/** DingTalk recommends at most 3 KB in a streamed card variable. */
const CARD_BYTES = 3000;

export interface ReplyOptions {
  readonly turn: Turn<RobotMessage>;
  readonly tenant: Tenant;
  /** How many messages of the turn it answers. */
  readonly count: number;
  readonly text: string;
  readonly title: string;
  readonly outcome: Part["outcome"];
  /** What became of the card that showed the answer while it was written. @default "absent" */
  readonly card?: CardState;
}

export function makeParts(options: ReplyOptions): Part<ReplyContent>[] {
  const { turn, tenant, count, text, title, outcome, card = "absent" } = options;
  const message = turn.messages[count - 1]?.content;
  if (message === undefined) throw new RangeError(`the turn has no message ${count}`);
  const templateId = card === "refused" ? undefined : cardTemplateFor(turn, message, tenant);
  const texts = splitMarkdown(text, { maxBytes: templateId === undefined ? MARKDOWN_BYTES : CARD_BYTES });
  const messageIds = turn.messages.slice(0, count).map(({ id }) => id);
  return texts.map((piece, index) => {
    const last = index === texts.length - 1;
    const open = card === "open" && index === 0;
    const body: ReplyBody =
      templateId === undefined
        ? { kind: "markdown", title, text: piece }
        : { kind: "card", title, text: piece, templateId, outTrackId: outTrackIdOf(turn, index + 1), open };
    return {
      id: `${turn.id}/${index + 1}`,
      turnId: turn.id,
      messages: last ? count : 0,
      messageIds,
      outcome,
      content: { route: routeOf(message), body, mention: index === 0 && message.conversation.type === "group" },
    };
  });
}

/** A short message of dt itself, ahead of the reply. */
export function makeNotice(turn: Turn<RobotMessage>, key: string, title: string, text: string): Part<ReplyContent> {
  const message = turn.messages[0]?.content;
  if (message === undefined) throw new RangeError("the turn has no message");
  return makeOwnPart(`${turn.id}/${key}`, routeOf(message), { title, text });
}

/** What dt says by itself: a part that answers no message. */
export function makeOwnPart(
  id: string,
  route: ReplyRoute,
  words: { readonly title: string; readonly text: string },
): Part<ReplyContent> {
  const content: ReplyContent = { route, body: { kind: "markdown", ...words }, mention: false };
  return { id, turnId: id, messages: 0, messageIds: [], outcome: "answered", content };
}

/** The card that shows the answer of a turn while it is written; undefined when the reply goes out as markdown. */
export function cardTargetOf(turn: Turn<RobotMessage>, count: number, tenant: Tenant): AiCardTarget | undefined {
  const message = turn.messages[count - 1]?.content;
  const templateId = message && cardTemplateFor(turn, message, tenant);
  if (message === undefined || templateId === undefined) return undefined;
  const { conversation, sender } = message;
  const place = conversation.type === "group" ? { conversationId: conversation.id } : { userId: sender.staffId ?? "" };
  return { outTrackId: outTrackIdOf(turn, 1), templateId, robotCode: tenant.dingtalk.robotCode, place };
}

/** The tenant's template for cards, undefined when its replies are markdown. */
export function cardTemplateOf({ replyMode, dingtalk }: Tenant): string | undefined {
  return replyMode === "markdown" ? undefined : dingtalk.cardTemplateId;
}

/** The template for the card of a turn. One that an earlier try opened is finished, whatever the tenant wants by now. */
function cardTemplateFor(
  { cardTemplate }: Turn<RobotMessage>,
  { conversation, sender }: RobotMessage,
  tenant: Tenant,
): string | undefined {
  // A card in a private chat is addressed by the staff id, which people outside the organisation do not have.
  if (conversation.type === "private" && sender.staffId === undefined) return undefined;
  return cardTemplate ?? cardTemplateOf(tenant);
}

/** The same for every try of a turn, so that a card is created once. */
export function outTrackIdOf(turn: Turn, part: number): string {
  return outTrackIdOfPart(turn.tenantId, `${turn.id}/${part}`);
}

export function routeOf({ conversation, sender, webhook }: RobotMessage): ReplyRoute {
  return {
    conversation: { id: conversation.id, type: conversation.type },
    ...(sender.staffId === undefined ? {} : { userId: sender.staffId }),
    ...(webhook === undefined ? {} : { webhook }),
  };
}
