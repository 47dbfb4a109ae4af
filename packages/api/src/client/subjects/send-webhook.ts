import { signTimestamp } from "../../callback/robot-signature.ts";
import { type Mentions, type OutgoingMessage, toWebhookBody } from "../../messages/outgoing-message.ts";
import type { InputFor } from "../../operations/index.ts";

/** A message of a custom robot, which a group adds by itself. */
export interface WebhookMessage {
  /** Token of the robot's webhook URL. */
  readonly accessToken: string;
  /** Begins with "SEC"; only robots with signing have one. */
  readonly secret?: string;
  readonly message: OutgoingMessage;
  readonly mentions?: Mentions;
  /** A repeated message with the same id is not sent again. */
  readonly messageId?: string;
}

/** Input of robotSendWebhook, signed for this moment. */
export function webhookInput(
  { accessToken, secret, message, mentions, messageId }: WebhookMessage,
  timestamp: number,
): InputFor<"robotSendWebhook"> {
  const signature = secret === undefined ? {} : { timestamp, sign: signTimestamp(secret, timestamp) };
  const key = messageId === undefined ? {} : { msgUuid: messageId };
  return { access_token: accessToken, ...signature, ...key, ...toWebhookBody(message, mentions) };
}
