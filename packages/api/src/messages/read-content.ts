import { type Content, joinContents, onlyText, type ReadOptions, withAttachment } from "./content.ts";
import { type Fields, fieldsOf, listOf, textOf } from "./lenient.ts";
import { bodyOf, contentOf, kindOf } from "./message-body.ts";
import { placeholders, placeholderWith } from "./placeholders.ts";
import { actionCardText, interactiveCardText } from "./read-card.ts";
import { readRichText } from "./read-rich-text.ts";

/** Forwarded chats can contain forwarded chats without end. */
const deepestChatRecord = 3;

/** The content of a message of any kind, wherever it keeps it. Never throws: what cannot be read is a placeholder. */
export function readContent(message: Fields, options: ReadOptions): Content {
  const kind = kindOf(message);
  const body = bodyOf(message);
  switch (kind) {
    case "text":
    case "reply":
      return readRichText(body, options) ?? onlyText(textOf(body.text, body.content, body.asWritten) ?? "");
    case "richText":
    case "unknown":
      return readRichText(body, options) ?? onlyText(textOf(body.text, body.content) ?? placeholders.unknown);
    case "picture":
      return withAttachment(placeholders.picture, kind, body);
    case "audio":
      return withAttachment(textOf(body.recognition) ?? "", kind, body);
    case "video":
      return withAttachment(placeholders.video, kind, body);
    case "file":
      return withAttachment(placeholderWith("file", textOf(body.fileName)), kind, body);
    case "markdown":
      return onlyText(textOf(body.text, body.content, body.title) ?? placeholders.unknown);
    case "actionCard":
      return onlyText(actionCardText(body));
    case "interactiveCard":
      return onlyText(interactiveCardText(body));
    case "chatRecord":
      return readChatRecord(body, options);
    default:
      return kind satisfies never;
  }
}

/** As {@link readContent}, for places where an empty text would hide that there is something. */
export function readVisibleContent(message: Fields, options: ReadOptions): Content {
  const { text, attachments } = readContent(message, options);
  const otherwise = kindOf(message) === "audio" ? placeholders.audio : placeholders.unknown;
  return { text: text === "" ? otherwise : text, attachments };
}

function readChatRecord(body: Fields, { botId, depth = 0 }: ReadOptions): Content {
  const head = onlyText(placeholderWith("chatRecord", textOf(body.title)));
  const entries = depth < deepestChatRecord ? listOf(body.chatRecord) : undefined;
  if (entries === undefined) return joinContents([head, onlyText(textOf(body.summary) ?? "")], "\n");
  const contents = entries.map((entry) => readChatEntry(fieldsOf(entry), { botId, depth: depth + 1 }));
  return joinContents([head, ...contents], "\n");
}

/** An entry keeps its download code beside its content. */
function readChatEntry(entry: Fields, options: ReadOptions): Content {
  const { downloadCode, fileName, recognition, duration, senderName } = entry;
  const content = { downloadCode, fileName, recognition, duration, ...contentOf(entry.content) };
  const { text, attachments } = readVisibleContent({ ...entry, content }, options);
  const sender = textOf(senderName)?.trim();
  return { text: sender === undefined ? text : `${sender}: ${text}`, attachments };
}
