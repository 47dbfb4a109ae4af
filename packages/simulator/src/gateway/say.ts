import { randomBytes } from "node:crypto";
import type { MonthlyQuota } from "../openapi/checks/limits.ts";
import type { MediaFile } from "../openapi/media/media.ts";
import type { Platform } from "../openapi/platform.ts";
import type { Clock } from "../world/clock.ts";
import type { App, ChatMessage, Conversation, MessageType, Person, Quote } from "../world/types.ts";
import { robotTopic } from "./frames.ts";
import type { Gateway, PushOutcome } from "./gateway.ts";
import { overQuota } from "./over-quota.ts";
import { chatbotUserId, type PushedContent, robotMessage } from "./robot-message.ts";

export interface SayOptions {
  readonly userId: string;
  /** The robot that is spoken to. Default: the first app. */
  readonly appKey?: string;
  /** Default: the person's private chat with the robot. */
  readonly conversationId?: string;
  readonly text?: string;
  /** With text it becomes a rich text message. */
  readonly picture?: MediaFile;
  readonly file?: MediaFile;
  readonly audio?: { readonly file: MediaFile; readonly recognition?: string; readonly durationMs?: number };
  readonly video?: { readonly file: MediaFile; readonly durationSeconds?: number };
  /** Content of any other kind, sent as it is. */
  readonly content?: PushedContent;
  /** A chat message or its id; a quote when the message is not kept. */
  readonly quote?: string | Quote | ChatMessage;
  /** User ids mentioned besides the robot. */
  readonly mentions?: readonly string[];
  /** In a group: whether the robot is mentioned. Otherwise it hears nothing. Default true; files mention nobody. */
  readonly mentionRobot?: boolean;
  /** Default: a new one. A known id is the same message once more. */
  readonly msgId?: string;
  /** Replaces or adds fields of the pushed data; `undefined` removes one. */
  readonly fields?: Readonly<Record<string, unknown>>;
}

/** What became of a message. */
export interface Said {
  readonly msgId: string;
  readonly conversationId: string;
  /** `not-mentioned`: said in a group without mentioning the robot, or by a file, speech or video. */
  readonly outcome: PushOutcome | "not-mentioned";
}

export interface SayContext {
  readonly platform: Platform;
  readonly gateway: Gateway;
  readonly clock: Clock;
  /** Stream messages per month. */
  readonly quota: MonthlyQuota;
}

/** Lets people speak: shows the message in its conversation and pushes it to the robot. */
export function createSay(context: SayContext): (options: SayOptions) => Said {
  const newMsgId = createMsgIds();
  return (options) => {
    const { world } = context.platform;
    const app = findApp(context, options.appKey);
    const person =
      world.person(options.userId) ?? fail(`There is no person ${options.userId}. Add one to the world first.`);
    const conversation = findConversation(context, options, app);
    const msgId = options.msgId ?? newMsgId();
    const quoted = findQuoted(context, options, app);
    const { message, content } = shape(context, options, app, conversation);
    const { conversationId } = conversation;
    const { appKey } = app;
    world.post({
      ...message,
      id: msgId,
      conversationId,
      appKey,
      from: { kind: "person", userId: person.userId },
      at: context.clock.now(),
      ...(quoted && { quote: quoteOf(quoted.message) }),
      ...(options.mentions?.length && { mentions: options.mentions }),
    });
    if (conversation.kind === "group" && !mentionsRobot(options)) {
      return { msgId, conversationId, outcome: "not-mentioned" };
    }
    world.beginPath({ msgId, appKey, conversationId, userId: person.userId });
    const data = pushedData(context, options, { app, person, conversation, msgId, content, quoted });
    const { robotRepeats, whenAlone } = context.gateway.options;
    const outcome = context.gateway.push({
      appKey,
      type: "CALLBACK",
      topic: robotTopic,
      data: JSON.stringify(data),
      msgId,
      repeatDelaysMs: immediateRepeats(robotRepeats),
      whenAlone,
    });
    return { msgId, conversationId, outcome };
  };
}

/** In groups robots get text, pictures and rich text only. */
function mentionsRobot({ mentionRobot = true, file, audio, video }: SayOptions): boolean {
  return mentionRobot && (file ?? audio ?? video) === undefined;
}

const repeatLists = new Map<number, readonly number[]>();

/** Repeats that follow the time to answer at once. */
export function immediateRepeats(count: number): readonly number[] {
  const known = repeatLists.get(count);
  if (known) return known;
  const list = Array.from({ length: count }, () => 0);
  repeatLists.set(count, list);
  return list;
}

interface Facts {
  readonly app: App;
  readonly person: Person;
  readonly conversation: Conversation;
  readonly msgId: string;
  readonly content: PushedContent;
  readonly quoted: Quoted | undefined;
}

interface Quoted {
  readonly message: ChatMessage;
  readonly senderId: string;
  readonly downloadCode?: string;
}

function pushedData(context: SayContext, options: SayOptions, facts: Facts): Record<string, unknown> {
  const { platform, clock, quota } = context;
  const { app, person, conversation, msgId } = facts;
  const { conversationId } = conversation;
  const session = platform.sessions.open({ appKey: app.appKey, conversationId, userId: person.userId, msgId });
  const mentions = (options.mentions ?? []).map((userId) => platform.world.person(userId));
  const data = robotMessage({
    ...facts,
    createAt: clock.now(),
    sessionWebhook: `${platform.urls.oapi}/robot/sendBySession?session=${session.id}`,
    sessionWebhookExpiredTime: session.expiresAt,
    mentions: mentions.filter((one) => one !== undefined),
  });
  if (!quota.use(app.corpId)) {
    delete data.text;
    delete data.content;
    Object.assign(data, { errorCode: overQuota.code, errorMessage: overQuota.text });
  }
  return { ...data, ...options.fields };
}

function findApp({ platform }: SayContext, appKey: string | undefined): App {
  const app = appKey === undefined ? platform.world.apps[0] : platform.world.app(appKey);
  return app ?? fail(`There is no app ${appKey ?? "at all"}. Add one to the world first.`);
}

function findConversation({ platform }: SayContext, { conversationId, userId }: SayOptions, app: App): Conversation {
  const { world } = platform;
  const chat = world.privateChat(userId, app.appKey);
  if (conversationId === undefined || conversationId === chat.conversationId) return { kind: "private", ...chat };
  const group = world.group(conversationId) ?? fail(`${userId} has no conversation ${conversationId} with this robot.`);
  if (!group.members.includes(userId)) fail(`${userId} is not a member of the group ${group.title}.`);
  if (!group.robots.includes(app.appKey)) fail(`The robot ${app.robotName} is not in the group ${group.title}.`);
  return { kind: "group", ...group };
}

function findQuoted({ platform, clock }: SayContext, { quote }: SayOptions, app: App): Quoted | undefined {
  if (quote === undefined) return undefined;
  const message = typeof quote === "string" ? platform.world.message(quote) : toMessage(quote, clock.now());
  if (!message) return fail("The quoted message is not kept any more.");
  const { from, pictureUrl } = message;
  const person = from.kind === "person" ? platform.world.person(from.userId) : undefined;
  const senderId = person?.senderId ?? chatbotUserId(app);
  const file = pictureUrl === undefined ? undefined : platform.media.uploaded(pictureUrl.replace("/media/", ""));
  return { message, senderId, ...(file && { downloadCode: platform.media.receive(app.appKey, file) }) };
}

function toMessage(quote: Quote | ChatMessage, at: number): ChatMessage {
  if ("conversationId" in quote) return quote;
  const { id, text, from, type } = quote;
  return { id, text, at, conversationId: "", type: type ?? "text", from: from ?? { kind: "person", userId: "" } };
}

function quoteOf({ id, text, from, type }: ChatMessage): Quote {
  return { id, text, from, type };
}

interface Shape {
  readonly message: {
    readonly type: MessageType;
    readonly text: string;
    readonly pictureUrl?: string;
    readonly fileName?: string;
  };
  readonly content: PushedContent;
}

/** What the chat shows and what is pushed. */
function shape({ platform }: SayContext, options: SayOptions, app: App, conversation: Conversation): Shape {
  const { text = "", picture, file, audio, video, content } = options;
  const receive = (media: MediaFile): string => platform.media.receive(app.appKey, media);
  if (content) return { content, message: { type: chatType(content.msgtype), text } };
  if (picture) {
    const downloadCode = receive(picture);
    const codes = { downloadCode, pictureDownloadCode: downloadCode };
    const pictureUrl = `/media/${platform.media.upload(picture)}`;
    if (text === "")
      return { content: { msgtype: "picture", content: codes }, message: { type: "picture", text, pictureUrl } };
    const richText = [{ text }, { type: "picture", ...codes }];
    return { content: { msgtype: "richText", content: { richText } }, message: { type: "richText", text, pictureUrl } };
  }
  if (file) {
    const fileName = file.name ?? "file";
    const pushed = { downloadCode: receive(file), fileName, fileId: "1", spaceId: "1" };
    return { content: { msgtype: "file", content: pushed }, message: { type: "file", text: fileName, fileName } };
  }
  if (audio) {
    const { recognition, durationMs = 2_000 } = audio;
    const spoken = recognition === undefined ? {} : { recognition };
    const pushed = { downloadCode: receive(audio.file), duration: String(durationMs), ...spoken };
    return { content: { msgtype: "audio", content: pushed }, message: { type: "audio", text: recognition ?? "" } };
  }
  if (video) {
    const pushed = {
      downloadCode: receive(video.file),
      videoType: "mp4",
      duration: String(video.durationSeconds ?? 5),
    };
    return { content: { msgtype: "video", content: pushed }, message: { type: "video", text: "" } };
  }
  // In groups the mention of the robot is cut out and leaves its space behind.
  const pushedText = conversation.kind === "group" ? ` ${text}` : text;
  return { content: { msgtype: "text", text: { content: pushedText } }, message: { type: "text", text } };
}

const chatTypes: ReadonlySet<string> = new Set<MessageType>([
  "text",
  "markdown",
  "richText",
  "picture",
  "audio",
  "video",
  "file",
  "actionCard",
]);

function chatType(msgtype: string): MessageType {
  return chatTypes.has(msgtype) ? (msgtype as MessageType) : "unknown";
}

/** Not seeded: bots remember message ids longer than a simulator lives, and a second run must not repeat them. */
function createMsgIds(): () => string {
  const prefix = randomBytes(10).toString("base64").replaceAll("=", "");
  let made = 0;
  return () => `msg${prefix}${(++made).toString(36).padStart(7, "0")}==`;
}

function fail(message: string): never {
  throw new Error(message);
}
