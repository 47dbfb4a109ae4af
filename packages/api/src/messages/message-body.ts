/** Finds what a message, a quoted message or an entry of a forwarded chat keeps in different places. */
import { type Fields, fieldsOf, isEmpty, textOf } from "./lenient.ts";
import type { RobotMessageKind } from "./robot-message.ts";

const kinds = new Map<string, RobotMessageKind>([
  ["text", "text"],
  ["richtext", "richText"],
  ["picture", "picture"],
  ["image", "picture"],
  ["audio", "audio"],
  ["voice", "audio"],
  ["video", "video"],
  ["file", "file"],
  ["markdown", "markdown"],
  ["actioncard", "actionCard"],
  ["interactivecard", "interactiveCard"],
  ["chatrecord", "chatRecord"],
  ["reply", "reply"],
]);

/** DingTalk writes `msgtype` in messages and `msgType` in quotes. */
export function kindOf({ msgtype, msgType }: Fields): RobotMessageKind {
  return kinds.get((textOf(msgtype, msgType) ?? "").toLowerCase()) ?? "unknown";
}

/** Texts stand in `text`, the oldest rich texts in `richText`, everything else in `content`. Blanks are left out. */
export function bodyOf({ text, richText, content }: Fields): Fields {
  const parts = [typeof text === "string" ? { content: text } : fieldsOf(text), { richText }, contentOf(content)];
  const entries = parts.flatMap((part) => Object.entries(part));
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined && value !== null && value !== ""));
}

/** A string is JSON, or the words themselves. Words can happen to be JSON: `asWritten` has the string then. */
export function contentOf(content: unknown): Fields {
  if (typeof content !== "string") return fieldsOf(content);
  const fields = fieldsOf(content);
  return isEmpty(fields) ? { content } : { ...fields, asWritten: content };
}
