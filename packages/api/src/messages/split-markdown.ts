import { DingTalkError } from "../errors/dingtalk-error.ts";
import { cutMarkdown, type MarkdownPiece } from "./cut-markdown.ts";
import { type JsonLayers, quotesSize } from "./encoded-size.ts";

/** Room for a repeated fence and one of the largest emoji. */
const leastBytes = 64;

export interface SplitMarkdownOptions {
  /** The most that one part may measure, in bytes of UTF-8 after encoding as JSON with its quotes; at least 64. */
  readonly maxBytes: number;
  /**
   * How often the part is encoded before the limit applies. 1: it stands in the body itself, as in a session webhook
   * (`JSON.stringify(part)`). 2: it stands in JSON text inside the body, as in a `msgParam`, where each line feed
   * takes 3 bytes and each quote 4 (`JSON.stringify(JSON.stringify(part))`). What fits twice fits once.
   * @default 2
   */
  readonly jsonLayers?: JsonLayers;
}

/**
 * Splits markdown into parts that can be sent one after the other. Cuts between paragraphs, else between lines, else
 * after a sentence, a word or, last, any whole character; never inside an emoji that fits into a part.
 *
 * Code that is cut is closed and opened again with the same language and indentation, a table repeats its head, a
 * quoted line its markers. List items are cut as a last resort, since what is indented by four columns becomes code
 * without the item above it. Without these repetitions the joined parts are the text, except that parts of nothing but blank
 * space are left out, since DingTalk refuses them. An empty text gives one empty part.
 * @throws DingTalkError `invalid_request` when `maxBytes` is less than 64
 */
export function splitMarkdown(text: string, { maxBytes, jsonLayers = 2 }: SplitMarkdownOptions): string[] {
  if (!(maxBytes >= leastBytes)) {
    const problem = `maxBytes is ${maxBytes}, which leaves no room for text; give at least ${leastBytes}.`;
    throw new DingTalkError(problem, { code: "invalid_request", field: "maxBytes" });
  }
  const pieces = cutMarkdown(text, maxBytes - quotesSize(jsonLayers), jsonLayers);
  if (pieces.length < 2) return [text];
  const visible = pieces.filter((piece) => !isBlank(piece));
  return (visible.length === 0 ? pieces.slice(0, 1) : visible).map(assemble);
}

function isBlank({ opening, content }: MarkdownPiece): boolean {
  return opening === "" && content.trim() === "";
}

function assemble({ opening, content, closing }: MarkdownPiece): string {
  return opening + content + closing;
}
