import type { MessageType } from "../../world/types.ts";

/** What a robot says, as a conversation shows it. */
export interface MessageContent {
  readonly type: MessageType;
  readonly text: string;
  readonly title?: string;
  readonly pictureUrl?: string;
  readonly fileName?: string;
}

/** Fields of each message template; all of them are text and required. */
const templates: Readonly<Record<string, readonly string[]>> = {
  sampleText: ["content"],
  sampleMarkdown: ["title", "text"],
  sampleImageMsg: ["photoURL"],
  sampleLink: ["title", "text", "picUrl", "messageUrl"],
  sampleActionCard: ["title", "text", "singleTitle", "singleURL"],
  sampleActionCard2: ["title", "text", ...buttons(2)],
  sampleActionCard3: ["title", "text", ...buttons(3)],
  sampleActionCard4: ["title", "text", ...buttons(4)],
  sampleActionCard5: ["title", "text", ...buttons(5)],
  sampleActionCard6: ["title", "text", "buttonTitle1", "buttonUrl1", "buttonTitle2", "buttonUrl2"],
  sampleAudio: ["mediaId", "duration"],
  sampleFile: ["mediaId", "fileName", "fileType"],
  sampleVideo: ["videoMediaId", "videoType", "picMediaId", "duration", "height", "width"],
};

const missingFieldCodes: Readonly<Record<string, string>> = {
  "sampleText.content": "miss.param.contentOfText",
  "sampleMarkdown.title": "miss.param.markdownTotitle",
  "sampleMarkdown.text": "miss.param.markdownTotext",
  "sampleImageMsg.photoURL": "miss.param.photoTophotoUrl",
  "sampleLink.title": "miss.param.titleOfLink",
  "sampleLink.text": "miss.param.textOfLink",
  "sampleLink.messageUrl": "miss.param.messageUrlOfLink",
  "sampleActionCard.title": "miss.param.actionCardTotitle",
  "sampleActionCard.text": "miss.param.actionCardTotext",
  "sampleActionCard.singleTitle": "miss.param.actionCardTosingleTitle",
  "sampleActionCard.singleURL": "miss.param.actionCardTosingleUrl",
  "sampleFile.mediaId": "miss.param.file",
  "sampleAudio.mediaId": "miss.param.audio",
  "sampleVideo.videoMediaId": "miss.param.video",
};

/** What is wrong with a template message, as a documented code. */
export interface ContentProblem {
  readonly code: string;
  readonly message: string;
}

/** Reads `msgParam`, or says what is wrong with it. */
export function readTemplate(msgKey: string, msgParam: string): MessageContent | ContentProblem {
  const names = Object.hasOwn(templates, msgKey) ? templates[msgKey] : undefined;
  if (!names) return problem("invalidParameter.msgKey.invalid", `msgKey ${msgKey} is not a known template`);
  const params = parseObject(msgParam);
  if (!params) return problem("invalidParameter.msgParam.invalid", "msgParam must be the JSON text of an object");
  const unknown = Object.keys(params).find((name) => !names.includes(name));
  if (unknown) return problem("invalidParameter.msgParam.invalid", `${unknown} is not a field of ${msgKey}`);
  const missing = names.find((name) => params[name] === undefined || params[name] === "");
  if (missing) {
    const code = missingFieldCodes[`${msgKey}.${missing}`] ?? "invalidParameter.msgParam.invalid";
    return problem(code, `${missing} of ${msgKey} is missing`);
  }
  const wrong = names.find((name) => typeof params[name] !== "string");
  if (wrong) return problem("invalidParameter.msgParam.invalid", `${wrong} of ${msgKey} must be a string`);
  return show(msgKey, params as Record<string, string>);
}

function show(msgKey: string, params: Readonly<Record<string, string>>): MessageContent {
  const title = params.title === undefined ? {} : { title: params.title };
  if (msgKey === "sampleText") return { type: "text", text: params.content ?? "" };
  if (msgKey === "sampleMarkdown") return { type: "markdown", text: params.text ?? "", ...title };
  if (msgKey === "sampleImageMsg")
    return { type: "picture", text: "", pictureUrl: pictureAddress(params.photoURL ?? "") };
  if (msgKey === "sampleLink") return { type: "link", text: linkText(params), ...title };
  if (msgKey === "sampleFile") return { type: "file", text: params.fileName ?? "", fileName: params.fileName ?? "" };
  if (msgKey === "sampleAudio") return { type: "audio", text: "" };
  if (msgKey === "sampleVideo") return { type: "video", text: "" };
  return { type: "actionCard", text: params.text ?? "", ...title };
}

/** Has one button, or several in `btns`. */
interface ActionCard {
  readonly title?: string;
  readonly text?: string;
  readonly btns?: readonly object[];
}

/** The body of a webhook message, whose form is checked already. */
export interface WebhookMessage {
  readonly msgtype: string;
  readonly text?: { readonly content?: string };
  readonly markdown?: { readonly title?: string; readonly text?: string };
  readonly link?: { readonly title?: string; readonly text?: string; readonly messageUrl?: string };
  readonly actionCard?: ActionCard;
  readonly feedCard?: { readonly links?: readonly { readonly title?: string; readonly messageURL?: string }[] };
}

/** Reads a webhook message. Returns the name of the first missing field as text when it is incomplete. */
export function readWebhookMessage(body: WebhookMessage): MessageContent | string {
  switch (body.msgtype) {
    case "text":
      return complete("text", body.text, ["content"]) ?? { type: "text", text: body.text?.content ?? "" };
    case "markdown":
      return complete("markdown", body.markdown, ["title", "text"]) ?? titled("markdown", body.markdown);
    case "link":
      return (
        complete("link", body.link, ["title", "text", "messageUrl"]) ?? {
          ...titled("link", body.link),
          text: linkText(body.link ?? {}),
        }
      );
    case "actionCard":
      return missingOfActionCard(body.actionCard) ?? titled("actionCard", body.actionCard);
    case "feedCard": {
      const links = body.feedCard?.links ?? [];
      if (links.length === 0) return "feedCard.links";
      const missing = firstMissing("feedCard.links", links, ["title", "messageURL", "picURL"]);
      if (missing !== undefined) return missing;
      return { type: "feedCard", text: links.map(({ title, messageURL }) => `[${title}](${messageURL})`).join("\n\n") };
    }
    default:
      return "msgtype";
  }
}

function titled(type: MessageType, part: { readonly title?: string; readonly text?: string } = {}): MessageContent {
  return { type, text: part.text ?? "", title: part.title ?? "" };
}

function missingOfActionCard(card: ActionCard | undefined): string | undefined {
  const ofCard = complete("actionCard", card, ["title", "text"]);
  if (ofCard !== undefined) return ofCard;
  return card?.btns?.length
    ? firstMissing("actionCard.btns", card.btns, ["title", "actionURL"])
    : complete("actionCard", card, ["singleTitle", "singleURL"]);
}

function firstMissing(name: string, parts: readonly object[], fields: readonly string[]): string | undefined {
  return parts.map((part) => complete(name, part, fields)).find((missing) => missing !== undefined);
}

function complete(name: string, part: object | undefined, fields: readonly string[]): string | undefined {
  if (!part) return name;
  const missing = fields.find((field) => !(part as Record<string, unknown>)[field]);
  return missing && `${name}.${missing}`;
}

function linkText(params: { readonly text?: string; readonly messageUrl?: string }): string {
  return `${params.text ?? ""}\n${params.messageUrl ?? ""}`;
}

/** A media id is shown from the simulator's own store. */
function pictureAddress(photo: string): string {
  return photo.startsWith("@") ? `/media/${photo}` : photo;
}

function buttons(count: number): string[] {
  const numbers = Array.from({ length: count }, (_, index) => index + 1);
  return numbers.flatMap((number) => [`actionTitle${number}`, `actionURL${number}`]);
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

function problem(code: string, message: string): ContentProblem {
  return { code, message };
}
