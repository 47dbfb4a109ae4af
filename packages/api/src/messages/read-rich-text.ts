import { type Content, joinContents, type ReadOptions, withAttachment } from "./content.ts";
import { type Fields, fieldsOf, listOf, textOf } from "./lenient.ts";
import { placeholders } from "./placeholders.ts";

/** The words and pictures of a rich text, in order; undefined when the body has no list of them. */
export function readRichText(body: Fields, options: ReadOptions): Content | undefined {
  const items = listOf(body.richText) ?? listOf(fieldsOf(body.richText).richTextList) ?? listOf(body.richTextList);
  if (items === undefined) return undefined;
  return joinContents(
    items.map((item) => readItem(typeof item === "string" ? { text: item } : fieldsOf(item), options)),
    "",
  );
}

function readItem(item: Fields, { botId }: ReadOptions): Content {
  const type = textOf(item.type, item.msgType)?.toLowerCase();
  if (type === "picture" || type === "image") return withAttachment(placeholders.picture, "picture", item);
  if (type === "at") return { text: mentionIn(item, botId), attachments: [] };
  if (type === "skill") return { text: textOf(fieldsOf(item.skillData).displayName) ?? "", attachments: [] };
  // Line breaks come as items of their own, so that blank texts count.
  const words = [item.text, item.content].find((value) => typeof value === "string");
  return { text: words?.toWellFormed() ?? placeholders.unknown, attachments: [] };
}

function mentionIn({ atName, atUserId }: Fields, botId: string | undefined): string {
  const name = textOf(atName);
  const isBot = botId !== undefined && atUserId === botId;
  return isBot || name === undefined ? "" : `@${name} `;
}
