import { DingTalkError } from "../errors/dingtalk-error.ts";
import { type Fields, fieldsOf, idOf, isTrue, listOf, textOf, timeOf } from "./lenient.ts";
import { kindOf } from "./message-body.ts";
import { readContent } from "./read-content.ts";
import { readQuote } from "./read-quote.ts";
import type { RobotMessage } from "./robot-message.ts";

/** `errorCode` of messages over the organisation's monthly quota. */
const quotaExceeded = "20001";

export interface ParseRobotMessageOptions {
  /** ms since the epoch; stands in for a missing time of sending. @default Date.now */
  readonly now?: () => number;
}

/**
 * Reads a push of the topic `/v1.0/im/bot/messages/get`, or the body of an HTTP callback: an object or its JSON text.
 *
 * Lenient: content may be an object or JSON text, fields may be missing or of another type, and a message or quote of
 * an unknown shape becomes a placeholder.
 * https://open.dingtalk.com/document/orgapp/receive-message
 * @throws DingTalkError `invalid_request` without `msgId`, `conversationId` or `senderId`, or with one of more than 512
 * characters; `field` names which
 */
export function parseRobotMessage(data: unknown, { now = Date.now }: ParseRobotMessageOptions = {}): RobotMessage {
  const push = fieldsOf(data);
  const botId = idOf(push.chatbotUserId);
  const webhook = webhookOf(push);
  const quote = readQuote(push, { botId });
  return {
    id: required(push, "msgId"),
    robotCode: idOf(push.robotCode) ?? botId ?? "",
    conversation: conversationOf(push),
    sender: senderOf(push),
    sentAt: timeOf(push.createAt) ?? now(),
    ...(webhook === undefined ? {} : { webhook }),
    kind: kindOf(push),
    ...readContent(push, { botId }),
    ...(quote === undefined ? {} : { quote }),
    mentioned: isMentioned(push, botId),
    quotaExceeded: textOf(push.errorCode) === quotaExceeded,
  };
}

function required(push: Fields, field: string): string {
  const value = idOf(push[field]);
  if (value !== undefined) return value;
  const problem = `The push has no usable ${field}, so it is not a robot message; check that it comes from the robot's topic.`;
  throw new DingTalkError(problem, { code: "invalid_request", field });
}

function conversationOf(push: Fields): RobotMessage["conversation"] {
  const type = isGroup(push) ? "group" : "private";
  const title = type === "group" ? textOf(push.conversationTitle) : undefined;
  return { id: required(push, "conversationId"), type, ...(title === undefined ? {} : { title }) };
}

function isGroup({ conversationType, conversationTitle }: Fields): boolean {
  const type = textOf(conversationType);
  return type === "2" || (type === undefined && textOf(conversationTitle) !== undefined);
}

function senderOf(push: Fields): RobotMessage["sender"] {
  const staffId = idOf(push.senderStaffId);
  const unionId = idOf(push.senderUnionId);
  const corpId = idOf(push.senderCorpId);
  return {
    ...(staffId === undefined ? {} : { staffId }),
    id: required(push, "senderId"),
    ...(unionId === undefined ? {} : { unionId }),
    nick: textOf(push.senderNick) ?? "",
    ...(corpId === undefined ? {} : { corpId }),
    isAdmin: isTrue(push.isAdmin),
  };
}

function webhookOf({ sessionWebhook, sessionWebhookExpiredTime }: Fields): RobotMessage["webhook"] {
  const url = textOf(sessionWebhook);
  const expiresAt = timeOf(sessionWebhookExpiredTime);
  if (url === undefined || expiresAt === undefined || !/^https?:$/.test(URL.parse(url)?.protocol ?? ""))
    return undefined;
  return { url, expiresAt };
}

function isMentioned(push: Fields, botId: string | undefined): boolean {
  if (!isGroup(push) || isTrue(push.isInAtList)) return true;
  const people = listOf(push.atUsers) ?? [];
  return botId !== undefined && people.some((person) => fieldsOf(person).dingtalkId === botId);
}
