import type { App, ChatMessage, Conversation, Person } from "../world/types.ts";

/** The content of a message as it stands in a push: `text` for text, `content` for everything else. */
export type PushedContent =
  | { readonly msgtype: "text"; readonly text: Readonly<Record<string, unknown>> }
  | { readonly msgtype: string; readonly content: Readonly<Record<string, unknown>> };

export interface RobotMessageFacts {
  readonly app: App;
  readonly person: Person;
  readonly conversation: Conversation;
  readonly msgId: string;
  readonly createAt: number;
  readonly sessionWebhook: string;
  readonly sessionWebhookExpiredTime: number;
  /** User ids that are mentioned besides the robot. */
  readonly mentions: readonly Person[];
  readonly content: PushedContent;
  /** The quoted message; its picture by download code. */
  readonly quoted?:
    | { readonly message: ChatMessage; readonly senderId: string; readonly downloadCode?: string }
    | undefined;
}

/** The `data` of a robot callback, with every documented field. */
export function robotMessage(facts: RobotMessageFacts): Record<string, unknown> {
  const { app, person, conversation, content, quoted } = facts;
  const isGroup = conversation.kind === "group";
  return {
    conversationId: conversation.conversationId,
    conversationType: isGroup ? "2" : "1",
    ...(isGroup && { conversationTitle: conversation.title, isInAtList: true, atUsers: atUsers(facts) }),
    openThreadId: conversation.conversationId,
    chatbotCorpId: app.corpId,
    chatbotUserId: chatbotUserId(app),
    msgId: facts.msgId,
    senderNick: person.name,
    isAdmin: person.isAdmin,
    ...(!person.external && { senderStaffId: person.userId, senderCorpId: app.corpId }),
    senderId: person.senderId,
    senderPlatform: "Win",
    sessionWebhook: facts.sessionWebhook,
    sessionWebhookExpiredTime: facts.sessionWebhookExpiredTime,
    createAt: facts.createAt,
    robotCode: app.robotCode,
    ...(quoted ? withQuote(content, quoted) : content),
  };
}

/** The encrypted id of the robot in pushes. */
export function chatbotUserId(app: App): string {
  return `$:LWCP_v1:$${app.robotCode}`;
}

function atUsers({ app, mentions }: RobotMessageFacts): object[] {
  const people = mentions.map(({ senderId, userId, external }) => ({
    dingtalkId: senderId,
    ...(!external && { staffId: userId }),
  }));
  return [{ dingtalkId: chatbotUserId(app) }, ...people];
}

/** A quote stands inside `text`, or inside `content` for everything that is not text. */
function withQuote(content: PushedContent, quoted: NonNullable<RobotMessageFacts["quoted"]>): Record<string, unknown> {
  const reply = { isReplyMsg: true, repliedMsg: repliedMessage(quoted) };
  const isCard = quoted.message.type === "card";
  const identity = { originalMsgId: quoted.message.id, ...(isCard && { originalProcessQueryKey: quoted.message.id }) };
  return "text" in content
    ? { ...content, ...identity, text: { ...content.text, ...reply } }
    : { ...content, ...identity, content: { ...content.content, ...reply } };
}

function repliedMessage({ message, senderId, downloadCode }: NonNullable<RobotMessageFacts["quoted"]>): object {
  const { msgType, content } = repliedContent(message, downloadCode);
  return { msgType, msgId: message.id, senderId, createdAt: message.at, content };
}

function repliedContent(message: ChatMessage, downloadCode = ""): { msgType: string; content: object } {
  const { type, text, title = "" } = message;
  if (type === "text") return { msgType: "text", content: { text } };
  if (type === "markdown") return { msgType: "markdown", content: { text, title } };
  if (type === "picture") return { msgType: "picture", content: { downloadCode } };
  if (type === "richText") return { msgType: "richText", content: { richText: [{ msgType: "text", content: text }] } };
  if (type === "card") return { msgType: "interactiveCard", content: {} };
  return { msgType: "unknownMsgType", content: {} };
}
