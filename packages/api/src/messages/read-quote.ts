import { type Content, joinContents, type ReadOptions } from "./content.ts";
import { type Fields, fieldsOf, isEmpty, isTrue, textOf } from "./lenient.ts";
import { contentOf } from "./message-body.ts";
import { placeholders } from "./placeholders.ts";
import { readVisibleContent } from "./read-content.ts";
import type { MessageQuote } from "./robot-message.ts";

/** Quotes can quote quotes without end; a model needs the last few. */
const deepestQuote = 3;

/** What a message answers to, in each of the shapes that DingTalk uses for it. */
export function readQuote(message: Fields, { botId }: ReadOptions): MessageQuote | undefined {
  const marks = marksOf(message);
  if (marks === undefined) return undefined;
  const { quoted, originalId, fromBotByKey } = marks;
  const messageId = textOf(quoted.msgId) ?? originalId;
  const senderId = textOf(quoted.senderId);
  return {
    ...(messageId === undefined ? {} : { messageId }),
    ...(senderId === undefined ? {} : { senderId }),
    fromBot: fromBotByKey || (senderId !== undefined && senderId === botId),
    ...readQuoted(quoted, { botId }, deepestQuote),
  };
}

interface Marks {
  /** Without fields when DingTalk tells only that there is a quote. */
  readonly quoted: Fields;
  readonly originalId: string | undefined;
  /** Only what the robot sent has a process query key. */
  readonly fromBotByKey: boolean;
}

/** The marks of a quote stand in the text, in the content or on the message itself. */
function marksOf(message: Fields): Marks | undefined {
  const places = [typeof message.text === "string" ? {} : fieldsOf(message.text), contentOf(message.content), message];
  const find = (name: string) =>
    places.map((place) => place[name]).find((value) => value !== undefined && value !== null);
  const quoted = find("repliedMsg") ?? find("quoteMessage");
  const original = textOf(find("originalMsgId"));
  const originalId = original === textOf(message.msgId) ? undefined : original;
  const fromBotByKey = textOf(find("originalProcessQueryKey")) !== undefined;
  const isReply = places.some((place) => isTrue(place.isReplyMsg));
  if (quoted === undefined && originalId === undefined && !fromBotByKey && !isReply) return undefined;
  return { quoted: fieldsOf(quoted), originalId, fromBotByKey };
}

function readQuoted(quoted: Fields, options: ReadOptions, depth: number): Content {
  if (isEmpty(quoted)) return { text: placeholders.quote, attachments: [] };
  const content = readVisibleContent(quoted, options);
  const inner = depth > 1 ? marksOf(quoted) : undefined;
  if (inner === undefined) return content;
  const { text, attachments } = readQuoted(inner.quoted, options, depth - 1);
  return joinContents([{ text: text.replaceAll(/^/gm, "> "), attachments }, content], "\n\n");
}
