/** Sends one part, by the first route that works. */
import { type AiCardTarget, type Client, createAiCard, DingTalkError } from "@dt/api";
import type { Tenant } from "@dt/runtime";
import type { Delivery, Outbox, ReplyBody, ReplyContent, ReplyRoute } from "@dt/session";

type CardBody = Extract<ReplyBody, { kind: "card" }>;
type TextBody = Extract<ReplyBody, { kind: "markdown" }>;
type Webhook = NonNullable<ReplyRoute["webhook"]>;

/** A webhook that ends so soon is not tried: it could end on the way. */
const WEBHOOK_MARGIN_MS = 5000;

/** The outbox repeats, and remembers between the attempts. */
const ONCE = { maxAttempts: 1 } as const;

/** All calls of a delivery together; the lease of its part is 30 s, after which another sender takes it over. */
const LIMIT_MS = 25_000;

export interface DeliverOptions {
  readonly client: Client;
  readonly tenant: Tenant;
  readonly signal: AbortSignal;
  /** Records that a part goes out in another form, and knows what waits behind it. */
  readonly outbox: Pick<Outbox<ReplyContent>, "rewrite" | "behind">;
  /** @default 25 s */
  readonly limitMs?: number;
}

/** @throws DingTalkError, whose `outcome` says whether the part may have arrived */
export async function deliver(delivery: Delivery<ReplyContent>, options: DeliverOptions): Promise<void> {
  const { content } = delivery.part;
  const signal = AbortSignal.any([options.signal, AbortSignal.timeout(options.limitMs ?? LIMIT_MS)]);
  if (content.body.kind === "markdown") await sendText(delivery, content.body, { ...options, signal });
  else await sendCard(delivery, content.body, { ...options, signal });
}

async function sendText(
  delivery: Delivery<ReplyContent>,
  { title, text }: Pick<ReplyBody, "title" | "text">,
  options: DeliverOptions,
): Promise<void> {
  const marked = delivery.unknownOutcomes === 0 ? text : `${repeatMark(text)}\n\n${text}`;
  await sendMarkdown(delivery, { kind: "markdown", title, text: marked }, options);
}

/** Stands above a text that may have arrived before. */
function repeatMark(text: string): string {
  if (/\p{Script=Han}/u.test(text)) return "（可能重复：上一次发送没有得到确认。）";
  return "(Possibly a repeat: the last send was not confirmed.)";
}

async function sendMarkdown(delivery: Delivery<ReplyContent>, body: TextBody, options: DeliverOptions): Promise<void> {
  const { content } = delivery.part;
  const { webhook } = content.route;
  if (isAlive(webhook)) {
    try {
      await sendByWebhook(webhook.url, content, body, options);
      return;
    } catch (error) {
      if (!(error instanceof DingTalkError)) throw error;
      if (error.code === "rate_limited") return await sendRatherByApi(content.route, body, options, error);
      if (error.code !== "expired_route" && error.field !== "webhookUrl") throw error;
    }
  }
  await sendWithoutWebhook(delivery, body, options);
}

function isAlive(webhook: Webhook | undefined): webhook is Webhook {
  return webhook !== undefined && Date.now() < webhook.expiresAt - WEBHOOK_MARGIN_MS;
}

/** Where the API does not do, the webhook of a later message may: it leads to the same person at the same place. */
async function sendWithoutWebhook(
  delivery: Delivery<ReplyContent>,
  body: TextBody,
  options: DeliverOptions,
): Promise<void> {
  const { content } = delivery.part;
  try {
    await sendByApi(content.route, body, options);
  } catch (error) {
    if (!(error instanceof DingTalkError) || !wantsWebhook(error)) throw error;
    const behind = await options.outbox.behind(delivery);
    const webhook = behind.map((part) => part.content.route.webhook).findLast(isAlive);
    if (webhook === undefined) throw error;
    await sendByWebhook(webhook.url, content, body, options);
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
  options: DeliverOptions,
  tooFast: DingTalkError,
): Promise<void> {
  try {
    await sendByApi(route, body, options);
  } catch (error) {
    throw error instanceof DingTalkError && isPermanent(error) && error.outcome === "not_sent" ? tooFast : error;
  }
}

async function sendByWebhook(
  url: string,
  { route, mention }: ReplyContent,
  { title, text }: TextBody,
  { client, signal }: DeliverOptions,
): Promise<void> {
  const mentions = mention && route.userId !== undefined ? { mentions: { userIds: [route.userId] } } : {};
  await client.robot.replySession(url, { kind: "markdown", title, text }, { ...ONCE, ...mentions, signal });
}

async function sendByApi(
  route: ReplyRoute,
  { title, text }: TextBody,
  { client, signal }: DeliverOptions,
): Promise<void> {
  const message = { kind: "markdown", title, text } as const;
  if (route.conversation.type === "group") {
    await client.robot.sendToGroup({ openConversationId: route.conversation.id, message }, { ...ONCE, signal });
    return;
  }
  if (route.userId === undefined) throw unreachable();
  await client.robot.sendToUsers({ userIds: [route.userId], message }, { ...ONCE, signal });
}

function unreachable(): DingTalkError {
  const message =
    "The person is outside the organisation and the message's webhook has expired: no other way leads to them.";
  return new DingTalkError(message, { code: "expired_route" });
}

/** Every step may be repeated: the card is named by its outTrackId, and a final frame replaces the whole text. */
async function sendCard(delivery: Delivery<ReplyContent>, body: CardBody, options: DeliverOptions): Promise<void> {
  const { client, tenant, signal } = options;
  try {
    const card = createAiCard(client, cardTarget(delivery.part.content, body, tenant));
    if (!body.open) await card.open({ ...ONCE, signal });
    await card.finish(body.text, { ...ONCE, signal });
  } catch (error) {
    // What is too long for a card is cut, not sent in another form.
    if (!(error instanceof DingTalkError) || !isPermanent(error) || error.code === "too_large") throw error;
    await sendAsText(delivery, body, options);
  }
}

/** No card, then: the text itself must arrive. The next attempt must not take the card, which nobody sees, for shown. */
async function sendAsText(
  delivery: Delivery<ReplyContent>,
  { title, text }: CardBody,
  options: DeliverOptions,
): Promise<void> {
  const body: TextBody = { kind: "markdown", title, text };
  const part = { ...delivery.part, content: { ...delivery.part.content, body } };
  if (!(await options.outbox.rewrite(delivery, part))) {
    throw new DingTalkError("Another sender has taken this part over.", { code: "aborted" });
  }
  await sendText({ ...delivery, part, unknownOutcomes: 0 }, body, options);
}

function cardTarget({ route }: ReplyContent, { outTrackId, templateId }: CardBody, tenant: Tenant): AiCardTarget {
  const { conversation, userId } = route;
  const target = { outTrackId, templateId, robotCode: tenant.dingtalk.robotCode };
  if (conversation.type === "group") return { ...target, place: { conversationId: conversation.id } };
  if (userId === undefined) throw unreachable();
  return { ...target, place: { userId } };
}

function isPermanent({ retryable, code }: DingTalkError): boolean {
  return !retryable && code !== "unauthorized" && code !== "aborted";
}
