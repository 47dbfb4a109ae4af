import { type Fields, positiveOf, textOf } from "./lenient.ts";
import type { Attachment } from "./robot-message.ts";

/** What a message, a quoted message or an entry of a forwarded chat says. */
export interface Content {
  readonly text: string;
  readonly attachments: readonly Attachment[];
}

export interface ReadOptions {
  /** Encrypted user id of the robot: its own mention is no part of a text. */
  readonly botId: string | undefined;
  /** How many chats, forwarded inside each other, are above. @default 0 */
  readonly depth?: number;
}

export function onlyText(text: string): Content {
  return { text: text.trim(), attachments: [] };
}

export function joinContents(contents: readonly Content[], separator: string): Content {
  const text = contents.map((content) => content.text).join(separator);
  return { text: text.trim(), attachments: contents.flatMap(({ attachments }) => attachments) };
}

/** The text, and the file that `body` describes if it can be fetched. */
export function withAttachment(text: string, kind: Attachment["kind"], body: Fields): Content {
  const downloadCode = textOf(body.downloadCode, kind === "picture" ? body.pictureDownloadCode : undefined);
  if (downloadCode === undefined) return onlyText(text);
  const fileName = kind === "file" ? textOf(body.fileName) : undefined;
  const durationMs = durationOf(kind, body);
  const attachment = {
    kind,
    downloadCode,
    ...(fileName === undefined ? {} : { fileName }),
    ...(durationMs === undefined ? {} : { durationMs }),
  };
  return { text: text.trim(), attachments: [attachment] };
}

/** Audio counts milliseconds, video seconds. */
function durationOf(kind: Attachment["kind"], body: Fields): number | undefined {
  const duration = positiveOf(body.duration);
  if (kind === "audio") return duration;
  return kind === "video" && duration !== undefined ? duration * 1000 : undefined;
}
