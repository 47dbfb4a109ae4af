import type { Ruler } from "./encoded-size.ts";
import { type BlockFrames, type Frame, type FrameMaker, noFrame } from "./frame.ts";
import {
  closesFence,
  type Fence,
  fenceOpenedBy,
  isHeading,
  isTableDelimiter,
  type LineShape,
  shapeOf,
} from "./markdown-block.ts";

/**
 * How good a cut in front of a line is: between paragraphs, between lines, inside code, a table or a list item, or
 * where something would not look the same any more.
 */
export type CutRank = "paragraph" | "line" | "inner" | "poor";

/** A line of markdown, its line break included. */
export interface MarkdownLine {
  readonly start: number;
  readonly end: number;
  readonly size: number;
  /** Of a cut in front of the line. */
  readonly rank: CutRank;
  /** Around a cut in front of the line. */
  readonly frame: Frame;
  /** Around a cut inside the line. */
  readonly inside: Frame;
}

type Cuts = Pick<MarkdownLine, "rank" | "frame" | "inside">;

/** Code or a table that the lines being read belong to. */
interface Block {
  readonly frames: BlockFrames;
  /** Absent for a table. */
  readonly fence?: Fence;
  readonly quoteDepth: number;
  /** Only its opening line, or its head, has been read. */
  isFresh: boolean;
}

/** Reads markdown line by line and notes how it can be cut in front of each line and inside it. */
export function readMarkdownLines(text: string, ruler: Ruler, frames: FrameMaker): MarkdownLine[] {
  const readCuts = createCutReader(frames);
  const lines: MarkdownLine[] = [];
  for (let start = 0; start < text.length; ) {
    const lineFeed = text.indexOf("\n", start);
    const end = lineFeed === -1 ? text.length : lineFeed + 1;
    const line = text.slice(start, end);
    lines.push({ start, end, size: ruler.sizeOf(line), ...readCuts(line) });
    start = end;
  }
  return lines;
}

function createCutReader(frames: FrameMaker): (line: string) => Cuts {
  let block: Block | undefined;
  let previous: { readonly line: string; readonly shape: LineShape } | undefined;
  let isUnderHeading = false;
  /** Where the text of the list around the line begins. */
  let column = 0;

  /** Undefined when the line does not belong to the block. */
  function readInBlock(line: string, current: Block): Cuts | undefined {
    const { fence, isFresh } = current;
    const shape = shapeOf(line, fence?.quoteDepth);
    const closes = fence !== undefined && closesFence(fence, shape);
    // Code in a block quote ends with the quote.
    const goesOn = shape.quoteDepth === current.quoteDepth && (fence !== undefined || isTableRow(shape));
    if (!goesOn || closes) block = undefined;
    if (!goesOn) return undefined;
    current.isFresh = false;
    previous = { line, shape };
    // In front of the closing line or behind the opening one, a part would have an empty block.
    const rank = isFresh || closes ? "poor" : "inner";
    return { rank, frame: current.frames.between, inside: closes ? noFrame : current.frames.inside };
  }

  function readOutside(line: string): Cuts {
    const shape = shapeOf(line);
    const isDelimiter = previous !== undefined && isTableDelimiter(shape, previous.shape);
    const rank = isDelimiter ? "poor" : rankBefore(shape, previous?.shape, isUnderHeading);
    block = openedBy(line, shape, isDelimiter);
    column = columnAfter(shape, column);
    isUnderHeading = isHeading(shape) || (isUnderHeading && shape.text === "");
    previous = { line, shape };
    return { rank, frame: noFrame, inside: shape.quote === "" ? noFrame : frames.forQuote(shape.quote) };
  }

  function openedBy(line: string, shape: LineShape, isDelimiter: boolean): Block | undefined {
    const { quote, quoteDepth } = shape;
    const fence = fenceOpenedBy(line, shape, column);
    if (fence !== undefined) return { frames: frames.forFence(fence), fence, quoteDepth, isFresh: true };
    if (!isDelimiter || previous === undefined) return undefined;
    return { frames: frames.forTable(previous.line + line, quote), quoteDepth, isFresh: true };
  }

  return (line) => (block && readInBlock(line, block)) ?? readOutside(line);
}

function isTableRow(shape: LineShape): boolean {
  return shape.text.includes("|") && shape.itemColumn === undefined && !isHeading(shape);
}

function rankBefore(shape: LineShape, previous: LineShape | undefined, isUnderHeading: boolean): CutRank {
  const followsBlank = previous?.text === "";
  if (isUnderHeading) return "inner";
  if (shape.text === "") return "line";
  // A line that continues a quote without a marker would leave the quote.
  if (!followsBlank && (previous?.quoteDepth ?? 0) > shape.quoteDepth && shape.itemColumn === undefined) return "poor";
  // The line belongs to the list item above. Without that item, four columns would make it code.
  if (shape.indent > 0) return shape.indent < 4 ? "inner" : "poor";
  return shape.quoteDepth === 0 && (followsBlank || isHeading(shape)) ? "paragraph" : "line";
}

function columnAfter({ itemColumn, text, indent }: LineShape, column: number): number {
  if (itemColumn !== undefined) return itemColumn;
  return text === "" ? column : Math.min(column, indent);
}
