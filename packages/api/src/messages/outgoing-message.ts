import { DingTalkError } from "../errors/dingtalk-error.ts";
import type { InputFor } from "../operations/index.ts";

/** A message that a robot sends. Which kinds a way of sending takes is checked before it is sent. */
export type OutgoingMessage =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "markdown"; readonly title: string; readonly text: string }
  | { readonly kind: "image" /** URL or media id. */; readonly photoUrl: string }
  | LinkMessage
  | ActionCardMessage
  | { readonly kind: "file"; readonly mediaId: string; readonly fileName: string; readonly fileType: string }
  | { readonly kind: "audio"; readonly mediaId: string; readonly durationMs: number }
  | VideoMessage
  | { readonly kind: "template"; readonly msgKey: string; readonly msgParam: Readonly<Record<string, unknown>> };

export interface LinkMessage {
  readonly kind: "link";
  readonly title: string;
  readonly text: string;
  readonly messageUrl: string;
  readonly pictureUrl: string;
}

export interface ActionCardMessage {
  readonly kind: "actionCard";
  readonly title: string;
  readonly text: string;
  /** One to five. */
  readonly buttons: readonly { readonly title: string; readonly url: string }[];
  /** Side by side; only for two buttons. @default false */
  readonly horizontal?: boolean;
}

export interface VideoMessage {
  readonly kind: "video";
  readonly mediaId: string;
  readonly pictureMediaId: string;
  readonly durationMs: number;
  readonly width: number;
  readonly height: number;
}

/** Who a webhook message mentions. Only webhooks and cards can mention people. */
export interface Mentions {
  readonly userIds?: readonly string[];
  readonly mobiles?: readonly string[];
  readonly everybody?: boolean;
}

export interface Template {
  readonly msgKey: string;
  /** JSON text. */
  readonly msgParam: string;
}

/**
 * The message as a template of the robot's OpenAPI sends.
 * https://open.dingtalk.com/document/development/robot-message-type
 */
export function toTemplate(message: OutgoingMessage): Template {
  const [msgKey, fields] = templateOf(message);
  return { msgKey, msgParam: JSON.stringify(fields) };
}

function templateOf(message: OutgoingMessage): [msgKey: string, fields: object] {
  switch (message.kind) {
    case "text":
      return ["sampleText", { content: message.text }];
    case "markdown":
      return ["sampleMarkdown", { title: message.title, text: message.text }];
    case "image":
      return ["sampleImageMsg", { photoURL: message.photoUrl }];
    case "link": {
      const { title, text, messageUrl, pictureUrl: picUrl } = message;
      return ["sampleLink", { title, text, picUrl, messageUrl }];
    }
    case "actionCard":
      return actionCardTemplate(message);
    case "file": {
      const { mediaId, fileName, fileType } = message;
      return ["sampleFile", { mediaId, fileName, fileType }];
    }
    case "audio":
      return ["sampleAudio", { mediaId: message.mediaId, duration: String(Math.round(message.durationMs)) }];
    case "video":
      return ["sampleVideo", videoFields(message)];
    case "template":
      return [message.msgKey, message.msgParam];
    default:
      return message satisfies never;
  }
}

function actionCardTemplate({ title, text, buttons, horizontal }: ActionCardMessage): [string, object] {
  const [first] = buttons;
  if (first === undefined || buttons.length > 5) throw wrongButtons("one to five buttons");
  if (buttons.length === 1)
    return ["sampleActionCard", { title, text, singleTitle: first.title, singleURL: first.url }];
  const numbered = (titleName: string, urlName: string): object => {
    const pairs = buttons.flatMap((button, index) => [
      [`${titleName}${index + 1}`, button.title],
      [`${urlName}${index + 1}`, button.url],
    ]);
    return { title, text, ...(Object.fromEntries(pairs) as object) };
  };
  if (horizontal !== true) return [`sampleActionCard${buttons.length}`, numbered("actionTitle", "actionURL")];
  if (buttons.length !== 2) throw wrongButtons("exactly two buttons side by side");
  return ["sampleActionCard6", numbered("buttonTitle", "buttonUrl")];
}

function wrongButtons(expected: string): DingTalkError {
  return new DingTalkError(`An action card takes ${expected}.`, { code: "invalid_request", field: "message.buttons" });
}

function videoFields(message: VideoMessage): object {
  return {
    videoMediaId: message.mediaId,
    videoType: "mp4",
    picMediaId: message.pictureMediaId,
    // Seconds here, milliseconds in sampleAudio.
    duration: String(Math.ceil(message.durationMs / 1_000)),
    height: String(message.height),
    width: String(message.width),
  };
}

/** Body of a session webhook or custom webhook. */
export type WebhookBody = Omit<InputFor<"robotReplySession">, "session">;

/** The message in the form of session webhooks and custom webhooks, with mentions written into its text. */
export function toWebhookBody(message: OutgoingMessage, mentions: Mentions = {}): WebhookBody {
  const at = toAt(mentions);
  if (message.kind === "text")
    return { msgtype: "text", text: { content: withMentions(message.text, mentions) }, ...at };
  if (message.kind === "markdown") {
    const { title, text } = message;
    return { msgtype: "markdown", markdown: { title, text: withMentions(text, mentions) }, ...at };
  }
  if (message.kind === "link") {
    const { title, text, messageUrl, pictureUrl: picUrl } = message;
    return { msgtype: "link", link: { title, text, messageUrl, picUrl } };
  }
  if (message.kind === "actionCard")
    return { msgtype: "actionCard", actionCard: webhookActionCard(message, mentions), ...at };
  const problem = `A webhook cannot send a message of kind ${message.kind}; send it to the person or group instead.`;
  throw new DingTalkError(problem, { code: "invalid_request", field: "message.kind" });
}

function webhookActionCard(message: ActionCardMessage, mentions: Mentions): NonNullable<WebhookBody["actionCard"]> {
  const { title, buttons, horizontal = false } = message;
  const text = withMentions(message.text, mentions);
  const [first] = buttons;
  if (first === undefined) throw wrongButtons("at least one button");
  if (buttons.length === 1) return { title, text, singleTitle: first.title, singleURL: first.url };
  const btns = buttons.map((button) => ({ title: button.title, actionURL: button.url }));
  return { title, text, btnOrientation: horizontal ? "1" : "0", btns };
}

function toAt({ userIds = [], mobiles = [], everybody = false }: Mentions): Pick<InputFor<"robotReplySession">, "at"> {
  if (userIds.length + mobiles.length === 0 && !everybody) return {};
  return { at: { atUserIds: userIds, atMobiles: mobiles, isAtAll: everybody } };
}

/** DingTalk highlights a mention only where the text contains it. */
function withMentions(text: string, { userIds = [], mobiles = [] }: Mentions): string {
  const missing = [...userIds, ...mobiles].map((id) => `@${id}`).filter((mention) => !text.includes(mention));
  return missing.length === 0 ? text : `${text}\n\n${missing.join(" ")}`;
}
