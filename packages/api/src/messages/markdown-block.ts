/** Tells which kind of markdown block a line belongs to, line by line. */

/** One line, taken apart. */
export interface LineShape {
  /** Markers of block quotes in front, such as `> > `. */
  readonly quote: string;
  readonly quoteDepth: number;
  /** Columns between the quote markers and the text. */
  readonly indent: number;
  /** The text without markers, indentation and trailing space. */
  readonly text: string;
  /** The columns where the text of a list item begins; undefined when no item begins here. */
  readonly itemColumn: number | undefined;
}

/** An opened code fence. */
export interface Fence {
  /** What stands in front of the marker, list markers replaced by spaces. */
  readonly prefix: string;
  /** Three or more backticks or tildes. */
  readonly marker: string;
  /** The language and whatever follows it. */
  readonly info: string;
  readonly quote: string;
  readonly quoteDepth: number;
  readonly indent: number;
}

const quoteMarker = /[ \t]{0,3}>[ \t]?/y;
const itemMarker = /^(?:[-*+]|\d{1,9}[.)])(?:[ \t]+|$)/;
const fenceOpening = /^([ \t]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)*)(`{3,}|~{3,})(.*)$/;

/** Takes a line apart. At most `deepest` quote markers count as such: in code, they can be text. */
export function shapeOf(line: string, deepest = Number.POSITIVE_INFINITY): LineShape {
  const { quote, quoteDepth } = quoteOf(line, deepest);
  const rest = line.slice(quote.length).trimEnd();
  const text = rest.trimStart();
  const indent = columnsOf(rest.slice(0, rest.length - text.length));
  const marker = itemMarker.exec(text)?.[0];
  const itemColumn = marker === undefined ? undefined : indent + marker.length;
  return { quote, quoteDepth, indent, text, itemColumn };
}

function quoteOf(line: string, deepest: number): Pick<LineShape, "quote" | "quoteDepth"> {
  let length = 0;
  let quoteDepth = 0;
  for (; quoteDepth < deepest; quoteDepth += 1) {
    quoteMarker.lastIndex = length;
    if (!quoteMarker.test(line)) break;
    length = quoteMarker.lastIndex;
  }
  return { quote: line.slice(0, length), quoteDepth };
}

/** The fence that a line opens; `column` is where the text of the list around it begins. */
export function fenceOpenedBy(line: string, shape: LineShape, column: number): Fence | undefined {
  if (!line.includes("```") && !line.includes("~~~")) return undefined;
  const match = fenceOpening.exec(line.slice(shape.quote.length).trimEnd());
  if (match === null) return undefined;
  const [, before = "", marker = "", info = ""] = match;
  // Backticks behind the marker make it inline code; four more columns make it an indented code block.
  if ((marker.startsWith("`") && info.includes("`")) || shape.indent >= column + 4) return undefined;
  const { quote, quoteDepth } = shape;
  const indentation = before.replaceAll(/\S/g, " ");
  return { prefix: quote + indentation, marker, info, quote, quoteDepth, indent: columnsOf(indentation) };
}

/** Lists indent their fences unevenly: the closing one may stand anywhere left of the opening one. */
export function closesFence({ marker, indent }: Fence, shape: LineShape): boolean {
  const { text } = shape;
  if (text.length < marker.length || shape.indent > indent + 3) return false;
  return text === marker.charAt(0).repeat(text.length);
}

export function isHeading({ text }: LineShape): boolean {
  return /^#{1,6}(?:\s|$)/.test(text);
}

/** A row such as `| --- | :-: |` with as many cells as the header above it. */
export function isTableDelimiter(shape: LineShape, header: LineShape): boolean {
  const { text, quoteDepth } = shape;
  if (!text.includes("-") || !/^[\s|:-]+$/.test(text) || !header.text.includes("|")) return false;
  const cells = cellsOf(text);
  const matches = cells.length === cellsOf(header.text).length && quoteDepth === header.quoteDepth;
  return matches && cells.every((cell) => /^:?-+:?$/.test(cell));
}

function cellsOf(row: string): string[] {
  const cells = row.split(/(?<!\\)\|/).map((cell) => cell.trim());
  if (cells[0] === "") cells.shift();
  if (cells.at(-1) === "") cells.pop();
  return cells;
}

function columnsOf(space: string): number {
  return space.replaceAll("\t", "    ").length;
}
