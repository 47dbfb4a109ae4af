import stringWidth from "string-width";
import { withoutControls } from "./control-characters.ts";

const segmenter = new Intl.Segmenter();

/** Columns that a text takes on a terminal: two for Chinese characters and most emoji. */
export function widthOf(text: string): number {
  return stringWidth(text);
}

/** The text in exactly so many columns, cut with an ellipsis or filled with spaces. */
export function fitTo(text: string, width: number): string {
  const cut = widthOf(text) > width ? cutTo(text, width) : text;
  return cut + " ".repeat(Math.max(0, width - widthOf(cut)));
}

/** The text in at most so many columns. Never cuts through a character. */
export function cutTo(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  let kept = "";
  let used = 1;
  for (const { segment } of segmenter.segment(text)) {
    used += widthOf(segment);
    if (used > width) break;
    kept += segment;
  }
  return `${kept}…`;
}

/**
 * Text of strangers on one line and without control characters: a name must not move the cursor or colour the screen.
 */
export function oneLine(text: string): string {
  // By whole runs of blanks: an expression that looks for the break inside them takes minutes for a long run without one.
  const line = text.replaceAll(/\s+/g, (blanks) => (/[\r\n\u2028\u2029]/.test(blanks) ? " ⏎ " : blanks));
  return withoutControls(line.replaceAll("\t", "\uFFFD"));
}
