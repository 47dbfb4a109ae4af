import type { DeliveryEntry, DeliveryRoute } from "../../record/entries.ts";
import type { CardStatus, ChatCard } from "../../world/types.ts";
import type { Platform } from "../platform.ts";
import type { MessageContent } from "./message-content.ts";

/** One message of a robot on its way into one conversation. */
export interface Outgoing {
  readonly appKey: string;
  readonly conversationId: string;
  readonly route: DeliveryRoute;
  readonly content: MessageContent;
  readonly messageId: string;
  /** The person it is for, when that is certain. */
  readonly userId?: string | undefined;
  readonly msgId?: string | undefined;
  readonly mentions?: readonly string[] | undefined;
  readonly card?: ChatCard | undefined;
}

/** A message that was shown, and the ids of the messages that it answers. */
export interface Delivered {
  readonly entry: DeliveryEntry;
  readonly answers: readonly string[];
}

/** Whether a card says all that it will say. */
export function isComplete(status: CardStatus): boolean {
  return status === "finished" || status === "failed";
}

/** Shows the message in its conversation, marks what it answers, and records it. */
export function deliver(platform: Platform, outgoing: Outgoing): Delivered {
  const { world, record, clock } = platform;
  const { appKey, conversationId, userId, content, messageId: id, card } = outgoing;
  const at = clock.now();
  const { userId: recipient, msgIds: answers } = world.takeUnanswered(appKey, conversationId, userId);
  const step = card && !isComplete(card.status) ? "appeared" : "delivered";
  for (const msgId of answers) world.addStep(msgId, step);
  world.post({
    id,
    conversationId,
    appKey,
    from: { kind: "robot", appKey },
    ...content,
    at,
    ...(recipient !== undefined && { recipient }),
    ...(outgoing.mentions?.length && { mentions: outgoing.mentions }),
    ...(card && { card }),
  });
  const entry: DeliveryEntry = {
    at,
    appKey,
    conversationId,
    ...(userId !== undefined && { userId }),
    route: outgoing.route,
    type: content.type,
    text: content.text,
    messageId: id,
    ...(outgoing.msgId !== undefined && { msgId: outgoing.msgId }),
    ...(card && { outTrackId: card.outTrackId, cardStatus: card.status }),
  };
  record.addDelivery(entry);
  return { entry, answers };
}
