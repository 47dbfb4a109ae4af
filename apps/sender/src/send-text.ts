/** Sends a text: by the webhook of its message, else by the API, else by the webhook of a later message. */
import { DingTalkError } from "@dt/api";
import type { Delivery, ReplyBody, ReplyContent, ReplyRoute } from "@dt/session";
import { inLanguageOf, isPermanent, ONCE, type SendOptions, unreachable } from "./sending.ts";

type TextBody = Extract<ReplyBody, { kind: "markdown" }>;
type Webhook = NonNullable<ReplyRoute["webhook"]>;

/** A webhook that ends so soon is not tried: it could end on the way. */
const WEBHOOK_MARGIN_MS = 5000;

/** Resolves with what DingTalk calls the message, where it has a name. @throws DingTalkError */
export async function sendText(
  delivery: Delivery<ReplyContent>,
  { title, text }: Pick<ReplyBody, "title" | "text">,
  options: SendOptions,
): Promise<string | undefined> {
  const marked = delivery.unknownOutcomes === 0 ? text : `${repeatMark(text)}\n\n${text}`;
  return await sendMarkdown(delivery, { kind: "markdown", title, text: marked }, options);
}

/** Stands above a text that may have arrived before. */
function repeatMark(text: string): string {
  const zh = "（可能重复：上一次发送没有得到确认。）";
  const en = "(Possibly a repeat: the last send was not confirmed.)";
  return inLanguageOf(text, { zh, en });
}

async function sendMarkdown(
  delivery: Delivery<ReplyContent>,
  body: TextBody,
  options: SendOptions,
): Promise<string | undefined> {
  const { content } = delivery.part;
  const { webhook } = content.route;
  if (isAlive(webhook)) {
    try {
      return await sendByWebhook(webhook.url, content, body, options);
    } catch (error) {
      if (!(error instanceof DingTalkError)) throw error;
      if (error.code === "rate_limited") return await sendRatherByApi(content.route, body, options, error);
      if (error.code !== "expired_route" && error.field !== "webhookUrl") throw error;
    }
  }
  return await sendWithoutWebhook(delivery, body, options);
}

function isAlive(webhook: Webhook | undefined): webhook is Webhook {
  return webhook !== undefined && Date.now() < webhook.expiresAt - WEBHOOK_MARGIN_MS;
}

/** Where the API does not do, the webhook of a later message may: it leads to the same person at the same place. */
async function sendWithoutWebhook(
  delivery: Delivery<ReplyContent>,
  body: TextBody,
  options: SendOptions,
): Promise<string | undefined> {
  const { content } = delivery.part;
  try {
    return await sendByApi(content.route, body, options);
  } catch (error) {
    if (!(error instanceof DingTalkError) || !wantsWebhook(error)) throw error;
    const behind = await options.outbox.behind(delivery);
    const webhook = behind.map((part) => part.content.route.webhook).findLast(isAlive);
    if (webhook === undefined) throw error;
    return await sendByWebhook(webhook.url, content, body, options);
  }
}

/** The API has no way to the person, or no call left: a webhook needs neither. */
function wantsWebhook({ code, outcome }: DingTalkError): boolean {
  return (code === "expired_route" || code === "quota_exceeded") && outcome === "not_sent";
}

/** The webhook will do later; the API may do now, but one that never does must not end the part. */
async function sendRatherByApi(
  route: ReplyRoute,
  body: TextBody,
  options: SendOptions,
  tooFast: DingTalkError,
): Promise<string | undefined> {
  try {
    return await sendByApi(route, body, options);
  } catch (error) {
    throw error instanceof DingTalkError && isPermanent(error) && error.outcome === "not_sent" ? tooFast : error;
  }
}

async function sendByWebhook(
  url: string,
  { route, mention }: ReplyContent,
  { title, text }: TextBody,
  { client, signal }: SendOptions,
): Promise<string | undefined> {
  const mentions = mention && route.userId !== undefined ? { mentions: { userIds: [route.userId] } } : {};
  await client.robot.replySession(url, { kind: "markdown", title, text }, { ...ONCE, ...mentions, signal });
  return undefined;
}

async function sendByApi(
  route: ReplyRoute,
  { title, text }: TextBody,
  { client, signal }: SendOptions,
): Promise<string | undefined> {
  const message = { kind: "markdown", title, text } as const;
  if (route.conversation.type === "group") {
    const group = { openConversationId: route.conversation.id, message };
    return (await client.robot.sendToGroup(group, { ...ONCE, signal })).processQueryKey;
  }
  if (route.userId === undefined) throw unreachable();
  const sent = await client.robot.sendToUsers({ userIds: [route.userId], message }, { ...ONCE, signal });
  return sent.processQueryKey;
}
